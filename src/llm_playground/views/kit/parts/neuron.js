// One neuron: where its input lies on the curve of the activation function, and on which texts it fires most.

import { element, fill } from "../dom.js";
import { signedDecimal } from "../numbers.js";
import { chip, pieceText } from "../pieces.js";
import { words } from "../words.js";
import { answered } from "./answers.js";
import { lineChart } from "./line_chart.js";

/** @typedef {import("../../types").NeuronWorkings} NeuronWorkings */
/** @typedef {import("../../types").ActivationCurve} ActivationCurve */
/** @typedef {import("../../types").NeuronTexts} NeuronTexts */

/**
 * The curve with all of these neurons on it, one of them marked.
 * @param {ActivationCurve} curve
 * @param {NeuronWorkings[]} neurons
 */
export function activationChart({ name, inputs, outputs }, neurons) {
  const told = words.neuron;
  const [least, most] = [Math.min(0, ...outputs), Math.max(...outputs)];
  const chart = lineChart({
    title: told.curve(told.functions[/** @type {keyof typeof told.functions} */ (name)] ?? name),
    x: inputs,
    names: [told.input, told.output],
    lines: [{ values: outputs, kind: "lp-line-main" }],
    tell: (at) => told.tellCurve(signedDecimal(inputs[at]), signedDecimal(outputs[at])),
    at: nearestIndex(inputs, neurons[0].before),
    range: [least, most],
    ends: (x) => signedDecimal(x, 1),
  });

  /** @param {number} index  of the neuron */
  function mark(index) {
    const dots = neurons
      .map((neuron) => ({ x: neuron.before, y: neuron.behind, strong: neuron.index === index }))
      .sort((one, other) => Number(one.strong) - Number(other.strong)); // what comes last lies above
    chart.redraw({ dots });
  }

  mark(neurons[0].index);
  return { node: chart.node, mark };
}

/**
 * @param {number[]} values
 * @param {number} x
 */
function nearestIndex(values, x) {
  const away = values.map((value) => Math.abs(value - x));
  return away.indexOf(Math.min(...away));
}

/**
 * The texts of whichever neuron is opened, in a row of the table below its own.
 * @param {import("./part.js").AnyModel} model
 * @param {number} layer
 * @param {number} columns  of the table
 */
export function neuronTexts(model, layer, columns) {
  const place = element("td", { colspan: columns });
  const line = element("tr", { class: "lp-neuron" }, place);
  let close = () => {};
  return {
    /** @param {number | null} index  null: none is open @param {HTMLElement | undefined} below  the neuron's row */
    open(index, below) {
      close();
      close = () => {};
      line.remove();
      if (index === null || !below) return;
      const answer = answered(model, "neuron", { layer, index }, drawTexts);
      close = answer.close;
      const title = element("h3", {}, words.neuron.title(index, layer));
      fill(place, element("div", { class: "lp-neuron-texts" }, title, answer.node));
      below.after(line);
    },
    close: () => close(),
  };
}

/** @param {NeuronTexts} found */
function drawTexts({ kind, n_text, n_token, mean_size, often, strongest }) {
  const told = words.neuron;
  return [
    element("p", {}, told.read(told.kinds[kind](n_text), n_token, signedDecimal(mean_size, 3), often)),
    element(
      "ol",
      { class: "lp-firings" },
      strongest.map((firing) => {
        const { pieces, activations, at } = firing;
        return element("li", {}, told.at(signedDecimal(activations[at]), chip(pieces[at])), stretch(firing));
      }),
    ),
  ];
}

/**
 * The text around the token on which the neuron fired; the stronger on a token, the more colour.
 * @param {NeuronTexts["strongest"][number]} firing
 */
function stretch({ pieces, activations, at }) {
  const peak = Math.abs(activations[at]) || 1;
  return element(
    "q",
    {},
    pieces.map((piece, index) => {
      const token = element(
        index === at ? "mark" : "span",
        { title: signedDecimal(activations[index], 3) },
        pieceText(piece) ?? "\ufffd",
      );
      token.style.setProperty("--heat", String(Math.min(1, Math.abs(activations[index]) / peak)));
      return token;
    }),
  );
}
