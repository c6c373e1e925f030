// Warpers: new logits for the tokens that are left, from their distribution and what came before. Those that only take
// tokens out stand in cuts.js. Each is that of `decoding/warpers`, where its source is told.

/**
 * What has happened before the next token.
 * @typedef {object} Past
 * @property {number[]} ids  of the whole text, the prompt first
 * @property {number} n_prompt
 * @property {number[]} stop_ids
 * @property {number[]} chances  the probability that each token had where it was drawn or taken by hand
 * @property {number} coin  a random number for this step, apart from the one that draws its token
 */
/** @typedef {import("./distribution.js").Distribution} Distribution */
/** `settings` are the parameters by name. @typedef {(seen: Distribution, settings: any, past: Past) => Float32Array} Warper */

import { highest } from "./distribution.js";
import { repeated } from "./repeating.js";

const LARGEST = 3.4028234663852886e38; // in float32
const SMALLEST = 1.1754943508222875e-38;

/** @type {Record<string, Warper>} */
export const WARPERS = {
  temperature: ({ logits }, { temperature }) => divided(logits, temperature),

  dynamic_temperature(seen, { dynatemp_low, dynatemp_high, dynatemp_exponent }) {
    const left = seen.ids.length;
    if (left === 1) return seen.logits.slice();
    const share = Math.min(1, seen.entropy / Math.log(left)) ** dynatemp_exponent;
    return divided(seen.logits, dynatemp_low + (dynatemp_high - dynatemp_low) * share);
  },

  quadratic({ logits }, { smoothing_factor, smoothing_curve }) {
    const most = logits.reduce((a, b) => Math.max(a, b));
    const [k, s] = [(3 - smoothing_curve) / 2, (smoothing_curve - 1) / 2];
    return logits.map((logit) => {
      const d = logit - most;
      return clipped(smoothing_factor * (s * d ** 3 - k * d ** 2) + most);
    });
  },

  logit_bias(seen, { logit_bias, biased }) {
    const changed = seen.logits.slice();
    Object.values(logit_bias).forEach((bias, number) => {
      const place = seen.ids.indexOf(biased[number]);
      if (place >= 0) changed[place] += Math.fround(bias);
    });
    return changed;
  },

  repetition_penalty(seen, { repetition_penalty }, past) {
    const penalty = Math.fround(Math.min(Math.max(repetition_penalty, SMALLEST), LARGEST));
    return changedOf(seen, new Set(past.ids), (logit) => clipped(logit < 0 ? logit * penalty : logit / penalty));
  },

  presence_penalty: (seen, { presence_penalty }, past) =>
    changedOf(seen, new Set(generated(past)), (logit) => clipped(logit - presence_penalty)),

  frequency_penalty(seen, { frequency_penalty }, past) {
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const id of generated(past)) counts.set(id, (counts.get(id) ?? 0) + 1);
    return changedOf(seen, counts, (logit, id) => clipped(logit - (counts.get(id) ?? 0) * frequency_penalty));
  },

  dry(seen, settings, past) {
    const { dry_multiplier, dry_base, dry_allowed_length } = settings;
    const runs = repeated(settings, past);
    for (const [id, n] of runs) if (n < dry_allowed_length) runs.delete(id);
    return changedOf(seen, runs, (logit, id) => {
      const power = ((runs.get(id) ?? 0) - dry_allowed_length) * Math.log(dry_base);
      return clipped(logit - Math.min(dry_multiplier * Math.exp(Math.min(power, Math.log(LARGEST))), LARGEST));
    });
  },
};

/** @param {Past} past */
export function generated({ ids, n_prompt }) {
  return ids.slice(n_prompt);
}

/** @param {number} logit */
function clipped(logit) {
  return Math.fround(Math.min(Math.max(logit, -LARGEST), LARGEST));
}

/**
 * The logits of some ids changed, each once; all others as they are.
 * @param {Distribution} seen
 * @param {{ has(id: number): boolean }} ids
 * @param {(logit: number, id: number) => number} change
 */
function changedOf({ ids: left, logits }, ids, change) {
  return logits.map((logit, place) => (ids.has(left[place]) ? change(logit, left[place]) : logit));
}

/**
 * The logits divided by a temperature; at 0 the highest alone.
 * @param {Float32Array} logits
 * @param {number} temperature
 */
function divided(logits, temperature) {
  const first = highest(logits, 1)[0];
  if (temperature === 0) return logits.map((logit, place) => (place === first ? logit : Number.NEGATIVE_INFINITY));
  const divisor = Math.fround(Math.min(temperature, LARGEST));
  if (Number.isFinite(Math.fround(logits[first] / divisor))) return logits.map((logit) => logit / divisor);
  // It would overflow. A softmax does not see a constant, so measure from the highest logit.
  return logits.map((logit) => (logit - logits[first]) / temperature);
}
