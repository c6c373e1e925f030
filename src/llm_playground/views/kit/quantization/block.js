// One block of weights: where they are, where they are put, and the arithmetic of one of them.

import { bold, element, fill } from "../dom.js";
import { numberSlider } from "../number_slider.js";
import { count, signedDecimal } from "../numbers.js";
import { filling, svgElement } from "../svg.js";
import { row, table } from "../tables.js";
import { words } from "../words.js";

/** @typedef {import("../../types").Quantization} Quantization */
/** @typedef {import("../../types").StoredModel} StoredModel */

const [WIDE, HIGH] = [1000, 300]; // units of the drawing

/**
 * @param {Quantization} found
 * @param {StoredModel} type
 */
export function blockPicture(found, type) {
  const said = words.quantization;
  const { weights, parameter, row: number } = found;
  const { block } = type;
  const all = [...weights, ...block.values, 0];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const margin = (most - least) * 0.05 || 1;
  const height = (/** @type {number} */ y) => (most + margin - y) / (most - least + 2 * margin);
  const across = (/** @type {number} */ at) => (at + 0.5) / weights.length;
  const line = (/** @type {number} */ y, /** @type {string} */ name) =>
    svgElement("path", { d: `M0 ${height(y) * HIGH}H${WIDE}`, class: name });
  const levels = block.levels.filter((y) => y >= least - margin && y <= most + margin);
  const moved = weights.map((weight, at) => {
    const [from, to] = [height(weight) * HIGH, height(block.values[at]) * HIGH];
    return svgElement("path", { d: `M${across(at) * WIDE} ${from}V${to}`, class: "lp-stored-moved" });
  });
  const picture = filling(
    `0 0 ${WIDE} ${HIGH}`,
    ...levels.map((y) => line(y, "lp-stored-level")),
    line(0, "lp-stored-zero"),
    ...moved,
  );
  const dots = weights.flatMap((weight, at) => [
    dot("lp-stored-weight", across(at), height(weight)),
    dot("lp-stored-value", across(at), height(block.values[at])),
  ]);
  const needle = element("i", { class: "lp-stored-needle", "aria-hidden": true });
  const told = element("output", { class: "lp-stored-told", "aria-hidden": true });
  const plot = numberSlider(
    {
      kind: "lp-stored-plot",
      title: said.blockSlider,
      size: weights.length,
      at: (share) => Math.floor(share * weights.length),
      read,
    },
    picture,
    element("span", { "aria-hidden": true }, dots),
    needle,
  );

  /** @param {number} at */
  function read(at) {
    const sums = said.arithmetic(block, at, weights[at], bold);
    fill(told, sums);
    plot.tell(at, told.textContent ?? "");
    needle.style.setProperty("--left", String(across(at)));
  }

  // At first the weight that moves furthest.
  const away = weights.map((weight, at) => Math.abs(weight - block.values[at]));
  read(away.indexOf(Math.max(...away)));
  const ends = (/** @type {number} */ y) => element("span", {}, signedDecimal(y, 3));
  return [
    element("p", { class: "lp-sentence" }, said.block(type.type, block, weights.length)),
    element(
      "figure",
      { class: "lp-stored-block" },
      element("div", { class: "lp-stored-heights", "aria-hidden": true }, ends(most + margin), ends(least - margin)),
      plot.node,
      told,
    ),
    element(
      "p",
      { class: "lp-legend" },
      key("lp-stored-weight", said.keys[0]),
      key("lp-stored-value", said.keys[1]),
      levels.length > 0 && key("lp-stored-level", said.keys[2]),
    ),
    element("p", { class: "lp-hint" }, said.where(parameter, count(number))),
  ];
}

/** @param {string} name @param {number} left @param {number} top */
function dot(name, left, top) {
  const node = element("b", { class: name });
  node.style.setProperty("--left", String(left));
  node.style.setProperty("--top", String(top));
  return node;
}

/** @param {string} name @param {string} text */
function key(name, text) {
  return element("span", {}, element("i", { class: `lp-stored-key ${name}` }), text);
}

/**
 * @param {Quantization} found
 * @param {StoredModel} type
 */
export function blockTable({ weights }, { type, block }) {
  const said = words.quantization;
  const rows = weights.map((weight, at) =>
    row(count(at), [
      signedDecimal(weight, 4),
      block.codes.length > 0 ? String(block.codes[at]) : "–",
      signedDecimal(block.values[at], 4),
      signedDecimal(block.values[at] - weight, 4),
    ]),
  );
  return table(said.codes(type), said.codeColumns, rows, "lp-stored-codes");
}
