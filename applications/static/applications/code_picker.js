/*
 * Choosing from a code list: an ARIA 1.2 combobox with a listbox. Without it the field still takes a code or the exact
 * words, which the server looks up.
 *
 *   data-code-picker="address"   around one input[role=combobox], its list and its status line
 */
(() => {
  "use strict";

  const PAUSE = 150;
  let waiting = 0;
  let asked = 0;

  const pickerOf = (target) => {
    const input = target instanceof Element ? target.closest("input[role=combobox]") : null;
    const box = input ? input.closest("[data-code-picker]") : null;
    return box ? { box, input, list: box.querySelector("[role=listbox]"), status: box.querySelector("[role=status]") } : null;
  };

  function close(picker) {
    picker.list.hidden = true;
    picker.input.setAttribute("aria-expanded", "false");
    picker.input.removeAttribute("aria-activedescendant");
  }

  function show(picker, items) {
    picker.list.replaceChildren(
      ...items.map((item, place) => {
        const option = document.createElement("li");
        option.id = `${picker.list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.value = `${item.code} ${item.label}`;
        option.textContent = option.dataset.value;
        if (item.path) {
          const path = document.createElement("span");
          path.textContent = item.path;
          option.append(path);
        }
        return option;
      }),
    );
    const words = picker.status.dataset;
    picker.status.textContent = items.length ? `${items.length} ${words.codeCount}` : words.codeNone;
    picker.list.hidden = items.length === 0;
    picker.input.setAttribute("aria-expanded", String(items.length > 0));
    picker.input.removeAttribute("aria-activedescendant");
  }

  async function ask(picker) {
    const words = picker.input.value.trim();
    const mine = ++asked;
    if (!words) {
      close(picker);
      return;
    }
    const answer = await fetch(`${picker.box.dataset.codePicker}?q=${encodeURIComponent(words)}`, {
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (mine !== asked || !answer || !answer.ok || document.activeElement !== picker.input) return;
    const { items } = await answer.json();
    if (mine === asked) show(picker, items);
  }

  function choose(picker, option) {
    picker.input.value = option.dataset.value;
    close(picker);
    asked += 1;
    picker.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(picker, step) {
    const options = [...picker.list.children];
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = options[(here + step + options.length + (here < 0 && step < 0 ? 1 : 0)) % options.length];
    options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
    picker.input.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  // Half-typed words are not saved: the form's autosave hears the choice, or the change when the field is left.
  document.addEventListener("input", (event) => {
    const picker = pickerOf(event.target);
    if (!picker) return;
    event.stopPropagation();
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => ask(picker), PAUSE);
  }, true);

  document.addEventListener("keydown", (event) => {
    const picker = pickerOf(event.target);
    if (!picker || event.isComposing) return;
    if (picker.list.hidden) {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        ask(picker);
      }
      return;
    }
    const active = picker.list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(picker, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      choose(picker, active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close(picker);
    }
  });

  document.addEventListener("mousedown", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[data-code-picker] [role=option]") : null;
    if (!option) return;
    event.preventDefault();
    choose(pickerOf(option.closest("[data-code-picker]").querySelector("input")), option);
  });

  document.addEventListener("focusout", (event) => {
    const picker = pickerOf(event.target);
    if (!picker) return;
    window.clearTimeout(waiting);
    asked += 1;
    close(picker);
  });
})();
