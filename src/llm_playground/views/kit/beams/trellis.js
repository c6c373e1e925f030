// The steps of a beam search side by side: a column a step, its candidates from the best down, lines to their parents.

import { element, fill } from "../dom.js";
import { signedDecimal } from "../numbers.js";
import { chip, spokenPiece } from "../pieces.js";
import { svgElement } from "../svg.js";
import { words } from "../words.js";
import { grouped, pathTo, statusOf, textOf, winningPath } from "./paths.js";

/** @typedef {import("../../types").BeamTree} BeamTree */

const SHOWN = 6; // steps that are not folded
const [COLUMN, NODE, BEGIN, ROW, HEIGHT, HEAD] = [132, 104, 132, 56, 46, 30]; // pixels
const TAIL = 11; // characters of a text that are shown where its beginning is folded

export function beamTrellis() {
  let whole = false;
  const scroller = element("div", { class: "lp-beam-trellis-scroll" });
  const fold = element("button", { type: "button", class: "lp-button" });
  const node = element("div", { class: "lp-beam-trellis-frame" }, scroller, fold);
  /** @type {() => void} */
  let again = () => {};
  fold.addEventListener("click", () => {
    whole = !whole;
    again();
  });
  scroller.addEventListener("keydown", walk);

  /**
   * @param {BeamTree} tree
   * @param {number} at  the step up to which it is drawn
   */
  function show(tree, at) {
    again = () => show(tree, at);
    const first = whole ? 0 : Math.max(0, at - SHOWN + 1);
    const focused = scroller.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-node")
      : undefined;
    fill(scroller, drawing(tree, first, at));
    scroller.scrollLeft = scroller.scrollWidth;
    fold.hidden = at < SHOWN;
    fill(fold, whole ? words.beam_tree.fold(at + 1 - SHOWN) : words.beam_tree.unfold(first));
    const stop = nodeIn(scroller, focused ?? tree.steps[at].candidates[0]);
    stop?.setAttribute("tabindex", "0");
    if (focused) stop?.focus();
  }

  return { node, show };
}

/**
 * @param {BeamTree} tree
 * @param {number} first
 * @param {number} last
 */
function drawing(tree, first, last) {
  const columns = tree.steps.slice(first, last + 1);
  const begins = beginnings(tree, first);
  const rows = Math.max(begins.length, ...columns.map((step) => step.candidates.length));
  const [best, greedy] = [winningPath(tree), new Set(tree.greedy.nodes)];
  const sheet = element("div", { class: "lp-beam-trellis", role: "group", "aria-label": words.beam_tree.trellis });
  place(sheet, { width: BEGIN + columns.length * COLUMN, height: HEAD + rows * ROW });
  /** @type {Map<number | null, [number, number]>} */
  const right = new Map(); // where lines to the next column begin
  const heads = [head(words.beam_tree.begin(first), 0)];
  const marks = begins.map((begin, row) => {
    right.set(begin, [BEGIN - COLUMN + NODE, HEAD + row * ROW + HEIGHT / 2]);
    return begunText(tree, begin, row);
  });
  /** @type {SVGElement[]} */
  const lines = [];
  for (const [index, step] of columns.entries()) {
    const x = BEGIN + index * COLUMN;
    heads.push(head(words.beam_tree.stepHead(step.length), x));
    for (const [row, number] of step.candidates.entries()) {
      const y = HEAD + row * ROW;
      const { parent } = tree.nodes[number];
      const from = right.get(parent);
      right.set(number, [x + NODE, y + HEIGHT / 2]);
      const kind = `${statusOf(tree, number, last) === "pruned" ? "lp-beam-gone" : ""} ${best.has(number) ? "lp-beam-best" : ""}`;
      if (from) {
        lines.push(line(from, [x, y + HEIGHT / 2], kind));
        if (greedy.has(number)) lines.push(line(from, [x, y + HEIGHT / 2], "lp-beam-by-greedy", 5));
      }
      marks.push(place(candidate(tree, number, last, best, greedy), { left: x, top: y }));
    }
  }
  const picture = svgElement("svg", { "aria-hidden": "true", width: "100%", height: "100%" }, ...lines);
  return fill(sheet, picture, heads, marks);
}

/**
 * The texts that the first column goes on from.
 * @param {BeamTree} tree
 * @param {number} first
 * @returns {(number | null)[]}
 */
function beginnings(tree, first) {
  if (first === 0) return [null];
  const parents = new Set(tree.steps[first].candidates.map((node) => tree.nodes[node].parent));
  return tree.steps[first - 1].live.filter((node) => parents.has(node));
}

/**
 * @param {BeamTree} tree
 * @param {number | null} node
 * @param {number} row
 */
function begunText(tree, node, row) {
  const text = node === null ? tree.start.prompt.text : textOf(tree, pathTo(tree, node));
  const tail = text.length > TAIL ? `…${text.slice(-TAIL)}` : text;
  const mark = element("span", { class: "lp-beam-begin", title: text }, tail.replaceAll("\n", "⏎"));
  return place(mark, { left: 0, top: HEAD + row * ROW });
}

/**
 * A candidate as a button.
 * @param {BeamTree} tree
 * @param {number} number
 * @param {number} at
 * @param {Set<number>} best
 * @param {Set<number>} greedy
 */
function candidate(tree, number, at, best, greedy) {
  const { choice, logprob, group } = tree.nodes[number];
  const status = statusOf(tree, number, at);
  const [isBest, isGreedy] = [best.has(number), greedy.has(number)];
  const told = words.beam_tree;
  return element(
    "button",
    {
      type: "button",
      class: `lp-beam-node lp-${status} ${isBest ? "lp-beam-best" : ""}`,
      tabindex: -1,
      "data-node": number,
      "aria-label":
        told.spoken(spokenPiece(choice.piece), status, logprob, isBest, isGreedy) +
        (grouped(tree) ? told.group(group + 1) : ""),
    },
    chip(choice.piece),
    element("span", { class: "lp-beam-shape" }, told.shapes[status], grouped(tree) && element("sub", {}, group + 1)),
    element("small", {}, signedDecimal(logprob, 2)),
    isBest && element("b", { class: "lp-beam-best-mark" }, told.bestMark),
    isGreedy && element("b", { class: "lp-beam-greedy-mark" }, told.greedyMark),
  );
}

/**
 * @param {string} title
 * @param {number} x
 */
function head(title, x) {
  return place(element("span", { class: "lp-beam-head" }, title), { left: x, top: 0 });
}

/**
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {string} kind
 * @param {number} [below]  pixels by which it runs below
 */
function line([x, y], [toX, toY], kind, below = 0) {
  const middle = (x + toX) / 2;
  const [from, to] = [y + below, toY + below];
  return svgElement("path", {
    class: `lp-beam-edge ${kind}`,
    d: `M${x} ${from}C${middle} ${from} ${middle} ${to} ${toX} ${to}`,
  });
}

/**
 * @param {HTMLElement} node
 * @param {Record<string, number>} box  in pixels
 */
function place(node, box) {
  for (const [name, pixels] of Object.entries(box)) node.style.setProperty(name, `${pixels}px`);
  return node;
}

/**
 * Up and down within a step, left to what a text goes on from, right to what goes on from it.
 * @param {KeyboardEvent} event
 */
function walk(event) {
  const here = /** @type {Element} */ (event.target).closest("[data-node]");
  if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
  const sheet = /** @type {Element} */ (here.parentElement);
  const box = here.getBoundingClientRect();
  const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  if (!way) return;
  event.preventDefault();
  const others = [...sheet.querySelectorAll("[data-node]")].map((node) => {
    const at = node.getBoundingClientRect();
    return { node, right: Math.round((at.left - box.left) / COLUMN), down: Math.round((at.top - box.top) / ROW) };
  });
  const [right, down] = way;
  const next = others
    .filter((other) => other.right === right && (down === 0 || other.down * down > 0))
    .sort((one, other) => Math.abs(one.down) - Math.abs(other.down))[0];
  if (!next) return;
  here.setAttribute("tabindex", "-1");
  next.node.setAttribute("tabindex", "0");
  /** @type {HTMLElement} */ (next.node).focus();
}

/**
 * @param {Element} within
 * @param {number | string} number
 * @returns {HTMLElement | null}
 */
function nodeIn(within, number) {
  return within.querySelector(`[data-node="${number}"]`);
}
