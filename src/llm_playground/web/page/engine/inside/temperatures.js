// Logits on their way to probabilities, at every temperature of the slider.

import { Distribution, hex, highest } from "../distribution.js";
import { WARPERS } from "../warpers.js";
import { positionIn, promptToShow } from "./places.js";

/** @typedef {import("../model.js").Model} Model */

const TOP = 10;
const HOLDING = 0.9; // of the probability
const BINS = 40;
const RANKS = 60; // of a curve, evenly spaced on a scale of logarithms

/**
 * @param {import("../plan.js").Catalog} catalog
 * @param {Model} model
 * @param {{ prompt: any, position?: number | null }} asked
 */
export function temperatures(catalog, model, { prompt, position = null }) {
  const { ids } = promptToShow(model, prompt);
  const place = positionIn(ids.length, position);
  const softmax = atTemperatures(offered(catalog), model, model.nextLogits(ids.slice(0, place + 1)));
  return { model: model.name, position: place, piece: hex(model.piece(ids[place])), softmax };
}

/** The temperatures at which the slider stops, lowest first. @param {import("../plan.js").Catalog} catalog */
function offered({ parameters }) {
  const { lowest, highest, step } = /** @type {any} */ (parameters.find(({ name }) => name === "temperature")).slider;
  const stops = Math.round((highest - lowest) / step);
  return Array.from({ length: stops + 1 }, (_, stop) => Number((lowest + stop * step).toFixed(6)));
}

/** @param {number[]} temperatures  @param {Model} model  @param {Float32Array} logits */
function atTemperatures(temperatures, model, logits) {
  const own = Distribution.of(logits);
  const order = highest(logits, logits.length);
  const listed = order.slice(0, TOP);
  const warped = temperatures.map((temperature) => own.changed(WARPERS.temperature(own, { temperature }, noPast)));
  const falling = warped.map((each) => order.map((id) => each.probability(id)));
  const ranks = ranksOf(order.length);
  const least = logits[order[order.length - 1]];
  const width = (logits[order[0]] - least) / BINS;
  const bins = Array.from({ length: BINS }, () => 0);
  for (const logit of logits) bins[Math.min(BINS - 1, Math.floor((logit - least) / width))] += 1;
  return {
    temperatures,
    candidates: listed.map((id) => ({
      ...{ id, piece: hex(model.piece(id)), logit: logits[id], probability: own.probability(id) },
    })),
    probabilities: falling.map((each) => each.slice(0, TOP)),
    others_count: order.length - listed.length,
    others_mass: falling.map((each) => each.slice(TOP).reduce((sum, share) => sum + share, 0)),
    entropy: warped.map(({ entropy }) => entropy),
    ...{ most: falling.map(holding), ranks },
    curve: falling.map((each) => ranks.map((rank) => Number(each[rank - 1].toPrecision(4)))),
    ...{ least, width, bins },
  };
}

const noPast = { ids: [], n_prompt: 0, stop_ids: [], chances: [], coin: 0 };

/** From the first rank to the last, each once. @param {number} size */
function ranksOf(size) {
  const count = Math.min(RANKS, size);
  return [...new Set(Array.from({ length: count }, (_, i) => Math.round(size ** (i / Math.max(1, count - 1)))))];
}

/** How many of the likeliest tokens hold `HOLDING` together. @param {number[]} falling */
function holding(falling) {
  let [count, sum] = [0, 0];
  while (sum < HOLDING && count < falling.length) sum += falling[count++];
  return count;
}
