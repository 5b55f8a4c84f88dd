/* Scanning papers: what the scanner types is taken at Enter, looked up in its turn, and added to the list.
   Codes are queued, so that the next paper can be scanned before the answer for the last one is there. */
(function () {
  "use strict";

  const place = document.querySelector("[data-scanning]");
  if (!place) return;
  const input = place.querySelector("#scan-code");
  const list = place.querySelector("[data-scan-list]");
  const said = place.querySelector("[data-scan-said]");
  const receive = place.querySelector("[data-scan-receive]");
  const waiting = [];
  let busy = false;

  function say(sentence, words) {
    said.textContent = Object.entries(words).reduce((text, [name, word]) => text.replace(`{${name}}`, word), sentence);
  }

  function count() {
    const rows = list.querySelectorAll("[data-scanned]");
    const good = list.querySelectorAll("[data-receivable]").length;
    place.querySelector("[data-scan-count]").textContent = rows.length;
    place.querySelector("[data-scan-good]").textContent = good;
    receive.disabled = good === 0 || busy || waiting.length > 0;
  }

  function isListed(row) {
    return [...list.querySelectorAll("[data-scanned]")].some((other) =>
      (row.dataset.code && other.dataset.code === row.dataset.code) ||
      (row.dataset.task && other.dataset.task === row.dataset.task));
  }

  function add(html, code) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const row = holder.content.querySelector("[data-scanned]");
    if (!row) throw new Error("no row");
    if (isListed(row)) {
      say(place.dataset.sayKnown, { code });
      return;
    }
    list.prepend(row);
    say(place.dataset.sayState, { code: row.cells[0].textContent.trim(), words: row.dataset.words });
    const reason = row.querySelector("input[required]");
    if (reason) reason.focus();
  }

  async function look(code) {
    const answer = await fetch(`${place.dataset.lookUrl}?code=${encodeURIComponent(code)}`, {
      credentials: "same-origin",
      redirect: "error",
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    add(await answer.text(), code);
  }

  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      const code = waiting.shift();
      try {
        await look(code);
      } catch {
        say(place.dataset.sayFailed, { code });
      }
    }
    busy = false;
    count();
  }

  place.querySelector("[data-scan-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = input.value.trim();
    input.value = "";
    input.focus();
    if (!code) return;
    waiting.push(code);
    count();
    work();
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop-scan]");
    if (!button) return;
    button.closest("tr").remove();
    count();
    input.focus();
  });

  /* A scanner ends with Enter wherever the cursor stands: in a reason or a place it must not send the whole list. */
  receive.form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      input.focus();
    }
  });
})();
