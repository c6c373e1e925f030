// The bands in which a token is coloured and underlined: by its probability, its rank, or how certain the model was.

import { element } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("../types").ChosenStep} Step */
/** @typedef {"probability" | "rank" | "entropy"} BandColour */

export const BAND_COLOURS = /** @type {BandColour[]} */ (["probability", "rank", "entropy"]);
const PROBABILITIES = [0.01, 0.1, 0.4, 0.8]; // the first of each band but the lowest
const RANKS = [1, 5, 20, 100]; // the last of each band but the lowest
const ENTROPIES = [0.1, 0.5, 1.5, 3]; // nats, the same

/**
 * The class of the band of a probability: 0 (surprising) to 4 (nearly certain).
 * @param {number} p
 */
export function band(p) {
  return `lp-p${PROBABILITIES.filter((first) => p >= first).length}`;
}

/**
 * That of a rank.
 * @param {number} rank
 */
export function rankBand(rank) {
  return `lp-p${RANKS.filter((last) => rank <= last).length}`;
}

/**
 * That of a generated token.
 * @param {Pick<Step, "choice" | "stages">} step
 * @param {BandColour} colour
 */
export function bandOf({ choice, stages }, colour) {
  if (colour === "rank") return rankBand(choice.rank);
  if (colour === "entropy") return entropyBand(stages[0].entropy);
  return band(choice.model_probability);
}

/**
 * That of an entropy; none where it is not known.
 * @param {number | null} entropy
 */
function entropyBand(entropy) {
  return entropy === null ? "" : `lp-p${ENTROPIES.filter((last) => entropy <= last).length}`;
}

/**
 * All bands with what they stand for.
 * @param {BandColour} [colour]
 * @param {string} [title]  what has these colours, for a screen reader
 */
export function bandLegend(colour = "probability", title = words.bands.legends[colour]) {
  const band = (/** @type {string} */ range, /** @type {number} */ index) =>
    element("span", {}, element("i", { class: `lp-swatch lp-p${index}` }), range);
  return element("p", { class: "lp-legend", "aria-label": title }, words.bands[colour].map(band));
}
