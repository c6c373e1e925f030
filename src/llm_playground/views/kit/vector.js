// A vector as a strip: a bar for each number, upwards above 0 and downwards below. A number at a time can be read.

import { element } from "./dom.js";
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
  let chosen = 0;
  const picture = filling(
    `0 0 ${numbers.length} ${2 * HALF}`,
    bars(numbers, largest, "lp-above"),
    bars(numbers, -largest, "lp-below"),
  );
  const mark = element("i", { "aria-hidden": true });
  const value = element("output", { "aria-hidden": true }, words.vector.size(numbers.length));
  const strip = element(
    "div",
    {
      class: "lp-vector-strip",
      role: "slider",
      tabindex: 0,
      "aria-label": title,
      "aria-valuemin": 0,
      "aria-valuemax": numbers.length - 1,
    },
    picture,
    mark,
  );
  const node = element(
    "div",
    { class: "lp-vector" },
    element("span", { class: "lp-vector-title" }, title),
    strip,
    value,
  );
  say();

  function say() {
    strip.setAttribute("aria-valuenow", String(chosen));
    strip.setAttribute("aria-valuetext", words.vector.number(chosen, exact(numbers[chosen])));
    mark.style.setProperty("--at", String((chosen + 0.5) / numbers.length));
  }

  /** @param {number} index */
  function choose(index) {
    chosen = Math.min(numbers.length - 1, Math.max(0, index));
    node.classList.add("lp-reading");
    value.textContent = words.vector.number(chosen, exact(numbers[chosen]));
    say();
  }

  /** @param {PointerEvent} event */
  function point(event) {
    const box = strip.getBoundingClientRect();
    choose(Math.floor(((event.clientX - box.left) / box.width) * numbers.length));
  }

  strip.addEventListener("pointermove", point);
  strip.addEventListener("pointerdown", point); // a finger does not move before it points
  strip.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: chosen - 1, ArrowRight: chosen + 1, Home: 0, End: numbers.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  });
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
