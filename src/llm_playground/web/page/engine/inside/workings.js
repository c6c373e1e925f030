// The arithmetic of one token on its way through one block and one head, number by number, as a drawing shows it.

import { hex, highest } from "../distribution.js";
import { gelu, linear } from "../layers.js";
import { captureLast } from "./activations.js";
import { written } from "./forward_pass.js";
import { checkHead, numbers, positionIn, promptToShow, rounded } from "./places.js";
import { meanOf, norm, scaleOf } from "./reading.js";

/**
 * @typedef {import("../model.js").Model} Model
 * @typedef {import("./activations.js").Activations} Activations
 */

const KEYS = 48; // of a head, those with the largest weights
const NEURONS = 16; // of an MLP, those that write most
const TOKENS = 6; // that a neuron speaks for most
const CURVE = 121; // points of the curve of an activation function
const NARROWEST = 4; // how far to either side of 0 such a curve goes at least
const [OUTPUTS, INPUTS] = [3, 6]; // of a linear layer, what a person can follow

/**
 * @param {Model} model
 * @param {Record<string, string>} code  the lines that compute each part
 * @param {{ prompt: any, position?: number | null, layer?: number, head?: number }} asked
 */
export function workings(model, code, { prompt, position = null, layer = 0, head = 0 }) {
  const { ids } = promptToShow(model, prompt);
  const place = positionIn(ids.length, position);
  checkHead(model, layer, head);
  const { config, weights } = model.transformer;
  const seen = captureLast(model, ids.slice(0, place + 1), () => true);
  const of = (/** @type {string} */ name) => seen[`h.${layer}.${name}`];
  const last = seen[`h.${config.n_layer - 1}.resid_post`];
  const { ln_1, ln_2 } = weights.h[layer];
  const neurons = neuronsOf(model, layer, seen, last);
  return {
    ...{ position: place, id: ids[place], layer, pieces: ids.slice(0, place + 1).map((id) => hex(model.piece(id))) },
    ...{ wte: numbers(seen.wte), wpe: seen.wpe ? numbers(seen.wpe) : null },
    angles: config.rope_theta ? numbers(frequencies(model).map((each) => Math.fround(place * each))) : null,
    ...{ resid_pre: numbers(of("resid_pre")), ln_1: normed(ln_1, of("resid_pre"), of("ln_1")) },
    ...{
      head: headOf(model, layer, head, seen),
      attn_out: numbers(of("attn_out")),
      resid_mid: numbers(of("resid_mid")),
    },
    ...{ ln_2: normed(ln_2, of("resid_mid"), of("ln_2")), neurons, activation: curve(config.gated_mlp, neurons) },
    ...{ mlp_out: numbers(of("mlp_out")), resid_post: numbers(of("resid_post")), last: numbers(last) },
    ...{ ln_f: normed(weights.ln_f, last, seen.ln_f), code },
  };
}

/** How fast RoPE turns each pair of a head's dimensions, in radians a position. @param {Model} model */
export function frequencies({ transformer: { config } }) {
  const { head_dim, rope_theta } = config;
  return Float32Array.from({ length: head_dim / 2 }, (_, d) => Number(rope_theta) ** ((-2 * d) / head_dim));
}

/**
 * How a norm made `after` of the stream: less its mean, divided by its scale, times its weight, plus its bias.
 * @param {import("../layers.js").Norm} how
 * @param {Float32Array} before
 * @param {Float32Array} after
 */
function normed(how, before, after) {
  const mean = how.bias ? meanOf(before) : null;
  const scale = scaleOf(how, before);
  const divided = before.map((each) => (each - (mean ?? 0)) / scale);
  const lengths = [before, divided, after].map((vector) => rounded(norm(vector)));
  const learned = { weight: numbers(how.weight), bias: how.bias ? numbers(how.bias) : null };
  return { mean, scale, divided: numbers(divided), lengths, ...learned, after: numbers(after) };
}

/**
 * What one query head did for the token.
 * @param {Model} model
 * @param {number} layer
 * @param {number} head
 * @param {Activations} seen
 */
function headOf({ transformer: { config, caches, weights } }, layer, head, seen) {
  const { n_head, n_kv_head, head_dim: D } = config;
  const of = (/** @type {string} */ name) => seen[`h.${layer}.${name}`];
  const kv_head = Math.floor((head * n_kv_head) / n_head);
  const T = of("attn.pattern").length / n_head;
  const row = (/** @type {string} */ name) => of(name).subarray(head * T, (head + 1) * T);
  const own = (/** @type {string} */ name) => of(name).subarray(head * D, (head + 1) * D);
  const pattern = row("attn.pattern");
  const listed = highest(pattern, Math.min(KEYS, T)).sort((a, b) => a - b);
  const kept = (/** @type {Float32Array} */ cache) =>
    listed.map((token) =>
      numbers(cache.subarray((token * n_kv_head + kv_head) * D, (token * n_kv_head + kv_head + 1) * D)),
    );
  const linear = slice(weights.h[layer].attn.qkv_proj, head * D, D, of("ln_1"));
  const cached = { keys: kept(caches[layer].keys), values: kept(caches[layer].values) };
  const scores = numbers(row("attn.attn_scores"));
  return {
    ...{ head, kv_head, linear, query: numbers(own("attn.q")), listed, ...cached },
    ...{ scores, pattern: numbers(pattern), z: numbers(own("attn.z")) },
  };
}

/**
 * A linear layer cut down to its first outputs, and to those inputs that weigh most in them.
 * @param {import("../layers.js").Linear} layer
 * @param {number} first  of its rows
 * @param {number} n_out
 * @param {Float32Array} inputs
 */
function slice({ weight, bias, width }, first, n_out, inputs) {
  const rows = Array.from({ length: OUTPUTS }, (_, row) => row);
  const at = (/** @type {number} */ row, /** @type {number} */ column) => weight[(first + row) * width + column];
  const terms = rows.map((row) => Float64Array.from(inputs, (input, column) => at(row, column) * input));
  const sums = Float64Array.from(inputs, (_, column) =>
    rows.reduce((sum, row) => sum + Math.abs(terms[row][column]), 0),
  );
  const columns = highest(sums, INPUTS).sort((a, b) => a - b);
  const totals = terms.map((each) => each.reduce((sum, term) => sum + term, 0));
  const rest = totals.map((total, row) => total - columns.reduce((sum, column) => sum + terms[row][column], 0));
  const added = bias ? rows.map((row) => bias[first + row]) : null;
  return {
    ...{ n_in: width, n_out, rows, columns, inputs: numbers(columns.map((column) => inputs[column])) },
    weights: rows.map((row) => numbers(columns.map((column) => at(row, column)))),
    ...{ rest: numbers(rest), bias: added && numbers(added) },
    outputs: numbers(totals.map((total, row) => total + (added ? added[row] : 0))),
  };
}

/**
 * Those neurons of the layer that add the longest vectors to the stream, and what these say.
 * @param {Model} model
 * @param {number} layer
 * @param {Activations} seen
 * @param {Float32Array} last  the stream that the last norm reads
 */
function neuronsOf(model, layer, seen, last) {
  const { weights, config } = model.transformer;
  const of = (/** @type {string} */ name) => seen[`h.${layer}.${name}`];
  const [pre, post, value] = [of("mlp_pre"), of("mlp_post"), of("mlp_value")];
  const amounts = written(model, layer, post);
  const { weight, rows, width } = weights.h[layer].mlp.down_proj;
  const scale = scaleOf(weights.ln_f, last);
  const behind = activated(config.gated_mlp, pre);
  return highest(amounts, NEURONS).map((index) => {
    const vector = Float32Array.from({ length: rows }, (_, row) => weight[row * width + index] * post[index]);
    const mean = weights.ln_f.bias ? meanOf(vector) : 0;
    const reads = vector.map((each, c) => ((each - mean) * weights.ln_f.weight[c]) / scale);
    const logits = linear(weights.lm_head, reads);
    return {
      ...{ index, before: pre[index], behind: behind[index], value: value ? value[index] : null },
      ...{ activation: post[index], written: amounts[index] },
      towards: highest(logits, TOKENS).map((id) => ({ id, piece: hex(model.piece(id)), logit: logits[id] })),
    };
  });
}

/** What the non-linearity makes of its inputs. @param {boolean} isGated  @param {Float32Array} inputs */
function activated(isGated, inputs) {
  return isGated ? inputs.map((each) => each / (1 + Math.exp(-each))) : gelu(inputs);
}

/** The non-linearity as a curve, as wide as the inputs of these neurons. @param {boolean} isGated  @param {{ before: number }[]} neurons */
function curve(isGated, neurons) {
  const widest = Math.max(NARROWEST, ...neurons.map(({ before }) => Math.abs(before)));
  const inputs = Float32Array.from({ length: CURVE }, (_, i) => widest * ((2 * i) / (CURVE - 1) - 1));
  const name = isGated ? "silu" : "gelu_tanh";
  return { name, inputs: numbers(inputs), outputs: numbers(activated(isGated, inputs)) };
}
