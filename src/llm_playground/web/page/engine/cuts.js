// Cuts: warpers that only take tokens out. Each says, of the distribution that it sees, which tokens stay. Each is that of
// `decoding/warpers`, where its source is told.

import { highest } from "./distribution.js";
import { Refusal } from "./refusal.js";
import { generated } from "./warpers.js";

/** @typedef {import("./warpers.js").Past} Past */
/** @typedef {import("./distribution.js").Distribution} Distribution */
/** The place is that among the tokens that are left. @typedef {(place: number) => boolean} Stays */
/** @typedef {(seen: Distribution, settings: any, past: Past) => Stays} Cut */

const { fround } = Math;
const all = () => true;

/** @type {Record<string, Cut>} */
export const CUTS = {
  no_repeat_ngram({ ids: left }, { no_repeat_ngram_size }, { ids }) {
    const before = no_repeat_ngram_size - 1;
    const last = ids.slice(Math.max(0, ids.length - before));
    const banned = new Set();
    for (let start = 0; start < ids.length - before; start++)
      if (last.every((id, i) => ids[start + i] === id)) banned.add(ids[start + before]);
    return (place) => !banned.has(left[place]);
  },

  banned_words({ ids: left }, { banned }, { ids }) {
    const last = new Set();
    for (const sequence of banned) {
      const before = sequence.slice(0, -1);
      const begins = ids.length - before.length;
      if (before.every((/** @type {number} */ id, /** @type {number} */ i) => ids[begins + i] === id))
        last.add(sequence[sequence.length - 1]);
    }
    if (left.every((id) => last.has(id)))
      throw new Refusal(
        `banned_words bans all tokens that could come here (${left.length}), and some token has to; ban fewer, or apply it before what cuts the others.`,
        "parameters.banned_words",
        "banned_words",
      );
    return (place) => !last.has(left[place]);
  },

  min_new_tokens({ ids: left }, { min_new_tokens }, past) {
    const made = generated(past).length;
    if (made >= min_new_tokens) return all;
    if (left.every((id) => past.stop_ids.includes(id)))
      throw new Refusal(
        `min_new_tokens is ${min_new_tokens}, and after ${made} no token is left that would not end the text; ban or cut fewer, or ask for fewer tokens.`,
        "parameters.min_new_tokens",
        "min_new_tokens",
      );
    return (place) => !past.stop_ids.includes(left[place]);
  },

  top_k({ logits }, { top_k }) {
    const floor = top_k < logits.length ? logits.slice().sort()[logits.length - top_k] : Number.NEGATIVE_INFINITY;
    return (place) => logits[place] >= floor;
  },

  top_p({ logits, probabilities32 }, { top_p }) {
    if (top_p === 1) return all;
    // From the unlikely end, so that small probabilities are not lost in a sum near 1; among equals the lowest id first.
    const rising = Array.from(logits.keys()).sort((a, b) => logits[a] - logits[b] || a - b);
    const most = fround(1 - top_p);
    let mass = 0;
    let cut = 0;
    while (cut < rising.length - 1 && fround((mass += probabilities32[rising[cut]])) <= most) cut++;
    const out = new Set(rising.slice(0, cut));
    return (place) => !out.has(place);
  },

  min_p({ probabilities32 }, { min_p }) {
    const bound = fround(fround(min_p) * largest(probabilities32));
    return (place) => probabilities32[place] >= bound;
  },

  typical({ logits, probabilities32, softmax }, { typical_p }) {
    if (typical_p === 1) return all;
    // How far each token's surprise lies from the entropy: without log Z, which would round small differences away.
    const { probabilities } = softmax;
    const shifted = Float64Array.from(logits, (logit) => logit - softmax.highest);
    const mean = shifted.reduce((sum, each, place) => sum + each * probabilities[place], 0);
    const distance = shifted.map((each) => Math.abs(each - mean));
    const order = Array.from(distance.keys()).sort((a, b) => distance[a] - distance[b] || a - b);
    let mass = 0;
    let last = 0;
    while (fround((mass += probabilities32[order[last]])) < fround(typical_p) && last < order.length - 1) last++;
    return (place) => distance[place] <= distance[order[last]];
  },

  epsilon_cutoff: ({ logits, probabilities32 }, { epsilon_cutoff }) =>
    atLeast(probabilities32, fround(epsilon_cutoff), logits),

  eta_cutoff({ logits, probabilities32 }, { eta_cutoff }) {
    const entropy = probabilities32.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
    const bound = Math.min(eta_cutoff, eta_cutoff ** 0.5 * Math.exp(-Math.max(0, entropy)));
    return atLeast(probabilities32, fround(bound), logits);
  },

  top_a({ probabilities32 }, { top_a }) {
    const bound = fround(fround(top_a) * fround(largest(probabilities32) ** 2));
    return (place) => probabilities32[place] >= bound;
  },

  tail_free({ size, logits, probabilities }, { tail_free }) {
    const falling = [...probabilities.slice().sort().reverse()];
    while (falling.length < Math.min(size, probabilities.length + 2)) falling.push(0);
    const curvature = falling.slice(2).map((p, i) => Math.abs(p - falling[i + 1] - (falling[i + 1] - falling[i])));
    const total = curvature.reduce((a, b) => a + b, 0);
    if (tail_free === 1 || total === 0) return all;
    let behind = 0;
    let count = 0;
    while (count < curvature.length && (behind += curvature[count]) / total <= tail_free) count++;
    const floor = logits.slice().sort().reverse()[Math.min(Math.max(1, count), logits.length) - 1];
    return (place) => logits[place] >= floor;
  },

  top_n_sigma({ logits }, { top_n_sigma }) {
    const mean = logits.reduce((sum, each) => sum + each / logits.length, 0);
    const deviation = Math.sqrt(logits.reduce((sum, each) => sum + (each - mean) ** 2 / logits.length, 0));
    const bound = largest(logits) - top_n_sigma * deviation;
    return (place) => logits[place] >= bound;
  },

  top_h(seen, { top_h, top_h_over }) {
    const whole = top_h_over === "all";
    if (whole && top_h === 1) return all;
    const order = highest(seen.logits, whole ? seen.logits.length : 100);
    const among = new Set(order);
    const { probabilities32, ids } = seen.only((place) => among.has(place));
    let reached = 0;
    const sums = order.map((place) => {
      const p = probabilities32[ids.indexOf(seen.ids[place])];
      return fround((reached += p > 0 ? fround(-p * fround(Math.log(p))) : 0));
    });
    const bound = fround(fround(top_h) * sums[sums.length - 1]);
    const kept = new Set(order.filter((_, i) => i === 0 || sums[i] <= bound));
    return (place) => kept.has(place);
  },

  p_less({ size, probabilities }, { p_less }) {
    let bound = probabilities.reduce((sum, p) => sum + p ** 2, 0);
    if (p_less === "normed" && size > 1) bound = (size * bound - 1) / (size - 1);
    bound = Math.min(bound, largest(probabilities)) * (1 - 1e-12); // the sum of equal squares is rounded
    return (place) => probabilities[place] >= bound;
  },

  xtc({ probabilities }, { xtc_probability, xtc_threshold }, { coin }) {
    if (coin >= xtc_probability) return all;
    const top = Array.from(probabilities.keys()).filter((place) => probabilities[place] >= xtc_threshold);
    if (top.length < 2) return all;
    const least = Math.min(...top.map((place) => probabilities[place]));
    const spared = top.filter((place) => probabilities[place] === least).pop();
    return (place) => place === spared || probabilities[place] < xtc_threshold;
  },

  mirostat({ probabilities }, settings, past) {
    const bound = Math.min(2 ** -surpriseBound(settings, past), largest(probabilities));
    return (place) => probabilities[place] >= bound;
  },
};

/**
 * The bound that mirostat has reached, in bits.
 * @param {{ mirostat_tau: number, mirostat_eta: number }} settings
 * @param {Past} past
 */
export function surpriseBound({ mirostat_tau, mirostat_eta }, { chances }) {
  return chances.reduce((mu, chance) => mu - mirostat_eta * (-Math.log2(chance) - mirostat_tau), 2 * mirostat_tau);
}

/**
 * Tokens with a probability of at least `bound`, and the likeliest in any case.
 * @param {Float32Array} probabilities
 * @param {number} bound
 * @param {Float32Array} logits
 * @returns {Stays}
 */
function atLeast(probabilities, bound, logits) {
  const first = largest(logits);
  return (place) => probabilities[place] >= bound || logits[place] === first;
}

/** @param {Float32Array | Float64Array} values */
function largest(values) {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) most = Math.max(most, value);
  return most;
}
