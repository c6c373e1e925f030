// The tokens of a text in a line, with arcs over them from the one that looks to those it looks at.

import { element, fill } from "../dom.js";
import { indexAt, indexOf, pressing, roving } from "../keys.js";
import { tenths } from "../numbers.js";
import { spokenPiece } from "../pieces.js";
import { tokenOptions } from "../token_options.js";
import { words } from "../words.js";
import { arcs, LEAST, LEAST_OF_ALL } from "./arcs.js";

const TALLEST = 200;
const CHARACTER = 9; // pixels that a character of a weight needs under a token
const SAMPLES = [0.01, 0.1, 0.5]; // of the legend

/**
 * @typedef {object} Heard  what a person does here
 * @property {(index: number) => void} look  a token is pointed at or has the focus
 * @property {(index: number) => void} select  one is pressed
 * @property {(key: number | null) => void} point  the arc to one is pointed at
 */

/** @param {Heard} heard */
export function lineOfTokens({ look, select, point }) {
  const picture = arcs(TALLEST);
  const tokens = element("div", {
    class: "lp-line-tokens",
    role: "listbox",
    "aria-label": words.attention.looking,
    "aria-orientation": "horizontal",
  });
  const weightsBelow = element("div", { class: "lp-line-weights", "aria-hidden": true });
  const whole = element("div", { class: "lp-line-whole" }, picture.node, tokens, weightsBelow);
  const frame = element("div", { class: "lp-line" }, whole);
  const legend = element("div", { class: "lp-line-legend lp-hint" });
  const node = element("div", {}, frame, legend);
  /** @type {{ rows: number[][], first: number, query: number, pointed: number | null }} */
  let shown = { rows: [], first: 0, query: 0, pointed: null };
  /** @type {number[]} */
  let places = []; // the middle of each token, in pixels from the left
  let width = 0; // of the line
  let faint = 0; // how much of the weight of all tokens their faint arcs have together

  roving(tokens, '[role="option"]');
  for (const name of ["pointerover", "focusin"]) tokens.addEventListener(name, hear);
  tokens.addEventListener("keydown", follow); // by keys the line moves along; under a finger it stays where it is
  pressing(tokens, "[data-index]", (item) => select(indexOf(item)));
  for (const name of ["pointermove", "pointerdown"])
    picture.node.addEventListener(name, (event) => point(picture.keyAt(/** @type {PointerEvent} */ (event))));
  picture.node.addEventListener("pointerleave", () => point(null));
  // A view is made before it is put in its place, and the window may change: where the tokens are, only this tells.
  new ResizeObserver(place).observe(tokens);

  /** @param {Event} event */
  function hear(event) {
    const index = indexAt(event);
    if (index !== null) look(index);
  }

  /**
   * @param {string[]} pieces
   * @param {number} first  how many tokens stand before these
   */
  function show(pieces, first) {
    shown.first = first;
    frame.style.setProperty("--tokens", String(pieces.length));
    fill(
      tokens,
      tokenOptions(pieces, (index, piece) => words.attention.spoken(first + index + 1, spokenPiece(piece))),
    );
  }

  /**
   * @param {number[][]} rows  the weights of each token
   * @param {number} query  the token that looks
   */
  function paint(rows, query) {
    shown = { ...shown, rows, query, pointed: null };
    faint = rows.reduce((sum, row) => sum + total(row, (weight) => weight >= LEAST_OF_ALL), 0) / rows.length;
    place();
  }

  function place() {
    if (!isWhole()) return;
    const { left, width: whole } = tokens.getBoundingClientRect();
    width = whole;
    places = items().map((item) => {
      const box = item.getBoundingClientRect();
      return box.left + box.width / 2 - left;
    });
    picture.show(places, shown.rows, shown.first === 0 ? 0 : null);
    mark(shown.query, shown.pointed);
    follow();
  }

  /** Whether tokens and weights are of the same text: one comes before the other. */
  function isWhole() {
    return shown.rows.length > 0 && shown.rows.length === tokens.children.length;
  }

  function items() {
    return /** @type {HTMLElement[]} */ ([...tokens.children]);
  }

  /**
   * @param {number} query  the token that looks
   * @param {number | null} pointed  the one looked at that is pointed at
   */
  function mark(query, pointed) {
    shown = { ...shown, query, pointed };
    if (!isWhole()) return;
    const weights = shown.rows[query] ?? [];
    items().forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === query));
      if (!tokens.contains(document.activeElement)) item.tabIndex = index === query ? 0 : -1;
      item.classList.toggle("lp-ahead", index > query);
      item.classList.toggle("lp-lit", index === pointed && index <= query);
      item.style.setProperty("--share", String(index < query ? (weights[index] ?? 0) : 0));
    });
    picture.mark(query, pointed);
    write(weights.slice(0, query + 1), pointed);
    fill(legend, legendOf(shown, faint));
  }

  /**
   * Weights under their tokens, the strongest first, as long as there is room; always that which is pointed at.
   * @param {number[]} weights
   * @param {number | null} pointed
   */
  function write(weights, pointed) {
    const order = weights
      .map((_, key) => key)
      .filter((key) => weights[key] >= LEAST)
      .sort((a, b) => weights[b] - weights[a]);
    if (pointed !== null && pointed < weights.length) order.unshift(pointed);
    /** @type {[number, number][]} */
    const taken = [];
    /** @type {HTMLElement[]} */
    const written = [];
    for (const key of order) {
      const text = tenths(weights[key]);
      const half = (CHARACTER * text.length) / 2;
      const at = Math.max(half, Math.min(places[key], width - half));
      const isFree = taken.every(([other, its]) => Math.abs(other - at) > half + its);
      if (!isFree) continue;
      taken.push([at, half]);
      const node = element("span", { class: key === pointed && "lp-lit" }, text);
      node.style.setProperty("--at", `${at}px`);
      written.push(node);
    }
    fill(weightsBelow, written);
  }

  /** Bring the token that looks into sight, with room for those before it. The page stays where it is. */
  function follow() {
    const item = items()[shown.query];
    if (item) frame.scrollLeft = item.offsetLeft + item.offsetWidth - 0.8 * frame.clientWidth;
  }

  return { node, show, paint, mark, follow };
}

/**
 * @param {number[]} weights
 * @param {(weight: number) => boolean} isOne
 */
function total(weights, isOne) {
  return weights.reduce((sum, weight) => sum + (isOne(weight) ? weight : 0), 0);
}

/**
 * What a token reads of the tokens before those that are drawn: its weights add up to 1.
 * @param {number[]} weights
 */
export function weightBefore(weights) {
  return Math.max(0, 1 - total(weights, () => true));
}

/**
 * @param {{ rows: number[][], first: number, query: number }} shown
 * @param {number} faint
 */
function legendOf({ rows, first, query }, faint) {
  const told = words.arcs;
  const weights = rows[query] ?? [];
  const [hidden, before] = [total(weights, (weight) => weight < LEAST), first > 0 ? weightBefore(weights) : 0];
  return [
    element("span", {}, told.width, SAMPLES.map(sample)),
    first === 0 && element("span", {}, key("lp-key-rests"), told.rests),
    rows.length > 1 && element("span", {}, key("lp-key-all"), told.all(told.share(LEAST_OF_ALL), faint)),
    element("p", {}, told.left(told.share(LEAST), hidden, before)),
  ];
}

/** @param {number} weight */
function sample(weight) {
  const line = key("lp-key-own");
  line.style.setProperty("--share", String(Math.sqrt(weight)));
  return element("span", {}, line, words.arcs.share(weight));
}

/** @param {string} kind */
function key(kind) {
  return element("i", { class: `lp-line-key ${kind}`, "aria-hidden": true });
}
