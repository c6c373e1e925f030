// What the heads of a model do: where all of them look on a text, and scores of it, as `transformer/heads.py` has them.

import { hex } from "../distribution.js";
import { capture } from "./activations.js";
import { base64, promptToShow, rowsOf } from "./places.js";

/** @typedef {import("../model.js").Model} Model */
/** @typedef {Record<string, number>} Scores  of one head; what is not there has no answer */

const MOST_TOKENS = 512;
const MOST_SHOWN = 64; // tokens of a picture
const EARNED = 0.5; // the score from which on a head is called by what it does
const LEAST_TOKENS = 4; // of fewer, the first token and the one before are nearly always the same
const FAINT = 0.01; // weights below it are left out of the induction score

/**
 * @param {Model} model
 * @param {number[]} repeated  random tokens that come twice
 * @param {{ prompt: any }} asked
 */
export function heads(model, repeated, { prompt }) {
  const { ids, pieces } = promptToShow(model, prompt, MOST_TOKENS);
  const { n_layer, n_head, n_kv_head } = model.transformer.config;
  const onRepeated = patternsOf(model, repeated).map((layer) =>
    layer.map((pattern) => ({
      ...scoresOf(pattern, repeated),
      repeated_induction: induction(pattern, repeated.length),
    })),
  );
  const patterns = patternsOf(model, ids);
  const scores = patterns.map((layer, i) =>
    layer.map((pattern, j) => ({
      ...scoresOf(pattern, ids),
      repeated_induction: onRepeated[i][j].repeated_induction,
    })),
  );
  const left_out = Math.max(0, ids.length - MOST_SHOWN);
  return {
    ...{ model: model.name, n_layer, n_head, n_kv_head, pieces: pieces.slice(left_out).map(hex), left_out },
    patterns: patterns.map((layer) => base64(layer.flatMap((pattern) => packed(pattern, ids.length, left_out)))),
    ...{ scores: table(scores), labels: labels(scores, ids.length) },
    ...{ repeated: table(onRepeated), repeated_labels: labels(onRepeated, repeated.length) },
    ...{ of_text: true, earned: EARNED },
  };
}

/** Of every layer and head where it looks: (T, T). @param {Model} model  @param {number[]} ids */
function patternsOf(model, ids) {
  const found = capture(model, ids, (name) => name.endsWith("pattern"));
  const { n_layer } = model.transformer.config;
  return Array.from({ length: n_layer }, (_, layer) => rowsOf(found[`h.${layer}.attn.pattern`], ids.length ** 2));
}

/**
 * Each is a mean over the tokens after the first, which can look at nothing but itself.
 * @param {Float32Array} pattern  (T, T)
 * @param {number[]} ids
 * @returns {Scores}
 */
function scoresOf(pattern, ids) {
  const T = ids.length;
  const names = ["self", "previous", "first", "distance", "spread", "entropy", "induction"];
  if (T === 1) return Object.fromEntries(names.map((name) => [name, Number.NaN]));
  const sums = { self: 0, previous: 0, first: 0, distance: 0, spread: 0, entropy: 0 };
  let [followed, found] = [0, 0]; // of tokens that stood in the text before, the weight on what followed them there
  for (let t = 1; t < T; t++) {
    let [distance, square, entropy, after, isRepeated] = [0, 0, 0, 0, false];
    for (let s = 0; s <= t; s++) {
      const weight = pattern[t * T + s];
      distance += weight * (t - s);
      square += weight * (t - s) ** 2;
      if (weight > 0) entropy -= weight * Math.log(weight);
      if (s === 0 || ids[s - 1] !== ids[t]) continue;
      isRepeated = true;
      if (weight >= FAINT) after += weight;
    }
    sums.self += pattern[t * T + t];
    sums.previous += pattern[t * T + t - 1];
    sums.first += pattern[t * T];
    sums.distance += distance;
    sums.spread += square - distance ** 2;
    sums.entropy += entropy;
    followed += after;
    found += Number(isRepeated);
  }
  const means = Object.entries(sums).map(([name, sum]) => [name, sum / (T - 1)]);
  return { ...Object.fromEntries(means), induction: found > 0 ? followed / found : Number.NaN };
}

/**
 * How much a head, over the second half of a text that repeats its first half, looks at what comes next.
 * @param {Float32Array} pattern  (T, T)
 * @param {number} T
 */
function induction(pattern, T) {
  const half = T / 2;
  let sum = 0;
  for (let t = half; t < T; t++) sum += pattern[t * T + t - half + 1];
  return sum / half;
}

/**
 * A byte for each weight that the mask leaves: 255 times its square root.
 * @param {Float32Array} pattern  (T, T)
 * @param {number} T
 * @param {number} first
 */
function packed(pattern, T, first) {
  const bytes = [];
  for (let t = first; t < T; t++)
    for (let s = first; s <= t; s++) bytes.push(Math.round(255 * Math.sqrt(pattern[t * T + s])));
  return bytes;
}

/** Name -> layer -> head, as records write them. @param {Scores[][]} scores */
function table(scores) {
  const names = Object.keys(scores[0][0]);
  const known = (/** @type {number} */ score) => (Number.isNaN(score) ? null : Number(score.toFixed(4)));
  return Object.fromEntries(names.map((name) => [name, scores.map((layer) => layer.map((head) => known(head[name])))]));
}

/**
 * What each head may be called: the name of its highest score, if it has earned it.
 * @param {Scores[][]} scores
 * @param {number} n_token
 */
function labels(scores, n_token) {
  const label = (/** @type {Scores} */ { repeated_induction, previous, self, first }) => {
    const candidates = Object.entries({
      induction: repeated_induction,
      ...(n_token >= LEAST_TOKENS && { previous, self, first }),
    });
    const [name, score] = candidates.reduce((best, each) => (each[1] > best[1] ? each : best));
    return score >= EARNED ? name : null;
  };
  return scores.map((layer) => layer.map(label));
}
