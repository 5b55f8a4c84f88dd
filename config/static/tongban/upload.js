/*
 * Files go straight from the browser to the object store.
 *
 * Markup: documents/_file_upload.html. Data attributes of the root:
 *   data-start-url    POST name, size, content_type → ticket {file_id, url, fields}
 *   data-finish-url   POST; the nil UUID in it stands for the file's id
 *   data-status-url   GET → {state, pages, refusal}; likewise
 *   data-formats      "pdf,jpg"      data-max-bytes   "20971520"
 *   data-say-…        sentences, with {name}, {limit}, {formats}
 * Views answer mistakes with {"error": "a sentence"} and a 4xx status.
 *
 * Events on the root, bubbling, with detail {fileId, name, pages}:
 *   tongban:file-ready     the file passed its check
 *   tongban:file-refused   it did not; detail.refusal says why
 */
(() => {
  "use strict";

  const NIL = "00000000-0000-0000-0000-000000000000";
  const MEGABYTE = 1024 * 1024;
  const AT_ONCE = 2;
  const AUTOMATIC_TRIES = 3;
  const FORM_LIFE = 9 * 60 * 1000;
  const ALIASES = { jpeg: "jpg", heif: "heic" };
  /* how each kind is made smaller: data-say-too-large-… */
  const SHRINKING = {
    pdf: "Pdf", jpg: "Picture", png: "Picture", heic: "Picture", ofd: "Ofd",
    docx: "Office", xlsx: "Office", wps: "Office", et: "Office", zip: "Archive",
  };
  const BUSY = new Set(["waiting", "starting", "sending", "finishing"]);

  /** A mistake with a sentence for the person; `final` means that trying again will not help. */
  class Refusal extends Error {
    constructor(sentence, { final = true } = {}) {
      super(sentence);
      this.final = final;
    }
  }

  const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

  function csrfToken() {
    const meta = document.querySelector('meta[name="csrf-token"]');
    if (meta) return meta.content;
    const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
    if (field) return field.value;
    const cookie = document.cookie.split("; ").find((pair) => /^(__Host-csrf|csrftoken)=/.test(pair));
    return cookie ? decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)) : "";
  }

  async function askServer(url, options) {
    const response = await fetch(url, {
      credentials: "same-origin",
      redirect: "error",
      ...options,
      headers: { Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Requested-With": "XMLHttpRequest" },
    });
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    const body = isJson ? await response.json() : {};
    if (response.ok && isJson) return body;
    if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
    throw Object.assign(new Refusal(body.error || "", { final: Boolean(body.error) }), { status: response.status });
  }

  /** Posts the signed form. XMLHttpRequest, because fetch tells no progress of what it sends. */
  function postToStore(ticket, file, onProgress) {
    return new Promise((resolve, reject) => {
      const form = new FormData();
      Object.entries(ticket.fields).forEach(([name, value]) => form.append(name, value));
      form.append("file", file);
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) onProgress(Math.floor((event.loaded / event.total) * 100));
      });
      request.addEventListener("load", () => {
        if (request.status >= 200 && request.status < 300) resolve();
        else reject(new Error(`store ${request.status}`));
      });
      ["error", "abort", "timeout"].forEach((kind) => request.addEventListener(kind, () => reject(new Error(kind))));
      request.open("POST", ticket.url);
      request.send(form);
    });
  }

  function fileUpload() {
    return {
      items: [],
      dragging: false,
      said: "",

      init() {
        this.serial = 0;
        this.sources = new Map();
        this.leaving = (event) => {
          if (this.items.some((item) => BUSY.has(item.state))) event.preventDefault();
        };
        this.backOnline = () => this.items.filter((item) => item.state === "failed").forEach((item) => this.queue(item));
        window.addEventListener("beforeunload", this.leaving);
        window.addEventListener("online", this.backOnline);
      },

      destroy() {
        window.removeEventListener("beforeunload", this.leaving);
        window.removeEventListener("online", this.backOnline);
      },

      /* what the person does */

      choose(event) {
        this.add(event.target.files);
        event.target.value = "";
      },
      open() {
        this.$refs.input.click();
      },
      enter(event) {
        event.preventDefault();
        this.dragging = true;
      },
      leave() {
        this.dragging = false;
      },
      drop(event) {
        event.preventDefault();
        this.dragging = false;
        this.add(event.dataTransfer.files);
      },
      retry(event) {
        const item = this.itemOf(event);
        if (item && item.canRetry) this.queue(item);
      },
      dismiss(event) {
        const item = this.itemOf(event);
        if (!item) return;
        this.sources.delete(item.key);
        this.items = this.items.filter((other) => other.key !== item.key);
      },

      /* one item's way: waiting → starting → sending → finishing → checking → clean | refused; failed from any */

      add(files) {
        Array.from(files).forEach((file) => {
          const key = String(++this.serial);
          this.sources.set(key, file);
          this.items.push({
            key, name: file.name, state: "waiting", sentence: "", percent: 0, fileId: "", pages: null,
            isSending: false, canRetry: false, canDismiss: false, isBad: false, isGood: false,
          });
          const item = this.items[this.items.length - 1];
          const wrong = this.wrongWith(file);
          if (wrong) this.move(item, "refused", wrong);
          else this.queue(item);
        });
      },

      wrongWith(file) {
        const formats = (this.$root.dataset.formats || "").split(",").filter(Boolean);
        const limit = Number(this.$root.dataset.maxBytes);
        const dot = file.name.lastIndexOf(".");
        const extension = dot < 0 ? "" : file.name.slice(dot + 1).toLowerCase();
        const words = {
          name: file.name,
          limit: Math.max(Math.floor(limit / MEGABYTE), 1),
          formats: formats.map((format) => format.toUpperCase()).join("、"),
        };
        const format = ALIASES[extension] || extension;
        if (extension && !formats.includes(format)) return this.say("wrongFormat", words);
        if (file.size === 0) return this.say("empty", words);
        words.size = Math.ceil(file.size / MEGABYTE);
        if (file.size > limit) return this.say(`tooLarge${SHRINKING[format] || ""}`, words) || this.say("tooLarge", words);
        return "";
      },

      queue(item) {
        this.move(item, "waiting", this.say("waiting"));
        this.startNext();
      },

      startNext() {
        const running = this.items.filter((item) => ["starting", "sending", "finishing"].includes(item.state)).length;
        this.items.filter((item) => item.state === "waiting").slice(0, Math.max(AT_ONCE - running, 0))
          .forEach((item) => { this.run(item); });
      },

      async run(item) {
        let ticket = null;
        let signedAt = 0;
        for (let attempt = 1; attempt <= AUTOMATIC_TRIES; attempt += 1) {
          try {
            if (!ticket || Date.now() - signedAt > FORM_LIFE) {
              ticket = await this.start(item);
              signedAt = Date.now();
            }
            await this.send(item, ticket);
            await this.finish(item, ticket);
            this.startNext();
            await this.awaitCheck(item);
            return;
          } catch (error) {
            if (error instanceof Refusal && error.final) {
              this.move(item, "refused", error.message);
              break;
            }
            if (attempt === AUTOMATIC_TRIES) this.move(item, "failed", this.say("failed", { name: item.name }));
            else await pause(1000 * 2 ** attempt);
          }
        }
        this.startNext();
      },

      start(item) {
        this.move(item, "starting", this.say("sending"));
        const file = this.sources.get(item.key);
        const body = new URLSearchParams({ name: file.name, size: file.size, content_type: file.type });
        return askServer(this.$root.dataset.startUrl, { method: "POST", body });
      },

      async send(item, ticket) {
        item.percent = 0;
        this.move(item, "sending", this.say("sending"));
        await postToStore(ticket, this.sources.get(item.key), (percent) => { item.percent = percent; });
        item.percent = 100;
        item.fileId = ticket.file_id;
      },

      async finish(item, ticket) {
        this.move(item, "finishing", this.say("checking"));
        const url = this.$root.dataset.finishUrl.replace(NIL, ticket.file_id);
        this.settle(item, await askServer(url, { method: "POST" }));
      },

      /** Asks until there is a verdict. A lost connection only means asking again: the file is safe by now. */
      async awaitCheck(item) {
        const url = this.$root.dataset.statusUrl.replace(NIL, item.fileId);
        for (let wait = 700; item.state === "checking"; wait = Math.min(wait * 1.4, 10000)) {
          await pause(wait);
          try {
            this.settle(item, await askServer(url, { method: "GET" }));
          } catch (error) {
            if (error instanceof Refusal && error.final) throw error;
          }
        }
      },

      settle(item, status) {
        item.pages = status.pages;
        if (status.state === "clean") {
          this.sources.delete(item.key);
          this.move(item, "clean", this.say("ready"));
          this.tell("tongban:file-ready", item);
        } else if (status.state === "refused") {
          this.move(item, "refused", status.refusal);
          this.tell("tongban:file-refused", item);
        } else {
          this.move(item, "checking", this.say("checking"));
        }
      },

      /* what the person sees */

      move(item, state, sentence) {
        const changed = item.state !== state;
        item.state = state;
        item.sentence = sentence || this.say("failed", { name: item.name });
        item.isSending = state === "sending";
        item.isGood = state === "clean";
        item.isBad = state === "refused" || state === "failed";
        item.canRetry = state === "failed";
        item.canDismiss = item.isBad || item.isGood;
        if (changed && (item.isBad || item.isGood)) this.said = `${item.name}：${item.sentence}`;
      },

      tell(name, item) {
        const detail = { fileId: item.fileId, name: item.name, pages: item.pages, refusal: item.isBad ? item.sentence : "" };
        this.$root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
      },

      say(key, words = {}) {
        const sentence = this.$root.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`] || "";
        return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in words ? words[name] : whole));
      },

      itemOf(event) {
        const { key } = event.currentTarget.dataset;
        return this.items.find((item) => item.key === key);
      },
    };
  }

  window.tongban = Object.assign(window.tongban || {}, { uploading: { NIL, askServer, postToStore } });
  document.addEventListener("alpine:init", () => { window.Alpine.data("fileUpload", fileUpload); });
})();
