// A square of weights from 0 to 1 as a picture, with the tokens at its sides and a scale below it.

import { element, fill } from "./dom.js";
import { count } from "./numbers.js";
import { pieceLabel } from "./pieces.js";

const LINE = 18; // pixels that a label needs at a side; of more tokens than have room only some are labelled
const SCALE = [0, 1, 10, 25, 50, 100]; // of the scale, in percent

/**
 * How strong the ink is. The square root, since most weights are small: 1 % can be told from 0, and 5 % from 10 %.
 * @param {number} weight
 */
function ink(weight) {
  return Math.sqrt(weight);
}

/**
 * @param {number[][]} rows
 * @param {number} cell  how wide a square is, in pixels
 * @param {string} colour
 */
function pictureOf(rows, cell, colour) {
  const side = cell * rows.length;
  const picture = /** @type {HTMLCanvasElement} */ (element("canvas", { width: side, height: side }));
  const context = picture.getContext("2d");
  if (!context) return picture;
  const gap = cell > 6 ? 1 : 0;
  context.fillStyle = colour;
  rows.forEach((weights, i) =>
    weights.slice(0, i + 1).forEach((weight, j) => {
      // The faint ground under a weight of 0 tells what may be looked at from what lies ahead.
      context.globalAlpha = 0.05 + 0.95 * ink(weight);
      context.fillRect(j * cell, i * cell, cell - gap, cell - gap);
    }),
  );
  return picture;
}

/**
 * @param {{ rows: string, columns: string, scale: string }} titles
 */
export function heatMap(titles) {
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { class: "lp-heat", role: "img" }));
  const [left, top] = ["lp-side lp-left", "lp-side lp-top"].map((name) =>
    element("div", { class: name, "aria-hidden": true }),
  );
  const marks = SCALE.map((hundredths) => {
    const mark = element("span", {}, `${count(hundredths)}\u202f%`);
    mark.style.setProperty("--share", String(ink(hundredths / 100)));
    return mark;
  });
  const node = element(
    "div",
    { class: "lp-map" },
    element("span", { class: "lp-axis lp-axis-top", "aria-hidden": true }, `${titles.columns} →`),
    element("span", { class: "lp-axis lp-axis-left", "aria-hidden": true }, `↓ ${titles.rows}`),
    top,
    left,
    canvas,
    element(
      "div",
      { class: "lp-weight-scale", "aria-hidden": true },
      element("span", {}, titles.scale),
      element("i"),
      element("div", {}, marks),
    ),
  );

  /**
   * The tokens at the sides.
   * @param {string[]} pieces
   */
  function label(pieces) {
    for (const side of [left, top])
      fill(
        side,
        pieces.map((piece, index) => {
          const text = element("span", {}, pieceLabel(piece));
          text.style.setProperty("--at", String((index + 0.5) / pieces.length));
          return text;
        }),
      );
    thin();
  }

  function thin() {
    const every = Math.ceil((left.children.length * LINE) / (canvas.clientWidth || Infinity)) || 1;
    for (const side of [left, top])
      for (const [index, text] of [...side.children].entries())
        text.classList.toggle("lp-between", index % every !== 0); // shown only while pointed at
  }

  // A view is made before it is put in its place, and the window may change: how much room there is, only this tells.
  new ResizeObserver(thin).observe(canvas);

  // Only another head or another theme draws the squares anew, which are many; a frame around some of them does not.
  /** @type {{ rows: number[][], colour: string, picture: HTMLCanvasElement }} */
  let squares = { rows: [], colour: "", picture: canvas };

  /**
   * @param {number[][]} rows
   * @param {number} row  the one chosen
   * @param {number | null} column  the one pointed at
   */
  function paint(rows, row, column) {
    for (const [side, chosen] of /** @type {[HTMLElement, number | null][]} */ ([
      [left, row],
      [top, column],
    ]))
      for (const [index, text] of [...side.children].entries()) text.classList.toggle("lp-lit", index === chosen);
    const size = rows.length;
    const context = canvas.getContext("2d");
    if (!context || size === 0) return;
    const colour = getComputedStyle(canvas).color;
    const cell = Math.max(2, Math.floor(720 / size));
    if (rows !== squares.rows || colour !== squares.colour)
      squares = { rows, colour, picture: pictureOf(rows, cell, colour) };
    canvas.width = canvas.height = cell * size;
    context.drawImage(squares.picture, 0, 0);
    context.strokeStyle = colour;
    context.lineWidth = Math.max(2, cell / 12);
    context.strokeRect(1, row * cell + 1, (row + 1) * cell - 2, cell - 2);
    if (column !== null) context.strokeRect(column * cell + 1, 1, cell - 2, size * cell - 2);
  }

  /**
   * The place of the picture under the pointer.
   * @param {PointerEvent} event
   * @param {number} size  of the square
   */
  function placeOf(event, size) {
    const box = canvas.getBoundingClientRect();
    const place = (/** @type {number} */ share) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
    return {
      row: place((event.clientY - box.top) / box.height),
      column: place((event.clientX - box.left) / box.width),
    };
  }

  return { node, canvas, label, paint, placeOf };
}
