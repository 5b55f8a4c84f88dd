/* Alpine components, by name only (CSP build): x-data="tabs" and so on. Elements are found by x-ref or data-*. */
document.addEventListener("alpine:init", () => {
  "use strict";

  const data = (name, factory) => window.Alpine.data(name, factory);

  /** x-data="tabs": buttons [role=tab][aria-controls], panels by id. Arrow keys move; the chosen tab is kept in the address. */
  data("tabs", () => ({
    init() {
      const tabs = this.tabs();
      const wanted = tabs.find((tab) => "#" + tab.getAttribute("aria-controls") === window.location.hash);
      this.choose(wanted || tabs.find((tab) => tab.getAttribute("aria-selected") === "true") || tabs[0]);
      for (const tab of tabs) {
        tab.addEventListener("click", () => this.pick(tab));
        tab.addEventListener("keydown", (event) => this.move(event, tab));
      }
    },
    tabs() {
      return [...this.$root.querySelectorAll("[role=tab]")];
    },
    pick(tab) {
      this.choose(tab);
      window.history.replaceState(window.history.state, "", "#" + tab.getAttribute("aria-controls"));
    },
    choose(chosen) {
      for (const tab of this.tabs()) {
        tab.setAttribute("aria-selected", String(tab === chosen));
        tab.tabIndex = tab === chosen ? 0 : -1;
        document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
      }
    },
    move(event, tab) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const tabs = this.tabs();
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      event.preventDefault();
      this.pick(next);
      next.focus();
    },
  }));

  /** x-data="charCount" around one control with data-most="300" on the root and an element x-ref="count". */
  data("charCount", () => ({
    init() {
      const control = this.$root.querySelector("textarea, input");
      const show = () => {
        const most = Number(this.$root.dataset.most);
        // Characters as people count them; line ends do not count.
        const used = [...control.value.replace(/[\r\n]/g, "")].length;
        this.$refs.count.textContent = `${used} / ${most}`;
        this.$refs.count.classList.toggle("tb-over", used > most);
      };
      control.addEventListener("input", show);
      show();
    },
  }));

  /** x-data="copyText" on a button with data-copy="…". */
  data("copyText", () => ({
    init() {
      this.$root.addEventListener("click", () => {
        navigator.clipboard.writeText(this.$root.dataset.copy).then(() => window.tongban.announce(window.tongban.words().messageCopied, "success"));
      });
    },
  }));

  /** x-data="listKeys" around a list of [data-item]; J and K move, Enter opens the first link, X ticks the box. */
  data("listKeys", () => ({
    here: -1,
    init() {
      this.onKey = (event) => this.press(event);
      document.addEventListener("keydown", this.onKey);
    },
    destroy() {
      document.removeEventListener("keydown", this.onKey);
    },
    press(event) {
      const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog[open], [contenteditable]");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const items = [...this.$root.querySelectorAll("[data-item]")];
      const item = items[this.here];
      if (event.key === "j") this.go(items, Math.min(this.here + 1, items.length - 1));
      else if (event.key === "k") this.go(items, Math.max(this.here - 1, 0));
      else if (event.key === "Enter" && item && event.target.closest("a, button, summary") === null) item.querySelector("a[href]").click();
      else if (event.key === "x" && item && item.querySelector("input[type=checkbox]")) item.querySelector("input[type=checkbox]").click();
      else return;
      event.preventDefault();
    },
    go(items, index) {
      if (items[this.here]) items[this.here].classList.remove("tb-here");
      this.here = index;
      if (!items[index]) return;
      items[index].classList.add("tb-here");
      items[index].scrollIntoView({ block: "nearest" });
    },
  }));

  /** x-data="density" on a button; the choice is this browser's and marks <body>. */
  data("density", () => ({
    init() {
      this.show(window.localStorage.getItem("tongban.density") || "normal");
      this.$root.addEventListener("click", () => {
        const next = document.body.dataset.density === "compact" ? "normal" : "compact";
        window.localStorage.setItem("tongban.density", next);
        this.show(next);
      });
    },
    show(choice) {
      document.body.dataset.density = choice;
      this.$root.setAttribute("aria-pressed", String(choice === "compact"));
    },
  }));

  /** x-data="pickRows" around a list with checkboxes [data-pick], an optional [data-pick-all] and a batch bar x-ref="bar". */
  data("pickRows", () => ({
    init() {
      this.$root.addEventListener("change", (event) => {
        if (event.target.matches("[data-pick-all]")) {
          for (const box of this.boxes()) box.checked = event.target.checked;
        }
        this.show();
      });
      this.show();
    },
    boxes() {
      return [...this.$root.querySelectorAll("[data-pick]")];
    },
    show() {
      const boxes = this.boxes();
      const picked = boxes.filter((box) => box.checked).length;
      this.$refs.bar.hidden = picked === 0;
      for (const place of this.$refs.bar.querySelectorAll("[data-picked-count]")) place.textContent = picked;
      const all = this.$root.querySelector("[data-pick-all]");
      if (all) {
        all.checked = picked > 0 && picked === boxes.length;
        all.indeterminate = picked > 0 && picked < boxes.length;
      }
    },
  }));

  /** x-data="phrases" around a textarea x-ref="text" and buttons with data-phrase: a phrase is added at the end. */
  data("phrases", () => ({
    init() {
      this.$root.addEventListener("click", (event) => {
        const button = event.target.closest("[data-phrase]");
        if (!button) return;
        const text = this.$refs.text;
        text.value = text.value.trim() === "" ? button.dataset.phrase : text.value.trimEnd() + "\n" + button.dataset.phrase;
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
      });
    },
  }));
});

/* The saved state of an autosaving form (partials/_saved.html): the server's answer replaces it, this fills the moments
   between, and says when saving failed. */
(function () {
  "use strict";

  function show(key, wrong) {
    const place = document.querySelector("[data-autosave]");
    if (!place) return;
    place.querySelector("[data-autosave-word]").textContent = place.dataset[key];
    place.classList.toggle("tb-saved-wrong", Boolean(wrong));
  }

  const autosaving = (element) => element && element.closest && element.closest("form[data-autosave-form]");

  document.addEventListener("input", (event) => autosaving(event.target) && show("unsaved"));
  document.addEventListener("htmx:beforeRequest", (event) => autosaving(event.detail.elt) && show("saving"));
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, (event) => autosaving(event.detail.elt) && show("failed", true));
  }
})();
