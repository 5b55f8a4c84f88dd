/* The dialog in which the four corners of a page are laid: by finger, by arrow keys, or by the arrow buttons. */
(() => {
  "use strict";

  const STEP = 100;
  const LEAP = 5;
  const ARROWS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
  const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
  const LINE = "#1b5cab";

  /** Opens with a picture that is turned already; the promise gives corners, or null when it was left. */
  function chooseCorners(canvas, corners) {
    const { FULL, WHOLE, isPage } = window.tongban.picture;
    const dialog = document.getElementById("corners");
    const stage = dialog.querySelector("[data-part=stage]");
    const shown = dialog.querySelector("[data-part=picture]");
    const handles = [...dialog.querySelectorAll("[data-corner]")];
    const over = new AbortController();
    let current = [...corners];
    let chosen = 0;

    function draw() {
      shown.width = canvas.width;
      shown.height = canvas.height;
      const pen = shown.getContext("2d");
      pen.drawImage(canvas, 0, 0);
      pen.beginPath();
      for (const at of [0, 2, 4, 6]) {
        pen.lineTo((current[at] * canvas.width) / FULL, (current[at + 1] * canvas.height) / FULL);
      }
      pen.closePath();
      pen.lineWidth = Math.max(3, canvas.width / 150);
      pen.strokeStyle = LINE;
      pen.stroke();
      handles.forEach((handle, index) => {
        handle.style.left = `${(current[index * 2] * 100) / FULL}%`;
        handle.style.top = `${(current[index * 2 + 1] * 100) / FULL}%`;
        handle.setAttribute("aria-pressed", String(index === chosen));
      });
    }

    /** A corner that would cross over stays where it was. */
    function put(index, x, y) {
      const wanted = [...current];
      wanted[index * 2] = Math.min(FULL, Math.max(0, Math.round(x)));
      wanted[index * 2 + 1] = Math.min(FULL, Math.max(0, Math.round(y)));
      if (isPage(wanted)) current = wanted;
      draw();
    }

    function step(direction, times) {
      const [across, down] = ARROWS[direction];
      put(chosen, current[chosen * 2] + across * STEP * times, current[chosen * 2 + 1] + down * STEP * times);
    }

    function follow(handle, index) {
      const listen = (name, work) => handle.addEventListener(name, work, { signal: over.signal });
      listen("pointerdown", (event) => {
        chosen = index;
        handle.setPointerCapture(event.pointerId);
        draw();
      });
      listen("pointermove", (event) => {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        const box = shown.getBoundingClientRect();
        put(index, ((event.clientX - box.left) * FULL) / box.width, ((event.clientY - box.top) * FULL) / box.height);
      });
      listen("focus", () => {
        chosen = index;
        draw();
      });
      listen("keydown", (event) => {
        if (!KEYS[event.key]) return;
        event.preventDefault();
        step(KEYS[event.key], event.shiftKey ? LEAP : 1);
      });
    }

    return new Promise((resolve) => {
      function leave(answer) {
        over.abort();
        if (dialog.open) dialog.close();
        resolve(answer);
      }
      handles.forEach(follow);
      dialog.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        if (button.dataset.step) step(button.dataset.step, 1);
        if (button.dataset.act === "keep") leave(current);
        if (button.dataset.act === "cancel") leave(null);
        if (button.dataset.act === "whole") {
          current = [...WHOLE];
          draw();
        }
      }, { signal: over.signal });
      dialog.addEventListener("close", () => leave(null), { signal: over.signal });
      // The stage keeps the picture's shape and fits on the screen whole.
      stage.style.aspectRatio = `${canvas.width} / ${canvas.height}`;
      stage.style.maxWidth = `${(58 * canvas.width) / canvas.height}vh`;
      draw();
      dialog.showModal();
      handles[0].focus();
    });
  }

  window.tongban = Object.assign(window.tongban || {}, { chooseCorners });
})();
