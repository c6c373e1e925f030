// A draw by Gumbel-max: each token's logit, the noise on it, and the sum, of which the highest is taken.

import { element } from "../dom.js";
import { signedDecimal, withSign } from "../numbers.js";
import { chip } from "../pieces.js";
import { row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";

/** @typedef {import("../../types").NoisyToken} NoisyToken */

/**
 * Whether a token was drawn, in whatever way: then its probability counts for warpers that remember.
 * @param {import("../../types").Choice} choice
 */
export function isDrawn({ u, speculated = false, gumbel = [] }) {
  return u !== null || speculated || gumbel.length > 0;
}

/**
 * The bars begin at the lowest logit or sum of the table: where the logits alone would have led, and where the noise
 * took each of them.
 * @param {NoisyToken[]} tokens  by falling sum, the one taken first
 */
export function noiseTable(tokens) {
  const ends = tokens.flatMap(({ logit, sum }) => [logit, sum]);
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  const at = (/** @type {number} */ x) => String((x - lowest) / (highest - lowest || 1));
  const told = words.noise;
  const rows = tokens.map(({ piece, logit, noise, sum }, place) => {
    const bar = element(
      "span",
      { class: `lp-noise ${noise < 0 ? "lp-down" : ""}`, "aria-hidden": true },
      element("i"),
      element("b"),
    );
    bar.style.setProperty("--logit", at(logit));
    bar.style.setProperty("--sum", at(sum));
    return row(
      element(
        "span",
        {},
        chip(piece),
        place === 0 && [" ", element("span", { class: "lp-arrow" }, words.distribution.isDrawn)],
      ),
      [signedDecimal(logit), withSign(noise), signedDecimal(sum), bar],
      place === 0 ? "lp-taken" : "",
    );
  });
  return element(
    "figure",
    { class: "lp-draw" },
    table(told.title, told.columns, rows, "lp-noises"),
    element("figcaption", {}, element("span", {}, told.caption(termOf("gumbel")))),
  );
}
