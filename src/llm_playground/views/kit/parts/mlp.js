// The MLP: the neurons that write most for a token, and the tokens towards which they write.

import { element, fill } from "../dom.js";
import { decimal, signedDecimal, withSign } from "../numbers.js";
import { chip } from "../pieces.js";
import { meter, row, table } from "../tables.js";
import { words } from "../words.js";
import { activationChart, neuronTexts } from "./neuron.js";

/** @typedef {import("../../types").NeuronWorkings} Neuron */

const COLUMNS = 5;

/**
 * @param {import("./part.js").Workings} shown
 * @param {import("./part.js").AnyModel} model
 * @returns {import("./part.js").Part}
 */
export function mlpPart({ neurons, activation, code, layer }, model) {
  const { mlp, formulas } = words.parts;
  const gated = neurons[0].value !== null;
  const longest = Math.max(...neurons.map(({ written }) => written));
  const chart = activationChart(activation, neurons);
  const texts = neuronTexts(model, layer, COLUMNS);
  /** @type {number | null} */
  let opened = null;
  const openers = neurons.map(({ index }) => opener(index, () => open(opened === index ? null : index)));
  const rows = neurons.map((neuron, at) => neuronRow(neuron, openers[at], longest));

  /** @param {number | null} index */
  function open(index) {
    opened = index;
    neurons.forEach((neuron, at) => {
      const isOpen = neuron.index === index;
      openers[at].setAttribute("aria-expanded", String(isOpen));
      fill(/** @type {Element} */ (openers[at].firstElementChild), isOpen ? "▾" : "▸");
      rows[at].classList.toggle("lp-taken", isOpen);
    });
    chart.mark(index ?? neurons[0].index);
    texts.open(index, rows[neurons.findIndex((neuron) => neuron.index === index)]);
  }

  return {
    title: mlp.title,
    formula: gated ? formulas.gated_mlp : formulas.mlp,
    code: code.mlp,
    body: [
      element("p", {}, mlp.lead),
      chart.node,
      element("p", { class: "lp-hint" }, words.neuron.hint),
      table(mlp.table, mlp.columns(gated), rows, "lp-part-table"),
    ],
    close: texts.close,
  };
}

/**
 * @param {number} index
 * @param {() => void} onclick
 */
function opener(index, onclick) {
  const button = element("button", { type: "button", class: "lp-opener", "aria-expanded": "false", onclick });
  return fill(button, element("span", { "aria-hidden": true }, "▸"), " ", words.parts.mlp.neuron(index));
}

/**
 * @param {Neuron} neuron
 * @param {HTMLElement} button
 * @param {number} longest
 */
function neuronRow({ before, value, activation, written, towards }, button, longest) {
  return row(button, [
    value === null ? signedDecimal(before) : `${signedDecimal(before)} · ${signedDecimal(value)}`,
    signedDecimal(activation),
    meter(written / longest, "", decimal(written, 2)),
    element(
      "span",
      { class: "lp-flow" },
      towards.map(({ piece, logit }) => element("span", { class: "lp-raised" }, chip(piece), ` ${withSign(logit)}`)),
    ),
  ]);
}
