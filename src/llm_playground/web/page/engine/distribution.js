// Logits to probabilities, and a whole distribution to the record of a stage. Computed over the whole vocabulary.

import { Refusal } from "./refusal.js";

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** @param {Uint8Array} bytes  as records write them: a token may be part of a character */
export function hex(bytes) {
  return Array.from(bytes, (byte) => hexadecimal[byte]).join("");
}

/** One next-token distribution over `size` tokens, told by those that are left: no other can come. */
export class Distribution {
  /**
   * @param {number} size
   * @param {Int32Array} ids  of the tokens that are left, rising
   * @param {Float32Array} logits  theirs
   */
  constructor(size, ids, logits) {
    this.size = size;
    this.ids = ids;
    this.logits = logits;
  }

  /** @param {Float32Array} logits  of all tokens; -Infinity is one that cannot come */
  static of(logits) {
    return new Distribution(logits.length, Int32Array.from(logits.keys()), logits).only((place) => place >= 0);
  }

  /**
   * The tokens cut that are not to stay, and those that were cut already. If none would stay, all do: for the error that
   * this deserves.
   * @param {(place: number) => boolean} stays
   */
  only(stays) {
    const places = [];
    for (let place = 0; place < this.ids.length; place++)
      if (this.logits[place] !== Number.NEGATIVE_INFINITY && stays(place)) places.push(place);
    if (places.length === 0 || places.length === this.ids.length) return this;
    const [ids, logits] = [this.ids.slice(0, places.length), this.logits.slice(0, places.length)];
    places.forEach((place, i) => {
      ids[i] = this.ids[place];
      logits[i] = this.logits[place];
    });
    return new Distribution(this.size, ids, logits);
  }

  /** The tokens that are left with other logits. @param {Float32Array} logits */
  changed(logits) {
    return new Distribution(this.size, this.ids, logits).only(() => true);
  }

  /** @type {{ probabilities: Float64Array, entropy: number, total: number, highest: number } | null} */
  #softmax = null;

  get softmax() {
    if (this.#softmax) return this.#softmax;
    const { logits } = this;
    const n = logits.length;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i++) highest = logits[i] > highest || Number.isNaN(logits[i]) ? logits[i] : highest;
    if (!Number.isFinite(highest))
      throw new Refusal(`The highest logit is ${highest}; it must be a finite number, or there is no distribution.`);
    const probabilities = new Float64Array(n);
    let total = 0;
    for (let i = 0; i < n; i++) total += probabilities[i] = Math.exp(logits[i] - highest);
    let mean = 0; // H = log Z - sum of p x
    for (let i = 0; i < n; i++) {
      probabilities[i] /= total;
      mean += probabilities[i] * (logits[i] - highest);
    }
    this.#softmax = { probabilities, entropy: Math.max(0, Math.log(total) - mean), total, highest };
    return this.#softmax;
  }

  /** Of the tokens that are left, with the sum 1. */
  get probabilities() {
    return this.softmax.probabilities;
  }

  /** The logits of the whole vocabulary, (size,); -Infinity of what cannot come. */
  allLogits() {
    return this.#spread((logit) => logit);
  }

  /** The log-probabilities of the whole vocabulary in nats, (size,). */
  allLogprobs() {
    const { highest, total } = this.softmax;
    const log = Math.log(total);
    return this.#spread((logit) => logit - highest - log);
  }

  /** @param {(logit: number) => number} value */
  #spread(value) {
    const all = new Float64Array(this.size).fill(Number.NEGATIVE_INFINITY);
    for (let place = 0; place < this.ids.length; place++) all[this.ids[place]] = value(this.logits[place]);
    return all;
  }

  /** In nats. */
  get entropy() {
    return this.softmax.entropy;
  }

  /**
   * The same with every result on the way rounded to float32, as torch rounds it: which token falls on which side of a
   * boundary depends on the rounding.
   */
  get probabilities32() {
    const { total, highest } = this.softmax;
    const share = Math.fround(1 / Math.fround(total));
    return this.logits.map((logit) => Math.fround(Math.exp(Math.max(-110, Math.fround(logit - highest)))) * share);
  }

  /** How many tokens have a probability above 0. */
  get kept() {
    let kept = 0;
    for (const probability of this.probabilities) kept += Number(probability > 0);
    return kept;
  }

  /** @param {number} id  of any token */
  probability(id) {
    const place = this.ids.length === this.size ? id : this.ids.indexOf(id);
    return this.probabilities[place] ?? 0;
  }

  /**
   * The places of the `count` most likely tokens, the lowest id first among equals; fewer if fewer can come.
   * @param {number} count
   */
  likeliest(count) {
    return highest(this.probabilities, Math.min(count, this.kept));
  }

  /**
   * The record of this distribution: its `top` most likely tokens one by one, and the sum of all others.
   * @param {string} name
   * @param {Record<string, any>} parameters
   * @param {(id: number) => Uint8Array} piece
   * @param {number} top
   * @param {boolean} [cuts]
   * @param {Record<string, number>} [state]
   */
  stage(name, parameters, piece, top, cuts = false, state = {}) {
    const { ids, logits, probabilities } = this;
    const listed = this.likeliest(top);
    const candidates = listed.map((place) => ({
      id: ids[place],
      piece: hex(piece(ids[place])),
      logit: logits[place],
      probability: probabilities[place],
    }));
    const others = new Set(listed);
    let others_mass = 0; // summed, not 1 less the others: a tail of 1e-20 is small but not 0
    probabilities.forEach((probability, place) => {
      if (!others.has(place)) others_mass += probability;
    });
    const { kept, entropy } = this;
    const others_count = this.size - candidates.length;
    return { name, parameters, candidates, others_count, others_mass, kept, entropy, cuts, state, told: null };
  }
}

/**
 * The places of the `count` highest values, highest first; among equals the lowest place first.
 * @param {Float64Array | Float32Array} values
 * @param {number} count
 */
export function highest(values, count) {
  const floor = values.slice().sort()[Math.max(0, values.length - count)]; // such an array sorts by number, and quickly
  /** @type {number[]} */
  const places = [];
  values.forEach((value, place) => {
    if (value >= floor) places.push(place);
  });
  return places.sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}

/**
 * The place of a token by falling logit: 1 is the most likely. Among equals the lowest id comes first.
 * @param {Float32Array} logits
 * @param {number} id
 */
export function rank(logits, id) {
  let place = 1;
  for (let other = 0; other < logits.length; other++)
    place += Number(logits[other] > logits[id] || (other < id && logits[other] === logits[id]));
  return place;
}

/**
 * The place, among the tokens that are left, that the random number `u` draws: go down the table, add up the
 * probabilities, and take the first token at which the sum is greater than u. Without u, the most likely one.
 * @param {Distribution} distribution
 * @param {number | null} u
 */
export function choose(distribution, u) {
  if (u === null) return highest(distribution.logits, 1)[0];
  // The few most likely tokens nearly always hold u; only when they do not are more of them put in order.
  for (let count = 32; ; count *= 16) {
    const table = distribution.likeliest(count);
    let sum = 0;
    for (const place of table) if ((sum += distribution.probabilities[place]) > u) return place;
    if (table.length < count) return table[table.length - 1]; // what rounding leaves belongs to the last possible token
  }
}
