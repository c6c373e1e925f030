// All heads of a model side by side, each the pattern of its weights, and the scores of the one pointed at or chosen.

import { cellGrid, columnTitle } from "./kit/cells.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { SHARES, scoreTable, scoreText } from "./kit/head_scores.js";
import { bytesOf } from "./kit/levels.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").AllHeads} AllHeads */
/** @typedef {import("./kit/cells.js").Place} Place */

const MANY = 8; // heads in a layer that leave no room beside them
const FINE = 40; // tokens, as many as the smallest square has pixels

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const grid = cellGrid(words.heads.grid, tell, choose);
    const summary = element("p", { class: "lp-sentence" });
    const detail = element("div", { class: "lp-head-scores", role: "group", "aria-label": words.heads.detail });
    const key = element("p", { class: "lp-hint" });
    const list = unfold(words.heads.asTable, () => scoreTable(model.get("heads").scores, model.get("heads").labels));
    const frame = element("div", { class: "lp-cells-frame" }, grid.node);
    const body = element("div", { class: "lp-beside" }, element("div", {}, frame, key), detail);
    const undress = dress(el, "lp-heads", summary, body, list);
    // The ink is the grid's text colour. It has a short transition, so a change of theme ends in this event.
    grid.node.addEventListener("transitionend", (event) => event.target === grid.node && tint());

    /** @returns {Place} */
    function chosen() {
      return { row: model.get("layer") ?? 0, column: model.get("head") ?? 0 };
    }

    /** @param {Place} place */
    function choose({ row, column }) {
      model.set("head", column);
      model.set("layer", row);
      model.save_changes();
    }

    /** @param {Place | null} place */
    function tell(place) {
      const heads = model.get("heads");
      if (heads) fill(detail, describe(heads, place ?? chosen()));
    }

    function mark() {
      grid.mark(chosen());
      tell(null);
    }

    function tint() {
      const colour = getComputedStyle(grid.node).color;
      for (const canvas of grid.node.querySelectorAll("canvas")) ink(canvas, colour);
    }

    function draw() {
      /** @type {AllHeads | null} */
      const heads = model.get("heads") ?? null;
      list.hidden = body.hidden = heads === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (heads === null) {
        grid.show([], []);
        fill(summary, words.heads.empty);
        return;
      }
      fill(
        summary,
        words.heads.summary(heads.n_layer, heads.n_head, heads.pieces.length, heads.left_out),
        heads.n_kv_head < heads.n_head && words.heads.grouped(heads.n_head / heads.n_kv_head, termOf("kv_head")),
      );
      fill(key, words.heads.key(heads.labels.flat().some(Boolean), termOf("induction")));
      body.classList.toggle("lp-many", heads.n_head > MANY);
      grid.node.classList.toggle("lp-fine", heads.pieces.length > FINE);
      grid.show(titles(heads), tiles(heads));
      tint();
      mark();
    }

    const unwatch = [watch(model, ["heads"], draw), watch(model, ["layer", "head"], mark)];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/** @param {AllHeads} heads */
function titles({ n_head, n_kv_head }) {
  const numbers = [columnTitle(words.heads.head), ...counted(n_head).map((head) => columnTitle(head))];
  if (n_kv_head === n_head) return [numbers];
  const groups = counted(n_kv_head).map((group) =>
    columnTitle(words.heads.keys(group), { class: "lp-group", span: n_head / n_kv_head }),
  );
  return [[columnTitle(words.heads.sharedKeys), ...groups], numbers];
}

/**
 * A row for each layer, the first one above, as the model is drawn.
 * @param {AllHeads} heads
 */
function tiles({ patterns, pieces, labels, n_head }) {
  return patterns.map((pattern, layer) => {
    const bytes = bytesOf(pattern);
    const cells = counted(n_head).map((head) => {
      const label = labels[layer][head];
      return {
        label: words.heads.spoken(layer, head, label),
        content: [picture(bytes, head, pieces.length), label && mark(label)],
      };
    });
    return { row: layer, title: words.heads.layer(layer), cells };
  });
}

/**
 * A name in the corner above the diagonal, where nothing is drawn; one letter where there is room for no more.
 * @param {string} label
 */
function mark(label) {
  const [name, letter] = words.heads.marks[/** @type {keyof typeof words.heads.marks} */ (label)];
  return element(
    "span",
    { class: "lp-earned", "aria-hidden": true },
    element("span", {}, name),
    element("span", {}, letter),
  );
}

/**
 * The weights of a head, a pixel each.
 * @param {number[]} bytes  those of all heads of a layer: of each query its keys up to itself
 * @param {number} head
 * @param {number} size  how many tokens
 */
function picture(bytes, head, size) {
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { width: size, height: size }));
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const image = context.createImageData(size, size);
  let at = (head * size * (size + 1)) / 2;
  for (let query = 0; query < size; query++)
    for (let key = 0; key <= query; key++)
      // The faint ground under a weight of 0 tells what may be looked at from what lies ahead.
      image.data[4 * (query * size + key) + 3] = 13 + 0.95 * bytes[at++];
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Give what is drawn another colour; how strong it is stays.
 * @param {HTMLCanvasElement} canvas
 * @param {string} colour
 */
function ink(canvas, colour) {
  const context = canvas.getContext("2d");
  if (!context) return;
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
}

/**
 * The scores of one head.
 * @param {AllHeads} heads
 * @param {Place} place
 */
function describe({ scores, labels, n_head, n_kv_head }, { row: layer, column: head }) {
  if (!labels[layer]?.[head] && labels[layer]?.[head] !== null) return [];
  const label = labels[layer][head];
  const group = n_head / n_kv_head;
  const first = head - (head % group);
  const rows = SHARES.map((name) => {
    const score = scores[name][layer][head];
    return row(words.heads.scores[name], [score === null ? "–" : meter(score)], name === label ? "lp-taken" : "");
  });
  for (const name of /** @type {const} */ (["distance", "entropy"]))
    rows.push(row(words.heads.scores[name], [scoreText(name, scores[name][layer][head])]));
  return [
    element("h3", {}, words.heads.place(layer, head)),
    group > 1 && element("p", { class: "lp-hint" }, words.heads.sharesWith(first, first + group - 1)),
    table(words.heads.scoresOf, [words.heads.score, term("attention", words.heads.share)], rows, "lp-head-table"),
  ];
}

/**
 * The numbers from 0 to below n.
 * @param {number} n
 */
function counted(n) {
  return Array.from({ length: n }, (_, index) => index);
}
