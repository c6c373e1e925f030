// The bands of probability, in which a token is coloured and underlined.

import { element } from "./dom.js";
import { words } from "./words.js";

/**
 * The class of the band of a probability: 0 (surprising) to 4 (nearly certain).
 * @param {number} p
 */
export function band(p) {
  return `lp-p${[0.01, 0.1, 0.4, 0.8].filter((bound) => p >= bound).length}`;
}

/**
 * All bands with what they stand for.
 * @param {string} title  what has these colours, for a screen reader
 */
export function bandLegend(title) {
  const band = (/** @type {string} */ range, /** @type {number} */ index) =>
    element("span", {}, element("i", { class: `lp-swatch lp-p${index}` }), range);
  return element("p", { class: "lp-legend", "aria-label": title }, words.generation.bands.map(band));
}
