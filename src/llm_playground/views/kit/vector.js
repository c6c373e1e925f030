// A vector as a strip: a bar for each number, upwards above 0 and downwards below. A number at a time can be read.

import { element } from "./dom.js";
import { numberSlider } from "./number_slider.js";
import { exact } from "./numbers.js";
import { filling, svgElement } from "./svg.js";
import { words } from "./words.js";

const HALF = 50; // units of the drawing for the largest number

/**
 * @param {string} title
 * @param {number[]} numbers
 * @param {number} [largest]  the number that is as high as the strip, if several are to be compared
 */
export function vector(title, numbers, largest = largestOf([numbers])) {
  const picture = filling(
    `0 0 ${numbers.length} ${2 * HALF}`,
    bars(numbers, largest, "lp-above"),
    bars(numbers, -largest, "lp-below"),
  );
  const mark = element("i", { "aria-hidden": true });
  const value = element("output", { "aria-hidden": true }, words.vector.size(numbers.length));
  const at = (/** @type {number} */ share) => Math.floor(share * numbers.length);
  const strip = numberSlider({ kind: "lp-vector-strip", title, size: numbers.length, at, read }, picture, mark);
  const node = element(
    "div",
    { class: "lp-vector" },
    element("span", { class: "lp-vector-title" }, title),
    strip.node,
    value,
  );
  say(0);

  /** @param {number} index */
  function say(index) {
    const text = words.vector.number(index, exact(numbers[index]));
    strip.tell(index, text);
    mark.style.setProperty("--at", String((index + 0.5) / numbers.length));
    return text;
  }

  /** @param {number} index */
  function read(index) {
    node.classList.add("lp-reading");
    value.textContent = say(index);
  }

  return node;
}

/**
 * The largest size of a number in any of these vectors.
 * @param {number[][]} vectors
 */
export function largestOf(vectors) {
  return Math.max(...vectors.map((numbers) => Math.max(...numbers.map(Math.abs)))) || 1;
}

/**
 * One path for all bars to one side.
 * @param {number[]} numbers
 * @param {number} scale  the number as high as the drawing; negative for the bars below
 * @param {string} name
 */
function bars(numbers, scale, name) {
  const up = Math.sign(scale);
  const each = numbers.map((x, index) => {
    const height = Math.max(0, (x / scale) * HALF);
    return height > 0 ? `M${index} ${HALF}v${(-up * height).toFixed(2)}h1V${HALF}z` : "";
  });
  return svgElement("path", { d: each.join(""), class: name });
}
