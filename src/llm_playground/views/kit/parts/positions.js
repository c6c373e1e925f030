// How a model tells where a token stands: how alike its position's vector and the others are, or how far RoPE turns.

import { element, fill } from "../dom.js";
import { count, signedDecimal } from "../numbers.js";
import { chip } from "../pieces.js";
import { words } from "../words.js";
import { answered } from "./answers.js";
import { lineChart } from "./line_chart.js";

/** @typedef {import("../../types").Positions} Positions */
/** @typedef {import("../../types").Turning} Turning */

const HANDS = 8; // pairs that are drawn, evenly spaced from the quickest to the slowest
const FURTHEST = 128; // positions of the slider

/**
 * @param {import("./part.js").AnyModel} model
 * @param {{ position: number, layer: number, head: { head: number } }} shown
 */
export function positionPicture(model, { position, layer, head }) {
  return answered(model, "positions", { position, layer, head: head.head }, drawPositions);
}

/** @param {Positions} found */
function drawPositions({ position, piece, cosines, turning }) {
  if (turning) return turningPictures(position, piece, turning);
  const told = words.positions;
  const alike = cosines ?? [];
  const chart = lineChart({
    title: told.alike(position),
    x: alike.map((_, at) => at),
    names: [told.position, told.cosine],
    lines: [{ values: alike, kind: "lp-line-main" }],
    tell: (at) => told.tellAlike(at, signedDecimal(alike[at], 3)),
    at: position,
    dots: [{ x: position, y: 1, strong: true }],
  });
  return [element("p", {}, told.learned), chart.node];
}

/**
 * @param {number} position
 * @param {string} piece
 * @param {Turning} turning
 */
function turningPictures(position, piece, turning) {
  const told = words.positions;
  const { together, apart, head, layer, key, key_piece } = turning;
  const distance = position - key;
  const [low, high] = [Math.min(0, ...apart, ...together), Math.max(0, ...apart, ...together)];
  /** @type {{ names: [string, string], range: [number, number] }[]} */
  const [moved, parted] = [told.moved, told.between].map((name) => ({ names: [name, told.score], range: [low, high] }));
  return [
    element("p", {}, told.turned),
    clocks(position, turning.frequencies),
    element("p", {}, told.scoreLead(chip(piece), chip(key_piece), signedDecimal(turning.score, 3), head, layer)),
    element(
      "div",
      { class: "lp-charts" },
      lineChart({
        ...moved,
        title: told.together,
        x: together.map((_, at) => at),
        lines: [{ values: together, kind: "lp-line-main" }],
        tell: (at) => told.tellTogether(at, signedDecimal(together[at], 3)),
      }).node,
      lineChart({
        ...parted,
        title: told.apart,
        x: apart.map((_, at) => at),
        lines: [{ values: apart, kind: "lp-line-main" }],
        tell: (at) => told.tellApart(at, signedDecimal(apart[at], 3)),
        at: distance,
        dots: [{ x: distance, y: turning.score, strong: true }],
      }).node,
    ),
  ];
}

/**
 * Pairs of dimensions as the hands of clocks, which a slider moves along the text.
 * @param {number} position
 * @param {number[]} frequencies
 */
function clocks(position, frequencies) {
  const told = words.positions;
  const number = Math.min(HANDS, frequencies.length);
  const pairs = Array.from({ length: number }, (_, at) =>
    Math.round((at * (frequencies.length - 1)) / Math.max(1, number - 1)),
  );
  const slider = /** @type {HTMLInputElement} */ (
    element("input", { type: "range", min: 0, max: Math.max(FURTHEST, position), value: position })
  );
  const at = element("output", {});
  const hands = pairs.map(() => element("i", { "aria-hidden": true }));
  const angles = pairs.map(() => element("small", {}));

  function turn() {
    const place = slider.valueAsNumber;
    fill(at, count(place));
    pairs.forEach((pair, index) => {
      const degrees = (place * frequencies[pair] * 180) / Math.PI;
      hands[index].style.setProperty("--turn", `${degrees}deg`);
      fill(angles[index], told.degrees(Math.round(degrees) % 360));
    });
  }

  slider.addEventListener("input", turn);
  turn();
  return element(
    "div",
    { class: "lp-clocks" },
    element("label", {}, element("span", {}, told.at), slider, at),
    element(
      "ul",
      { "aria-label": told.clocks },
      pairs.map((pair, index) =>
        element(
          "li",
          {},
          element("span", { class: "lp-clock", "aria-hidden": true }, hands[index]),
          element("span", {}, told.pair(pair)),
          angles[index],
        ),
      ),
    ),
  );
}
