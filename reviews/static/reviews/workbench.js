/* The application page: remarks from the little flags, verdicts on materials by keyboard, the number only where a result carries one, evidence files.
   Without it everything can still be typed and chosen by hand, except uploading. */
(function () {
  "use strict";

  /* A scanner ends with Enter: in the field for a code that must not send the form. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-scanner-input]")) event.preventDefault();
  });

  function emptyRemark(remarks) {
    const lines = [...remarks.querySelectorAll("[data-remark]")];
    const free = lines.find((line) => line.querySelector("select").value === "" && line.querySelector("input").value === "");
    if (free) return free;
    const added = lines[lines.length - 1].cloneNode(true);
    added.querySelector("select").value = "";
    added.querySelector("input").value = "";
    delete added.dataset.proposed;
    lines[lines.length - 1].after(added);
    return added;
  }

  function markPlace(path) {
    const remarks = document.querySelector("[data-remarks]");
    if (!remarks) return;
    remarks.closest("details").open = true;
    const known = [...remarks.querySelectorAll("[data-remark]")].find((line) => line.querySelector("select").value === path);
    const line = known || emptyRemark(remarks);
    line.querySelector("select").value = path;
    offerPhrases(line);
    line.querySelector("input").focus();
  }

  /** The line that phrases go into: the one that was touched last. */
  let present = null;

  /** Phrases kept for the place of a line, and those for any place. */
  function offerPhrases(line) {
    present = line;
    const place = line.querySelector("select").value;
    for (const button of document.querySelectorAll("[data-place-phrases] [data-place]")) {
      button.hidden = button.dataset.place !== "" && button.dataset.place !== place;
    }
  }

  function insertPhrase(button) {
    const remarks = button.closest("[data-remarks]");
    const line = present && remarks.contains(present) ? present : emptyRemark(remarks);
    const input = line.querySelector("input");
    input.value = (input.value.trim() + button.dataset.words).slice(0, input.maxLength);
    input.focus();
  }

  function showNumber() {
    const place = document.querySelector("[data-number-field]");
    if (!place) return;
    const chosen = document.querySelector("input[name=result]:checked");
    place.hidden = Boolean(chosen) && !("carriesNumber" in chosen.dataset);
  }

  document.addEventListener("click", (event) => {
    const flag = event.target.closest("[data-mark-path]");
    if (flag) markPlace(flag.dataset.markPath);
    const words = event.target.closest("[data-words]");
    if (words) insertPhrase(words);
    const chosen = event.target.closest("[data-judge]");
    if (chosen) judge(formOf(chosen.closest("[data-judge-here]").dataset.judgeHere), chosen.dataset.judge);
    const add = event.target.closest("[data-add-remark]");
    if (add) emptyRemark(add.closest("[data-remarks]")).querySelector("select").focus();
  });

  document.addEventListener("focusin", (event) => {
    const line = event.target.closest("[data-remark]");
    if (line) offerPhrases(line);
  });

  document.addEventListener("change", (event) => {
    const line = event.target.closest("[data-remark]");
    if (line) offerPhrases(line);
    if (event.target.name === "result") showNumber();
    const verdict = event.target.closest("form[data-verdict]");
    if (verdict) {
      propose(verdict);
      showHere();
    }
  });

  document.addEventListener("tongban:file-ready", (event) => {
    const place = event.target.closest("[data-evidence]");
    if (!place) return;
    place.querySelector("input[name=evidence]").value = event.detail.fileId;
    place.querySelector("input[name=evidence_name]").value = event.detail.name;
  });

  const verdictOf = (form) => form.querySelector("input[name=fitness]:checked").value;

  /** What is unfit stands in the list of what to correct; what its examiner altered there stays as it is. */
  function propose(form) {
    const path = `materials.${form.dataset.verdict}`;
    const words = verdictOf(form) === "unfit" ? form.querySelector("input[name=remark]").value.trim() : "";
    for (const remarks of document.querySelectorAll("[data-remarks]")) {
      const known = [...remarks.querySelectorAll("[data-remark]")].find((line) => line.querySelector("select").value === path);
      if (known && known.querySelector("input").value !== (known.dataset.proposed ?? "")) continue;
      if (!words && !known) continue;
      const line = known || emptyRemark(remarks);
      line.querySelector("select").value = words ? path : "";
      line.querySelector("input").value = words;
      line.dataset.proposed = words;
    }
  }

  const formOf = (material) => document.querySelector(`form[data-verdict="${CSS.escape(material)}"]`);

  /** The buttons beside the pages say what stands in the list. */
  function showHere() {
    for (const here of document.querySelectorAll("[data-judge-here]")) {
      const form = formOf(here.dataset.judgeHere);
      here.hidden = !form;
      if (!form) continue;
      for (const button of here.querySelectorAll("[data-judge]")) {
        button.setAttribute("aria-pressed", String(button.dataset.judge === verdictOf(form)));
      }
    }
  }

  function judge(form, verdict) {
    const choice = [...form.querySelectorAll("input[name=fitness]")].find((each) => each.value === verdict);
    if (!choice.checked) {
      choice.checked = true;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (verdict === "unfit") form.querySelector("input[name=remark]").focus();
  }

  /** J and K go from material to material and open its first file. */
  function goTo(material) {
    if (!material) return;
    const file = material.querySelector(".tb-file-name a");
    if (file) file.click();
    material.querySelector("input[name=fitness]:checked").focus({ preventScroll: Boolean(file) });
  }

  const VERDICT_KEYS = { 1: "fit", 2: "unfit", 0: "" };
  let lookedAt = "";

  document.addEventListener("keydown", (event) => {
    const list = event.target.closest("[data-judging]");
    if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=radio]), textarea, select")) return;
    const materials = [...list.querySelectorAll("[data-material]")];
    const here = event.target.closest("[data-material]") || materials.find((each) => each.dataset.material === lookedAt);
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step) goTo(materials[here ? materials.indexOf(here) + step : 0]);
    else if (event.key in VERDICT_KEYS && here) judge(here.querySelector("form"), VERDICT_KEYS[event.key]);
    else return;
    event.preventDefault();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "preview") return;
    lookedAt = event.target.querySelector("[data-judge-here]")?.dataset.judgeHere ?? "";
    showHere();
  });

  /** On a phone the decision fits one screen: sections open by tap, those with changes are open already. */
  function foldOnPhones() {
    if (!window.matchMedia("(max-width: 767.98px)").matches) return;
    for (const section of document.querySelectorAll(".rv-section")) {
      section.open = section.querySelector(".tb-changed") !== null;
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    showNumber();
    foldOnPhones();
  });
})();
