// The MLP: the neurons that write most for a token, and the tokens towards which they write.

import { element } from "../dom.js";
import { decimal } from "../numbers.js";
import { chip } from "../pieces.js";
import { meter, row, table } from "../tables.js";
import { words } from "../words.js";
import { signedDecimal } from "./part.js";

/** @typedef {import("../../types").NeuronWorkings} Neuron */

/**
 * @param {import("./part.js").Workings} shown
 * @returns {import("./part.js").Part}
 */
export function mlpPart({ neurons, code }) {
  const { mlp, formulas } = words.parts;
  const gated = neurons[0].value !== null;
  const longest = Math.max(...neurons.map(({ written }) => written));
  const rows = neurons.map((neuron) => neuronRow(neuron, longest));
  return {
    title: mlp.title,
    formula: gated ? formulas.gated_mlp : formulas.mlp,
    code: code.mlp,
    body: [element("p", {}, mlp.lead), table(mlp.table, mlp.columns(gated), rows, "lp-part-table")],
  };
}

/**
 * @param {Neuron} neuron
 * @param {number} longest
 */
function neuronRow({ index, before, value, activation, written, towards }, longest) {
  return row(words.parts.mlp.neuron(index), [
    value === null ? signedDecimal(before) : `${signedDecimal(before)} · ${signedDecimal(value)}`,
    signedDecimal(activation),
    meter(written / longest, "", decimal(written, 2)),
    element(
      "span",
      { class: "lp-flow" },
      towards.map(({ piece, logit }) =>
        element("span", { class: "lp-raised" }, chip(piece), ` ${logit < 0 ? "" : "+"}${signedDecimal(logit)}`),
      ),
    ),
  ]);
}
