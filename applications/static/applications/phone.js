/*
 * The phone's page: photographs are read, made small, put in order, turned and straightened here; then they are sent
 * one by one to the object store, and the server binds them. Markup and sentences: phone/page.html.
 */
(() => {
  "use strict";

  const FINE = { longest: 2200, quality: 0.85 };
  const COARSE = { longest: 1600, quality: 0.7 };
  const THUMB = 480;
  const EDITED = 1000;
  const MEGABYTE = 1024 * 1024;
  const LARGEST_SOURCE = 60 * MEGABYTE;
  const TRIES = 3;
  const ASK_AGAIN = 1500;
  const HEIC = /\.(heic|heif)$/i;

  const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
  const megabytes = (bytes) => Math.ceil(bytes / MEGABYTE);

  /** Something the person can do something about; its message is a sentence. */
  class Trouble extends Error {}

  function phonePages(root) {
    const { picture, chooseCorners, uploading } = window.tongban;
    const words = root.dataset;
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    const act = (name) => root.querySelector(`:scope > [data-act="${name}"], :scope > div > [data-act="${name}"]`);
    const most = Number(words.mostPages);
    let pages = [];
    let serial = 0;
    let busy = false;
    let finished = false;

    function say(key, given = {}) {
      const sentence = words[`say${key[0].toUpperCase()}${key.slice(1)}`] || "";
      return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in given ? given[name] : whole));
    }

    /* what the person sees */

    function complain(sentence) {
      const box = part("problem");
      box.textContent = sentence;
      box.hidden = !sentence;
      if (sentence) box.focus();
    }

    function wait(sentence, percent) {
      const bar = part("bar");
      part("wait").hidden = !sentence;
      part("wait-words").textContent = sentence;
      if (percent === undefined) bar.removeAttribute("value");
      else bar.value = percent;
      if (sentence) part("said").textContent = sentence;
    }

    function show() {
      part("take").hidden = busy || finished;
      part("empty").hidden = finished || busy || pages.length > 0;
      part("count").hidden = finished || pages.length === 0;
      part("count").textContent = say("pages", { count: pages.length });
      part("send").hidden = busy || finished || pages.length === 0;
      part("pages").hidden = finished;
      part("done").hidden = !finished;
      part("pages").querySelectorAll("button").forEach((button) => { button.disabled = busy; });
      for (const [index, page] of pages.entries()) {
        page.line.querySelector("[data-part=number]").textContent = say("page", { number: index + 1 });
        page.line.querySelector("[data-part=thumb]").setAttribute("aria-label", say("page", { number: index + 1 }));
        page.line.querySelector("[data-part=note]").textContent = page.problem || (picture.isWhole(page.corners) ? "" : say("straightened"));
        page.line.classList.toggle("tb-phone-page-wrong", Boolean(page.problem));
        page.line.querySelector("[data-act=up]").disabled = busy || index === 0;
        page.line.querySelector("[data-act=down]").disabled = busy || index === pages.length - 1;
      }
    }

    function arrange() {
      part("pages").append(...pages.map((page) => page.line));
      show();
    }

    function newLine() {
      return root.querySelector("[data-template=page]").content.firstElementChild.cloneNode(true);
    }

    async function drawThumb(page) {
      const image = await picture.decoded(page.blob);
      const turned = picture.drawn(image, THUMB, page.turns);
      const thumb = page.line.querySelector("[data-part=thumb]");
      if (picture.isWhole(page.corners)) {
        thumb.width = turned.width;
        thumb.height = turned.height;
        thumb.getContext("2d").drawImage(turned, 0, 0);
      } else {
        picture.straightenInto(thumb, turned, page.corners);
      }
    }

    /* photographs in */

    async function read(file) {
      if (file.type && !file.type.startsWith("image/") && !HEIC.test(file.name)) throw new Trouble(say("notAPicture", { name: file.name }));
      if (file.size > LARGEST_SOURCE) {
        throw new Trouble(say("tooLarge", { name: file.name, size: megabytes(file.size), limit: megabytes(LARGEST_SOURCE) }));
      }
      try {
        let blob = await picture.shrunk(file, FINE.longest, FINE.quality);
        if (blob.size > Number(words.pageBytes)) blob = await picture.shrunk(file, COARSE.longest, COARSE.quality);
        return blob;
      } catch {
        throw new Trouble(say("unreadable", { name: file.name }));
      }
    }

    async function add(files) {
      const room = Math.max(most - pages.length, 0);
      const troubles = files.length > room ? [say("tooMany", { most })] : [];
      const taken = files.slice(0, room);
      busy = true;
      complain("");
      show();
      for (const [index, file] of taken.entries()) {
        wait(say("reading", { number: index + 1, total: taken.length }), (index * 100) / taken.length);
        try {
          const blob = await read(file);
          serial += 1;
          const page = { key: serial, blob, turns: 0, corners: [...picture.WHOLE], line: newLine(), fileId: "", problem: "" };
          page.line.dataset.key = String(page.key);
          await drawThumb(page);
          pages.push(page);
        } catch (error) {
          troubles.push(error instanceof Trouble ? error.message : say("unreadable", { name: file.name }));
        }
      }
      busy = false;
      wait("");
      arrange();
      complain(troubles.join(" "));
      part("said").textContent = say("pages", { count: pages.length });
    }

    /* what is done to one page */

    const acts = {
      async turn(page) {
        page.turns = (page.turns + 1) % 4;
        page.corners = picture.turned(page.corners);
        await drawThumb(page);
        show();
      },
      async straighten(page) {
        const canvas = picture.drawn(await picture.decoded(page.blob), EDITED, page.turns);
        const corners = await chooseCorners(canvas, page.corners);
        if (corners) page.corners = corners;
        await drawThumb(page);
        show();
        page.line.querySelector("[data-act=straighten]").focus();
      },
      up(page) {
        move(page, -1);
      },
      down(page) {
        move(page, 1);
      },
      remove(page) {
        const at = pages.indexOf(page);
        pages = pages.filter((other) => other !== page);
        page.line.remove();
        complain("");
        act("shrink").hidden = true;
        show();
        const next = pages[Math.min(at, pages.length - 1)];
        (next ? next.line.querySelector("[data-act=remove]") : root.querySelector("[data-open=camera]")).focus();
      },
    };

    function move(page, by) {
      const at = pages.indexOf(page);
      pages.splice(at, 1);
      pages.splice(at + by, 0, page);
      arrange();
      const same = page.line.querySelector(`[data-act=${by < 0 ? "up" : "down"}]`);
      (same.disabled ? page.line.querySelector(`[data-act=${by < 0 ? "down" : "up"}]`) : same).focus();
      part("said").textContent = say("page", { number: pages.indexOf(page) + 1 });
    }

    /* out */

    const sum = () => pages.reduce((bytes, page) => bytes + page.blob.size, 0);

    function fits() {
      const maxBytes = Number(words.maxBytes);
      const limit = Math.max(Math.floor(maxBytes / MEGABYTE), 1);
      if (sum() <= maxBytes) return true;
      act("shrink").hidden = pages.every((page) => page.coarse);
      complain(say(act("shrink").hidden ? "stillTooLarge" : "sumTooLarge", { size: megabytes(sum()), limit }));
      return false;
    }

    async function shrinkAll() {
      busy = true;
      show();
      for (const [index, page] of pages.entries()) {
        wait(say("shrinking", { number: index + 1, total: pages.length }), (index * 100) / pages.length);
        page.blob = await picture.shrunk(page.blob, COARSE.longest, COARSE.quality);
        page.coarse = true;
        page.fileId = "";
      }
      busy = false;
      wait("");
      show();
      act("shrink").hidden = true;
      if (fits()) complain(say("shrunk", { size: megabytes(sum()) }));
    }

    async function patiently(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work();
        } catch (error) {
          if (error.status || attempt === TRIES) throw error;
          await pause(1000 * 2 ** attempt);
        }
      }
    }

    async function sendPage(page, number) {
      const tell = (percent) => wait(say("sending", { number, total: pages.length }), ((number - 1) * 100 + percent) / pages.length);
      tell(0);
      await patiently(async () => {
        const body = new URLSearchParams({ size: page.blob.size, content_type: "image/jpeg" });
        const ticket = await uploading.askServer(words.startUrl, { method: "POST", body });
        await uploading.postToStore(ticket, page.blob, tell);
        await uploading.askServer(words.finishUrl.replace(uploading.NIL, ticket.file_id), { method: "POST" });
        page.fileId = ticket.file_id;
      });
    }

    const askState = () => patiently(() => uploading.askServer(words.stateUrl, { method: "GET" }));

    async function awaitChecks() {
      wait(say("checking"));
      for (;;) {
        const { pages: states } = await askState();
        const mine = pages.map((page) => states[page.fileId] || { state: "checking", refusal: "" });
        const wrong = mine.findIndex((each) => each.state === "refused");
        if (wrong >= 0) {
          pages[wrong].problem = mine[wrong].refusal;
          pages[wrong].fileId = "";
          throw new Trouble(say("pageRefused", { number: wrong + 1, why: mine[wrong].refusal }));
        }
        if (mine.every((each) => each.state === "clean")) return;
        await pause(ASK_AGAIN);
      }
    }

    async function awaitPdf(first) {
      for (let answer = first; ; answer = await askState()) {
        if (answer.state === "open") throw new Trouble(answer.problem);
        if (answer.file === "refused") throw new Trouble(answer.refusal);
        if (answer.file === "clean") return;
        if (answer.file) wait(say("filing"));
        else wait(say("merging", { number: Math.min(answer.done + 1, answer.total), total: answer.total }), (answer.done * 100) / answer.total);
        await pause(ASK_AGAIN);
      }
    }

    async function give() {
      for (const [index, page] of pages.entries()) {
        if (!page.fileId) await sendPage(page, index + 1);
      }
      await awaitChecks();
      const plan = pages.map((page) => ({
        file: page.fileId, turns: page.turns, corners: picture.isWhole(page.corners) ? [] : page.corners,
      }));
      const body = new URLSearchParams({ pages: JSON.stringify(plan) });
      await awaitPdf(await patiently(() => uploading.askServer(words.giveUrl, { method: "POST", body })));
    }

    function wordsFor(error) {
      if (error instanceof Trouble) return error.message;
      if (error.status === 404) return say("over");
      return error.status && error.message ? error.message : say("network");
    }

    async function run(work) {
      busy = true;
      complain("");
      pages.forEach((page) => { page.problem = ""; });
      show();
      try {
        await work();
        finished = true;
      } catch (error) {
        complain(wordsFor(error));
      }
      busy = false;
      wait("");
      show();
      if (finished) part("done").focus();
    }

    /* wiring */

    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || busy) return;
      if (button.dataset.open) root.querySelector(`[data-input=${button.dataset.open}]`).click();
      else if (button.dataset.act === "send") {
        if (fits()) run(give);
      } else if (button.dataset.act === "shrink") shrinkAll();
      else {
        const line = button.closest("[data-key]");
        const page = line && pages.find((each) => String(each.key) === line.dataset.key);
        if (page && acts[button.dataset.act]) acts[button.dataset.act](page);
      }
    });
    root.addEventListener("change", (event) => {
      if (!event.target.matches("[data-input]")) return;
      const files = Array.from(event.target.files);
      event.target.value = "";
      if (files.length) add(files);
    });
    window.addEventListener("beforeunload", (event) => {
      if (!finished && pages.length) event.preventDefault();
    });

    show();
    // Opened again while the pages are being bound: nothing to take, only to wait.
    if (words.state === "merging") run(async () => awaitPdf(await askState()));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const root = document.getElementById("phone");
    if (root) phonePages(root);
  });
})();
