// A linear layer to play with: a few inputs, their weights, and each output as the sum of the products.

import { choice } from "../choice.js";
import { element, fill } from "../dom.js";
import { signedDecimal, withSign } from "../numbers.js";
import { row, table } from "../tables.js";
import { words } from "../words.js";

/** @typedef {import("../../types").LinearSlice} LinearSlice */

const WIDEST = 3; // of a slider, to either side, where no input is larger

/** @type {LinearSlice} two outputs of three inputs, small enough to be done in the head */
const SMALL = {
  n_in: 3,
  n_out: 2,
  rows: [0, 1],
  columns: [0, 1, 2],
  inputs: [1, 2, 3],
  weights: [
    [1, 0, -1],
    [0.5, 2, 0],
  ],
  rest: [0, 0],
  bias: [0, 1],
  outputs: [-2, 5.5],
};

/**
 * @param {LinearSlice} own  of the model
 * @param {string} lead  what it is
 */
export function linearLayer(own, lead) {
  const told = words.linear;
  const place = element("div", { class: "lp-linear" });
  const sentence = element("p", {});
  const kinds = choice(told.which, Object.entries(told.kinds), show);

  /** @param {string} kind */
  function show(kind) {
    kinds.mark(kind);
    fill(sentence, kind === "own" ? lead : told.small);
    fill(place, ...layerToPlayWith(kind === "own" ? own : SMALL));
  }

  show("own");
  return element("div", { class: "lp-play" }, kinds.node, sentence, place);
}

/** @param {LinearSlice} layer */
function layerToPlayWith(layer) {
  const told = words.linear;
  const inputs = [...layer.inputs];
  const widest = Math.max(WIDEST, Math.ceil(Math.max(...inputs.map(Math.abs))));
  const heaviest = Math.max(...layer.weights.flat().map(Math.abs)) || 1;
  const hasRest = layer.n_in > layer.columns.length;
  const fields = layer.columns.map((column, at) => inputField(told.input(column), widest, (value) => set(at, value)));
  const products = layer.rows.map(() => layer.columns.map(() => element("small", {})));
  const outputs = layer.rows.map(() => element("b", {}));
  const changes = layer.rows.map(() => element("small", {}));
  const reset = element("button", { type: "button", class: "lp-button", onclick: putBack }, told.reset);

  /** @param {number} at @param {number} value */
  function set(at, value) {
    inputs[at] = value;
    draw();
  }

  function putBack() {
    inputs.splice(0, inputs.length, ...layer.inputs);
    draw();
  }

  function draw() {
    fields.forEach((field, at) => field.show(inputs[at]));
    layer.rows.forEach((_, at) => {
      const terms = layer.weights[at].map((weight, column) => weight * inputs[column]);
      terms.forEach((term, column) => fill(products[at][column], `= ${signedDecimal(term)}`));
      const total = terms.reduce((sum, term) => sum + term, layer.rest[at] + (layer.bias?.[at] ?? 0));
      const moved = total - layer.outputs[at];
      fill(outputs[at], signedDecimal(total));
      fill(changes[at], Math.abs(moved) < 0.005 ? "" : withSign(moved));
    });
  }

  const rows = layer.rows.map((number, at) =>
    row(element("span", { class: "lp-linear-output" }, told.output(number), outputs[at], changes[at]), [
      ...layer.weights[at].map((weight, column) => cell(weight, heaviest, products[at][column])),
      ...(hasRest ? [`+ ${signedDecimal(layer.rest[at])}`] : []),
      ...(layer.bias ? [`+ ${signedDecimal(layer.bias[at])}`] : []),
    ]),
  );
  const heads = [
    "",
    ...fields.map(({ node }) => node),
    ...(hasRest ? [told.rest(layer.n_in - layer.columns.length)] : []),
    ...(layer.bias ? [told.bias] : []),
  ];
  draw();
  return [table(told.table, heads, rows, "lp-linear-table"), reset];
}

/**
 * A weight, its colour by sign and size, times the input above it.
 * @param {number} weight
 * @param {number} heaviest
 * @param {HTMLElement} product
 */
function cell(weight, heaviest, product) {
  const node = element("span", { class: weight < 0 ? "lp-weight lp-negative" : "lp-weight" }, signedDecimal(weight));
  node.style.setProperty("--heat", String(Math.abs(weight) / heaviest));
  return element("span", { class: "lp-linear-cell" }, node, product);
}

/**
 * An input, as a number and as a slider.
 * @param {string} title
 * @param {number} widest
 * @param {(value: number) => void} set
 */
function inputField(title, widest, set) {
  const [number, slider] = ["number", "range"].map((type) => {
    const field = /** @type {HTMLInputElement} */ (
      element("input", { type, class: type === "number" && "lp-field", step: 0.01, "aria-label": title })
    );
    field.min = String(-widest);
    field.max = String(widest);
    field.addEventListener("input", () => {
      if (Number.isFinite(field.valueAsNumber)) set(field.valueAsNumber);
    });
    return field;
  });
  return {
    node: element("span", { class: "lp-linear-input" }, element("span", {}, title), number, slider),
    /** @param {number} value */
    show(value) {
      slider.value = String(value);
      // Whoever is typing is not to be interrupted.
      if (number.ownerDocument.activeElement !== number) number.value = String(Math.round(value * 100) / 100);
    },
  };
}
