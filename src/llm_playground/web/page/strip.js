// The pieces of the strip on the start page: what happens to a text in a model, drawn small from real numbers.

import { element } from "../../views/kit/dom.js";
import { percent } from "../../views/kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "../../views/kit/pieces.js";
import { meter } from "../../views/kit/tables.js";
import { words } from "./words.js";

/** @typedef {import("../../views/types").Encoding} Encoding */

const SVG = "http://www.w3.org/2000/svg";
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
    arcs(rows),
    element(
      "span",
      { class: "columns" },
      pieces.slice(from).map((each) => element("span", { class: "column" }, chip(each))),
    ),
  );
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
  const svg = drawing(1, row.length, "vector");
  row.forEach((number, index) => {
    const line = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ y: index, width: 1, height: 1.05 }))
      line.setAttribute(name, String(value));
    line.setAttribute("class", number < 0 ? "below" : "above");
    line.style.setProperty("--share", String(Math.sqrt(Math.abs(number) / strongest)));
    svg.append(line);
  });
  return svg;
}

/**
 * @param {number} width
 * @param {number} height
 * @param {string} name
 */
function drawing(width, height, name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", name);
  return svg;
}

/** @param {number[][]} rows */
function arcs(rows) {
  const n = rows.length;
  const svg = drawing(n * 10, 24, "arcs");
  svg.style.setProperty("--columns", String(n)); // as wide as the columns of tokens below it
  rows.forEach((row, query) => {
    row.slice(0, query).forEach((weight, key) => {
      const [x, y] = [key * 10 + 5, query * 10 + 5];
      const height = 24 - (4 + (18 * (query - key)) / Math.max(1, n - 1));
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", `M ${x} 24 C ${x} ${height} ${y} ${height} ${y} 24`);
      path.setAttribute("class", query === n - 1 ? "arc now" : "arc");
      path.style.setProperty("--share", String(weight));
      svg.append(path);
    });
  });
  return svg;
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
    words.strip.likeliest(next.candidates.length + next.others_count),
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
