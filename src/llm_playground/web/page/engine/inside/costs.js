// What the next token of a text costs, part by part, and how costs grow up to the whole context.

import { promptToShow } from "./places.js";

const POINTS = 8; // lengths of a curve

/**
 * @param {import("../model.js").Model} model
 * @param {any} costs  of the model, whatever it reads
 * @param {{ prompt: any }} asked
 */
export function costSheet(model, costs, { prompt }) {
  const n_token = promptToShow(model, prompt).ids.length;
  const work = costs.parts.map((/** @type {any} */ { name, flops, numbers }) => {
    const times = name === "attention" ? n_token : 1;
    const read = name === "attention" ? (n_token - 1) * costs.cached_numbers : 0;
    return { name, flops: flops * times, computed: numbers * times, read };
  });
  const points = Array.from({ length: POINTS }, (_, i) => Math.floor((costs.context_length * (i + 1)) / POINTS));
  const lengths = [...new Set([1, ...points.map((point) => Math.max(1, point))])].map((length) => at(costs, length));
  return { costs, here: at(costs, n_token), work, lengths };
}

/** @param {any} costs  @param {number} n_token */
function at({ weight_flops, attention_flops, cached_numbers, cached_numbers_of_all }, n_token) {
  return {
    n_token,
    flops: weight_flops + n_token * attention_flops,
    flops_without_cache: n_token * weight_flops + ((n_token * (n_token + 1)) / 2) * attention_flops,
    ...{ cached: n_token * cached_numbers, cached_of_all: n_token * cached_numbers_of_all },
  };
}
