// Where a branch comes back: what attention or the MLP adds to the residual stream.

import { element } from "../dom.js";
import { largestOf, vector } from "../vector.js";
import { words } from "../words.js";

/**
 * @param {import("./part.js").Workings} shown
 * @returns {import("./part.js").Part}
 */
export function attentionAdded(shown) {
  const { attention, formulas, vectors } = words.parts;
  return {
    title: attention.added,
    formula: formulas.attn_out,
    code: shown.code.attention,
    body: [
      element("p", {}, attention.addedLead),
      vector(vectors.z(shown.head.head), shown.head.z),
      ...sum(shown, "resid_pre", "attn_out", "resid_mid"),
    ],
  };
}

/**
 * @param {import("./part.js").Workings} shown
 * @returns {import("./part.js").Part}
 */
export function mlpAdded(shown) {
  const { mlp, formulas } = words.parts;
  return {
    title: mlp.added,
    formula: formulas.mlp_out,
    code: shown.code.block,
    body: [element("p", {}, mlp.addedLead), ...sum(shown, "resid_mid", "mlp_out", "resid_post")],
  };
}

/**
 * Two vectors that are added and what they make, on one scale.
 * @typedef {"resid_pre" | "attn_out" | "resid_mid" | "mlp_out" | "resid_post"} Stream
 * @param {import("./part.js").Workings} shown
 * @param {Stream} first
 * @param {Stream} second
 * @param {Stream} total
 */
function sum(shown, first, second, total) {
  const { vectors } = words.parts;
  const largest = largestOf([shown[first], shown[second], shown[total]]);
  return [
    vector(vectors[first], shown[first], largest),
    vector(`+ ${vectors[second]}`, shown[second], largest),
    vector(`= ${vectors[total]}`, shown[total], largest),
  ];
}
