/*
 * The small conveniences of filling in a form. Everything here also works without it, a little less comfortably:
 * the server excludes options, adds up sums and checks all the same.
 *
 *   data-exclusive-group / data-exclusive   a choice that stands alone unticks the others
 *   data-paste-table="key"                  a block of spreadsheet cells pasted into a cell fills rows and columns
 *   data-variant-form / data-variants       consents that belong to some variants show for those only
 *   data-reload-on-ready                    the page shows an uploaded file in its place once it passed its check
 *   is-invalid                              follows the messages that a save swaps in
 */
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.checked) return;
    const group = box.closest("[data-exclusive-group]");
    if (!group || box.type !== "checkbox") return;
    group.querySelectorAll("input[type=checkbox]").forEach((other) => {
      if (other !== box && (box.hasAttribute("data-exclusive") || other.hasAttribute("data-exclusive"))) other.checked = false;
    });
  }, true);

  document.addEventListener("paste", (event) => {
    const cell = event.target instanceof Element ? event.target.closest("[data-paste-table] td[data-column]") : null;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!cell || !/[\t\n]/.test(text.trim()) || !window.htmx) return;
    if (event.target instanceof HTMLTextAreaElement && !text.includes("\t")) return;
    event.preventDefault();
    const table = cell.closest("[data-paste-table]").dataset.pasteTable;
    const form = cell.closest("form");
    const values = {
      ...Object.fromEntries([["_paste_table", table], ["_paste_row", cell.closest("tr").dataset.row]]),
      _paste_column: cell.dataset.column,
      _paste: text,
    };
    window.htmx.ajax("POST", form.action, { source: form, target: `#field-${table}`, swap: "outerHTML", values });
  });

  function showVariant(form) {
    const chosen = form.querySelector("input[name=variant]:checked");
    form.querySelectorAll("[data-variants]").forEach((part) => {
      const wanted = part.dataset.variants.split(" ").filter(Boolean);
      part.hidden = wanted.length > 0 && !(chosen && wanted.includes(chosen.value));
    });
  }

  document.addEventListener("change", (event) => {
    const form = event.target instanceof Element ? event.target.closest("[data-variant-form]") : null;
    if (form) showVariant(form);
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (window.matchMedia("(max-width: 47.99rem)").matches) {
      document.querySelectorAll("details[data-fold-on-phones]").forEach((fold) => fold.removeAttribute("open"));
    }
    document.querySelectorAll("[data-variant-form]").forEach(showVariant);
  });

  document.addEventListener("tongban:file-ready", (event) => {
    const box = event.target instanceof Element ? event.target.closest("[data-reload-on-ready]") : null;
    // A moment later: Alpine writes the new states into the page after the event.
    if (box) window.setTimeout(() => showFiled(box), 200);
  });

  /** The list of what is filed comes from the server; files on their way, or a phone at work, keep the page as it is. */
  function showFiled(box) {
    const busy = document.querySelector(".file-upload-item:not([data-state=clean]):not([data-state=refused]), .tb-phone-panel");
    if (!busy) window.location.replace(`${window.location.pathname}?at=${Date.now()}#${box.id}`);
  }

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const messages = event.detail.target;
    if (!messages || !messages.id || !messages.id.startsWith("msg-")) return;
    const control = document.getElementById(messages.id.slice("msg-".length));
    if (!control) return;
    const wrong = messages.childElementCount > 0;
    control.classList.toggle("is-invalid", wrong);
    if (wrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  });
})();
