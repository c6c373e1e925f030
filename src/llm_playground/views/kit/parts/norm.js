// A norm: the vector before and after it, and what it was divided and multiplied by.

import { element } from "../dom.js";
import { vector } from "../vector.js";
import { words } from "../words.js";
import { signedDecimal } from "./part.js";

/**
 * @param {import("./part.js").Child} title
 * @param {import("../../types").NormWorkings} shown
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
      vector(vectors.before, before),
      vector(vectors.weight, weight),
      bias && vector(vectors.bias, bias),
      vector(vectors.after, after),
    ],
  };
}
