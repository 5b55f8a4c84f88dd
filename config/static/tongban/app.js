/* What every page does: htmx and its failures, announcements, focus, dialogs, double submits, unsaved changes.
   All of it is a help on top of plain forms and links; the server never relies on it. */
(function () {
  "use strict";

  const words = () => document.body.dataset;
  const safeMethods = new Set(["get", "head"]);

  // --- Announcements ---------------------------------------------------------------------------------------------

  const TOAST_MILLISECONDS = 6000;

  function svgIcon(name) {
    const known = document.querySelector("svg.tb-icon use");
    const sprite = known ? known.getAttribute("href").split("#")[0] : "";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "tb-icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", sprite + "#" + name);
    svg.append(use);
    return svg;
  }

  /** Says a sentence in the corner; the region is aria-live. Errors and warnings stay until closed. */
  function announce(text, tone) {
    const toast = document.createElement("div");
    toast.className = "tb-toast tb-toast-" + (tone || "info");
    toast.dataset.toast = "";
    const sentence = document.createElement("span");
    sentence.textContent = text;
    toast.append(svgIcon(tone === "error" ? "alert-triangle" : "info-circle"), sentence);
    document.getElementById("toasts").append(toast);
    ageToasts();
  }

  function ageToasts() {
    for (const toast of document.querySelectorAll("[data-toast]:not([data-ageing])")) {
      toast.dataset.ageing = "";
      const stays = toast.matches(".tb-toast-error, .tb-toast-warning") && toast.querySelector("[data-close-toast]");
      if (!stays) setTimeout(() => toast.remove(), TOAST_MILLISECONDS);
    }
  }

  // --- htmx ------------------------------------------------------------------------------------------------------

  document.addEventListener("htmx:configRequest", (event) => {
    if (!safeMethods.has(event.detail.verb)) {
      event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
    }
  });

  document.addEventListener("htmx:sendError", () => announce(words().messageGone, "error"));
  document.addEventListener("htmx:timeout", () => announce(words().messageGone, "error"));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) announce(words().messageFailed, "error");
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    ageToasts();
    focusErrors(event.detail.elt);
  });

  // The session ended meanwhile: the answer is the sign-in page, which must not be swapped into a corner.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseText.includes('<body class="tb-bare"')) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });

  // --- Focus -----------------------------------------------------------------------------------------------------

  function focusErrors(scope) {
    const loud = "[data-error-summary]:not([data-error-summary=quiet])";
    const summary = scope.matches && scope.matches(loud) ? scope : scope.querySelector(loud);
    if (summary) summary.focus();
  }

  // A link of the error summary leads into the field itself, below the sticky bar.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    const field = target.matches("input, select, textarea, button") ? target : target.querySelector("input:not([type=hidden]), select, textarea, button");
    (field || target).scrollIntoView({ block: "center" });
    (field || target).focus();
  });

  // --- Dialogs ---------------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) document.getElementById(opener.dataset.openDialog).showModal();
    const closer = event.target.closest("[data-close-dialog]");
    if (closer) closer.closest("dialog").close();
    const toast = event.target.closest("[data-close-toast]");
    if (toast) toast.closest("[data-toast]").remove();
    if (event.target.closest("[data-go-back]")) window.history.back();
    if (event.target.closest("[data-print]")) window.print();
    for (const open of document.querySelectorAll("details[data-close-outside][open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll("details[data-close-outside][open]")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  /** Asks once, in the page's own dialog; `source` carries data-confirm, -title, -act and -danger. */
  function ask(source, proceed) {
    const dialog = document.getElementById("confirm-dialog");
    const title = document.getElementById("confirm-dialog-title");
    const act = document.getElementById("confirm-dialog-act");
    title.textContent = source.dataset.confirmTitle || title.dataset.default;
    act.textContent = source.dataset.confirmAct || act.dataset.default;
    act.className = "confirmDanger" in source.dataset ? "btn btn-danger" : "btn btn-primary";
    document.getElementById("confirm-dialog-text").textContent = source.dataset.confirm;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "confirm" && proceed(), { once: true });
    dialog.showModal();
  }

  function confirmSource(form, submitter) {
    if (submitter && submitter.dataset.confirm) return submitter;
    return form.dataset.confirm ? form : null;
  }

  const confirmed = new WeakSet();

  document.addEventListener("htmx:confirm", (event) => {
    const cause = event.detail.triggeringEvent;
    const source = confirmSource(event.detail.elt, cause && cause.submitter);
    if (!source) return;
    event.preventDefault();
    ask(source, () => event.detail.issueRequest(true));
  });

  // --- Submitting ------------------------------------------------------------------------------------------------

  /** Long enough for a double click, in milliseconds. */
  const FILE_PAUSE = 2000;

  function handledByHtmx(form, submitter) {
    return [form, submitter].some((element) => element && (element.hasAttribute("hx-post") || element.hasAttribute("hx-get") || element.hasAttribute("hx-delete")));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || handledByHtmx(form, event.submitter)) return;
    const source = confirmSource(form, event.submitter);
    if (source && !confirmed.has(form)) {
      event.preventDefault();
      const submitter = event.submitter;
      ask(source, () => {
        confirmed.add(form);
        form.requestSubmit(submitter);
      });
      return;
    }
    confirmed.delete(form);
    if ("submitting" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.submitting = "";
    delete form.dataset.dirty;
    // After this event, so that the pressed button's own name and value are still sent.
    setTimeout(() => lockButtons(form, true), 0);
    if (givesFile(form, event.submitter)) setTimeout(() => unlock(form), FILE_PAUSE);
  });

  /** A file that is downloaded leaves the page as it is: no other page unlocks the form. */
  function givesFile(form, submitter) {
    return [form, submitter].some((element) => element && "givesFile" in element.dataset);
  }

  function unlock(form) {
    delete form.dataset.submitting;
    lockButtons(form, false);
  }

  function lockButtons(form, locked) {
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
      if (locked && !button.disabled) {
        button.disabled = true;
        button.dataset.locked = "";
      } else if (!locked && "locked" in button.dataset) {
        button.disabled = false;
        delete button.dataset.locked;
      }
    }
  }

  function pressed(event) {
    const cause = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    const form = event.detail.elt.closest("form");
    return form && cause && (cause.type === "submit" || cause.type === "click") ? form : null;
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = pressed(event);
    if (form) lockButtons(form, true);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = pressed(event);
    if (form) lockButtons(form, false);
    const saved = event.detail.elt.closest("form[data-guard-unsaved]");
    if (saved && event.detail.successful) delete saved.dataset.dirty;
  });

  // The way back shows a page as it was left: its buttons must work again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-submitting]").forEach(unlock);
  });

  // --- Unsaved changes -------------------------------------------------------------------------------------------

  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-guard-unsaved]");
    if (form) form.dataset.dirty = "";
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard-unsaved][data-dirty]")) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  // --- Wide tables -----------------------------------------------------------------------------------------------

  /** What scrolls sideways must be reachable by keyboard; what does not should not cost a tab stop. */
  function reachWideTables() {
    for (const box of document.querySelectorAll(".tb-table-wrap")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  window.addEventListener("resize", reachWideTables);
  document.addEventListener("toggle", reachWideTables, true);
  document.addEventListener("htmx:afterSettle", reachWideTables);

  document.addEventListener("DOMContentLoaded", () => {
    ageToasts();
    focusErrors(document);
    reachWideTables();
  });

  window.tongban = { announce: announce, words: words };
})();
