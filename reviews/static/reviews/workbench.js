/* The application page: remarks from the little flags, the number only where a result carries one, evidence files.
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
  });

  document.addEventListener("tongban:file-ready", (event) => {
    const place = event.target.closest("[data-evidence]");
    if (!place) return;
    place.querySelector("input[name=evidence]").value = event.detail.fileId;
    place.querySelector("input[name=evidence_name]").value = event.detail.name;
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
