// The pieces of the strip on the start page: what happens to a text in a model, drawn small from real numbers.

import { element } from "../../views/kit/dom.js";
import { percent } from "../../views/kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "../../views/kit/pieces.js";
import { meter } from "../../views/kit/tables.js";
import { words } from "./words.js";

/** @typedef {import("../../views/types").Encoding} Encoding */

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

/**
 * @param {Encoding} encoding
 * @param {string} href
 */
export function tokens({ pieces, ids }, href) {
  const from = Math.max(0, pieces.length - MOST);
  return piece(
    words.strip.tokens(ids.length),
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
 * @param {{ encoding: Encoding, attention: { layer: number, head: number, patterns: number[][][] } }} looked
 * @param {string} href
 */
export function attention({ encoding, attention: { layer, head, patterns } }, href) {
  const pattern = patterns[head];
  const from = Math.max(0, pattern.length - MOST);
  const rows = pattern.slice(from).map((row) => row.slice(from));
  const last = pattern.at(-1) ?? [];
  const strongest = last.indexOf(Math.max(...last));
  return piece(
    words.strip.attention(layer, head),
    href,
    words.strip.looksMostAt(spokenPiece(encoding.pieces.at(-1) ?? ""), spokenPiece(encoding.pieces[strongest] ?? "")),
    arcs(rows),
    element(
      "span",
      { class: "columns" },
      encoding.pieces.slice(from).map((each) => element("span", { class: "column" }, chip(each))),
    ),
  );
}

/** @param {number[][]} rows */
function arcs(rows) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const n = rows.length;
  svg.setAttribute("viewBox", `0 0 ${n * 10} 24`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "arcs");
  rows.forEach((row, query) => {
    row.slice(0, query).forEach((weight, key) => {
      const [x, y] = [key * 10 + 5, query * 10 + 5];
      const height = 24 - (4 + (18 * (query - key)) / Math.max(1, n - 1));
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
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
  return piece(
    words.strip.likeliest(next.candidates.length + next.others_count),
    href,
    five.map((each) => `${spokenPiece(each.piece)} ${percent(each.probability)}`).join(", "),
    element(
      "span",
      { class: "bars lp-view" },
      five.map((each) => element("span", { class: "bar" }, chip(each.piece), meter(each.probability))),
    ),
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
