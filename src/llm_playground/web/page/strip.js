// The pieces of the strip on the start page: what happens to a text in a model, drawn small from real numbers.

import { arcs } from "../../views/kit/arcs/arcs.js";
import { element } from "../../views/kit/dom.js";
import { percent } from "../../views/kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "../../views/kit/pieces.js";
import { filling, svgElement } from "../../views/kit/svg.js";
import { meter } from "../../views/kit/tables.js";
import { words } from "./words.js";

/** @typedef {import("../../views/types").Encoding} Encoding */

const TALLEST = 92; // pixels, of the arcs: three quarters of it are the height of the picture
const MOST = 14; // tokens side by side; of a longer text the last ones are shown

/**
 * @param {readonly [string, string]} told  title and lead
 * @param {string} href
 * @param {string} spoken  the picture in words
 * @param {...(import("../../views/kit/dom.js").Child)} picture
 */
function piece([title, lead], href, spoken, ...picture) {
  return element(
    "li",
    {},
    element(
      "a",
      { class: "piece", href },
      element("b", {}, title),
      element("span", { class: "piece-lead" }, lead),
      element("span", { class: "picture", role: "img", "aria-label": spoken }, picture),
    ),
  );
}

/** What stands there while the numbers are on their way: the same pieces in the same places, as high as they will be. */
export function waiting() {
  const { tokens, vectors, attention, likeliest, drawn } = words.strip;
  return [tokens(null, MOST), vectors(null, null), attention(null, null), likeliest(null), drawn(null, null)].map(
    ([title, lead], index) =>
      element(
        "li",
        {},
        element(
          "div",
          { class: "piece coming" },
          element("b", {}, title),
          element("span", { class: "piece-lead" }, lead),
          element("span", { class: "picture" }, index === 1 && words.waiting),
        ),
      ),
  );
}

/**
 * Whether a token is wider than its column.
 * @param {HTMLElement} pieces
 */
export function isCut(pieces) {
  return [...pieces.querySelectorAll(".column .lp-chip")].some(
    ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
  );
}

/**
 * @param {Encoding} encoding
 * @param {string} href
 */
export function tokens({ pieces, ids }, href) {
  const from = Math.max(0, pieces.length - MOST);
  return piece(
    words.strip.tokens(ids.length, MOST),
    href,
    pieces.map(spokenPiece).join(", "),
    element(
      "span",
      { class: "columns" },
      pieces
        .slice(from)
        .map((each, index) =>
          element("span", { class: "column" }, chip(each), element("small", {}, ids[from + index])),
        ),
    ),
  );
}

/**
 * The weights of one head as arcs, from each token to those that it looks at.
 * @param {{ encoding: Encoding, attention: { layer: number, head: number, patterns: number[][][], first: number } }} looked
 * @param {string} href
 */
export function attention({ encoding, attention: { layer, head, patterns, first } }, href) {
  const pattern = patterns[head];
  const pieces = encoding.pieces.slice(first);
  const from = Math.max(0, pattern.length - MOST);
  const rows = pattern.slice(from).map((row) => row.slice(from));
  const last = pattern.at(-1) ?? [];
  const strongest = last.indexOf(Math.max(...last));
  return piece(
    words.strip.attention(layer, head),
    href,
    words.strip.looksMostAt(spokenPiece(pieces.at(-1) ?? ""), spokenPiece(pieces[strongest] ?? "")),
    ...overColumns(rows, pieces.slice(from)),
  );
}

/**
 * @param {number[][]} rows
 * @param {string[]} pieces
 */
function overColumns(rows, pieces) {
  const picture = arcs(TALLEST);
  const columns = pieces.map((each) => element("span", { class: "column" }, chip(each)));
  const node = element("span", { class: "columns" }, columns);
  // The strip is made before it is put in its place: where the columns are, only this tells.
  new ResizeObserver(() => {
    const left = node.getBoundingClientRect().left;
    const places = columns
      .map((column) => column.getBoundingClientRect())
      .map((box) => box.left + box.width / 2 - left);
    picture.show(places, rows, null);
    picture.mark(rows.length - 1, null);
  }).observe(node);
  return [picture.node, node];
}

/**
 * The vectors with which the tokens enter the model, each number a line of its colour: one for above 0, one for below.
 * @param {{ size: number, rows: number[][] }} vectors
 * @param {string} href
 */
export function vectors({ size, rows }, href) {
  const shown = rows.slice(-MOST);
  const strongest = Math.max(...shown.flat().map(Math.abs));
  return piece(
    words.strip.vectors(size, shown[0].length),
    href,
    words.strip.vectorsSpoken(rows.length, size),
    element(
      "span",
      { class: "columns" },
      shown.map((row) => element("span", { class: "column" }, lines(row, strongest))),
    ),
  );
}

/**
 * @param {number[]} row
 * @param {number} strongest
 */
function lines(row, strongest) {
  const rects = row.map((number, index) => {
    const line = svgElement("rect", { y: index, width: 1, height: 1.05, class: number < 0 ? "below" : "above" });
    line.style.setProperty("--share", String(Math.sqrt(Math.abs(number) / strongest)));
    return line;
  });
  const picture = filling(`0 0 1 ${row.length}`, ...rects);
  picture.setAttribute("class", "vector");
  return picture;
}

/**
 * @param {import("../../views/types").Stage} next
 * @param {string} href
 */
export function likeliest(next, href) {
  const five = next.candidates.slice(0, 5);
  const bars = element(
    "span",
    { class: "bars lp-view" },
    five.map((each) => element("span", { class: "bar" }, chip(each.piece), meter(each.probability))),
  );
  bars.style.setProperty("--most", String(five[0].probability));
  return piece(
    words.strip.likeliest(next.candidates.length + (next.others_count ?? 0)),
    href,
    five.map((each) => `${spokenPiece(each.piece)} ${percent(each.probability)}`).join(", "),
    bars,
  );
}

/**
 * @param {import("../../views/types").ChosenStep | null} step
 * @param {string} href
 */
export function drawn(step, href) {
  if (!step) return piece(words.strip.ended, href, "");
  const { choice } = step;
  return piece(
    words.strip.drawn(choice.u, choice.rank),
    href,
    spokenPiece(choice.piece),
    element(
      "span",
      { class: "drawn" },
      chip(choice.piece, pieceLabel(choice.piece)),
      element("small", {}, percent(choice.probability)),
    ),
  );
}
