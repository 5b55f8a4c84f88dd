/*
 * Pictures on the phone: read upright, made small, turned, and shown as they will look when straightened.
 * Corners are eight whole numbers x, y … in ten-thousandths of the turned picture: top left, then clockwise.
 */
(() => {
  "use strict";

  const FULL = 10000;
  const WHOLE = [0, 0, FULL, 0, FULL, FULL, 0, FULL];
  const SHORTEST = 500;

  /** The browser turns a picture the way its camera says; data: because the policy lets no blob: be shown. */
  function decoded(blob) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.addEventListener("error", () => reject(reader.error));
      reader.addEventListener("load", () => {
        const image = new Image();
        image.addEventListener("load", () => resolve(image));
        image.addEventListener("error", () => reject(new Error("not a picture")));
        image.src = reader.result;
      });
      reader.readAsDataURL(blob);
    });
  }

  /** A canvas with the picture, at most `longest` on its longer side, after quarter turns to the right. */
  function drawn(image, longest, turns = 0) {
    const across = image.naturalWidth || image.width;
    const down = image.naturalHeight || image.height;
    const scale = Math.min(1, longest / Math.max(across, down));
    const [width, height] = [Math.max(1, Math.round(across * scale)), Math.max(1, Math.round(down * scale))];
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = turns % 2 ? [height, width] : [width, height];
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate((turns * Math.PI) / 2);
    pen.drawImage(image, -width / 2, -height / 2, width, height);
    return canvas;
  }

  function asJpeg(canvas, quality) {
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality);
    });
  }

  /** A photo as it will travel: an upright JPEG. The large canvas is given back at once: phones have little memory. */
  async function shrunk(blob, longest, quality) {
    const image = await decoded(blob);
    const canvas = drawn(image, longest);
    const small = await asJpeg(canvas, quality);
    canvas.width = 0;
    return small;
  }

  /** The corners after one more turn to the right. */
  function turned(corners) {
    const points = [0, 2, 4, 6].map((at) => [FULL - corners[at + 1], corners[at]]);
    return [points[3], points[0], points[1], points[2]].flat();
  }

  function isWhole(corners) {
    return corners.every((value, at) => value === WHOLE[at]);
  }

  /** As the server judges: convex, not crossed over, no side too short. */
  function isPage(corners) {
    const points = [0, 2, 4, 6].map((at) => [corners[at], corners[at + 1]]);
    return points.every((a, at) => {
      const b = points[(at + 1) % 4];
      const c = points[(at + 2) % 4];
      const cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
      return cross > 0 && Math.hypot(b[0] - a[0], b[1] - a[1]) >= SHORTEST;
    });
  }

  /** Draws into `target` what the straightened page will look like, pixel by pixel: it is small. */
  function straightenInto(target, source, corners) {
    const at = (index, length) => (corners[index] * length) / FULL;
    const x = [0, 2, 4, 6].map((index) => at(index, source.width));
    const y = [1, 3, 5, 7].map((index) => at(index, source.height));
    const side = (a, b) => Math.hypot(x[a] - x[b], y[a] - y[b]);
    const width = Math.max(1, Math.round(Math.max(side(0, 1), side(3, 2))));
    const height = Math.max(1, Math.round(Math.max(side(1, 2), side(0, 3))));
    const skewX = x[0] - x[1] + x[2] - x[3];
    const skewY = y[0] - y[1] + y[2] - y[3];
    const area = (x[1] - x[2]) * (y[3] - y[2]) - (x[3] - x[2]) * (y[1] - y[2]);
    const g = (skewX * (y[3] - y[2]) - (x[3] - x[2]) * skewY) / area;
    const h = ((x[1] - x[2]) * skewY - skewX * (y[1] - y[2])) / area;
    const from = source.getContext("2d").getImageData(0, 0, source.width, source.height).data;
    target.width = width;
    target.height = height;
    const pen = target.getContext("2d");
    const page = pen.createImageData(width, height);
    const to = page.data;
    for (let row = 0; row < height; row += 1) {
      const v = (row + 0.5) / height;
      for (let column = 0; column < width; column += 1) {
        const u = (column + 0.5) / width;
        const below = g * u + h * v + 1;
        const px = Math.floor(((x[1] - x[0] + g * x[1]) * u + (x[3] - x[0] + h * x[3]) * v + x[0]) / below);
        const py = Math.floor(((y[1] - y[0] + g * y[1]) * u + (y[3] - y[0] + h * y[3]) * v + y[0]) / below);
        const inside = px >= 0 && py >= 0 && px < source.width && py < source.height;
        const there = (py * source.width + px) * 4;
        const here = (row * width + column) * 4;
        for (let channel = 0; channel < 3; channel += 1) to[here + channel] = inside ? from[there + channel] : 255;
        to[here + 3] = 255;
      }
    }
    pen.putImageData(page, 0, 0);
  }

  window.tongban = Object.assign(window.tongban || {}, {
    picture: { FULL, WHOLE, decoded, drawn, shrunk, turned, isWhole, isPage, straightenInto },
  });
})();
