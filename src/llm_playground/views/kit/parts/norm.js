// A norm: the vector before and after it, and what it was divided and multiplied by.

import { element } from "../dom.js";
import { decimal, signedDecimal } from "../numbers.js";
import { meter } from "../tables.js";
import { vector } from "../vector.js";
import { words } from "../words.js";
import { histogramOf } from "./histogram.js";

/** @typedef {import("../../types").NormWorkings} NormWorkings */

/**
 * @param {import("./part.js").Child} title
 * @param {NormWorkings} shown
 * @param {number[]} before
 * @param {string} code
 * @returns {import("./part.js").Part}
 */
export function normPart(title, shown, before, code) {
  const { norm, formulas, vectors } = words.parts;
  const { mean, scale, weight, bias, after } = shown;
  return {
    title,
    formula: mean === null ? formulas.rms_norm : formulas.layer_norm,
    code,
    body: [
      element(
        "p",
        {},
        mean === null ? norm.rms(signedDecimal(scale, 3)) : norm.layer(signedDecimal(mean, 4), signedDecimal(scale, 3)),
      ),
      threeStages(shown, before),
      vector(vectors.before, before),
      vector(vectors.weight, weight),
      bias && vector(vectors.bias, bias),
      vector(vectors.after, after),
    ],
  };
}

/**
 * The vector as it comes, divided, and as it goes on: how its numbers are spread, and how long it is.
 * @param {NormWorkings} shown
 * @param {number[]} before
 */
function threeStages({ mean, divided, after, lengths }, before) {
  const told = words.stagesOfNorm;
  const longest = Math.max(...lengths);
  const stages = [
    [told.before, before],
    [mean === null ? told.divided : told.centred, divided],
    [told.after, after],
  ];
  return element(
    "div",
    { class: "lp-norm-stages" },
    element(
      "div",
      { class: "lp-charts" },
      stages.map(([title, numbers], at) =>
        element(
          "div",
          {},
          histogramOf(/** @type {string} */ (title), /** @type {number[]} */ (numbers)),
          element(
            "div",
            { class: "lp-norm-length" },
            told.length,
            meter(lengths[at] / longest, "", decimal(lengths[at], 2)),
          ),
        ),
      ),
    ),
    element("p", { class: "lp-hint" }, told.always(divided.length, decimal(Math.sqrt(divided.length), 2))),
  );
}
