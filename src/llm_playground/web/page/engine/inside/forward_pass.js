// One token's way through a model, small enough to be drawn whole: a bar for each vector, a strip for each head.

import { Distribution, hex, highest, rank } from "../distribution.js";
import { linear } from "../layers.js";
import { encodingRecord } from "../runs.js";
import { captureLast } from "./activations.js";
import { base64, positionIn, promptToShow, rounded, rowsOf } from "./places.js";
import { norm, scaleOf, unembed } from "./reading.js";

/** @typedef {import("../model.js").Model} Model */

const MOST_EXACT = 256; // numbers of a vector that are sent as they are
const MOST_LEVELS = 1024; // bytes of the bar of a vector
const MOST_CELLS = 64; // of a strip of tokens or neurons
const NEURONS = 3; // of each MLP, those that write most

/** @param {Model} model  @param {{ prompt: any, position?: number | null }} asked */
export function forwardPass(model, { prompt, position = null }) {
  const encoding = promptToShow(model, prompt);
  const place = positionIn(encoding.ids.length, position);
  const { transformer } = model;
  const { config, weights } = transformer;
  const seen = captureLast(model, encoding.ids.slice(0, place + 1), () => true);
  const answer = linear(weights.lm_head, seen.ln_f);
  const n_inner = weights.h[0].mlp.down_proj.width;
  const [keys_each, neurons_each] = [place + 1, n_inner].map((size) => Math.ceil(size / MOST_CELLS));
  const { n_layer, n_head, n_kv_head, n_embd, vocab_size, gated_mlp } = config;
  return {
    ...{ model: model.name, encoding: encodingRecord(encoding), position: place, n_layer, n_head, n_kv_head, n_embd },
    ...{ n_inner, vocab_size, norm: weights.ln_f.bias ? "layer_norm" : "rms_norm" },
    ...{ activation: gated_mlp ? "silu" : "gelu_tanh", gated_mlp, keys_each, neurons_each },
    ...{ wte: bar(seen.wte), wpe: seen.wpe ? bar(seen.wpe) : null, places: places(model, seen, answer) },
    attention: weights.h.map((_, layer) => {
      const heads = rowsOf(seen[`h.${layer}.attn.pattern`], place + 1);
      const levels = heads.flatMap((row) => [...largestOfEach(row, keys_each)].map((each) => 255 * Math.sqrt(each)));
      const most = heads.flatMap((row) => highest(row, 1).map((key) => [key, rounded(row[key])]));
      return { added: bar(seen[`h.${layer}.attn_out`]), levels: base64(levels.map(Math.round)), most };
    }),
    mlp: weights.h.map((_, layer) => {
      const amounts = written(model, layer, seen[`h.${layer}.mlp_post`]);
      const [most] = highest(amounts, 1).map((neuron) => amounts[neuron] || 1);
      const levels = [...largestOfEach(amounts, neurons_each)].map((each) => Math.round((255 * each) / most));
      const longest = highest(amounts, NEURONS).map((neuron) => [neuron, rounded(amounts[neuron])]);
      return { added: bar(seen[`h.${layer}.mlp_out`]), levels: base64(levels), most: longest };
    }),
    next: Distribution.of(answer).stage("model", {}, model.piece, 10),
  };
}

/**
 * The stream at each place, read by the logit lens; what is read last is the model's own answer.
 * @param {Model} model
 * @param {import("./activations.js").Activations} seen
 * @param {Float32Array} answer
 */
function places(model, seen, answer) {
  const { weights } = model.transformer;
  const [best] = highest(answer, 1);
  const norms = [...weights.h.flatMap(({ ln_1, ln_2 }) => [ln_1, ln_2]), weights.ln_f];
  return streamNames(weights.h.length).map((name, i) => {
    const isLast = i === norms.length - 1;
    const logits = isLast ? answer : unembed(model.transformer, seen[name]);
    const distribution = Distribution.of(logits);
    const [id] = highest(logits, 1);
    const probability = distribution.probability(id);
    return {
      ...{ name, stream: bar(seen[name]), scale: rounded(scaleOf(norms[i], seen[name])) },
      likeliest: { id, piece: hex(model.piece(id)), logit: logits[id], probability },
      ...{ answer_rank: rank(logits, best), answer_probability: distribution.probability(best) },
    };
  });
}

/** The streams of one token by their names. @param {number} n_layer */
function streamNames(n_layer) {
  const names = Array.from({ length: n_layer }, (_, layer) => [`h.${layer}.resid_pre`, `h.${layer}.resid_mid`]);
  return [...names.flat(), `h.${n_layer - 1}.resid_post`];
}

/** The bar of a vector. @param {Float32Array} vector */
function bar(vector) {
  const each = Math.ceil(vector.length / MOST_LEVELS);
  const largest = vector.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  const levels = [...largestOfEach(vector, each)].map((number) => Math.round((127 * number) / (largest || 1)));
  const numbers = vector.length > MOST_EXACT ? null : Array.from(vector, rounded);
  return { norm: rounded(norm(vector)), largest: rounded(largest), levels: base64(levels), each, numbers };
}

/**
 * The length of the vector that each neuron of a layer adds.
 * @param {Model} model
 * @param {number} layer
 * @param {Float32Array} activations  (n_inner,)
 */
export function written({ transformer: { weights } }, layer, activations) {
  const { weight, rows, width } = weights.h[layer].mlp.down_proj;
  const squares = new Float64Array(width);
  for (let row = 0; row < rows; row++) for (let i = 0; i < width; i++) squares[i] += weight[row * width + i] ** 2;
  return Float32Array.from(activations, (activation, i) => Math.abs(activation) * Math.sqrt(squares[i]));
}

/** Of every `each` neighbouring numbers the largest in size. @param {Float32Array} numbers  @param {number} each */
function largestOfEach(numbers, each) {
  return Float32Array.from({ length: Math.ceil(numbers.length / each) }, (_, i) =>
    numbers.subarray(i * each, (i + 1) * each).reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most)),
  );
}
