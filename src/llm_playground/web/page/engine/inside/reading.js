// How the last norm and lm_head read the stream: linearly, once the scale by which the norm divides is known.

import { linear, normalize } from "../layers.js";

/**
 * @typedef {import("../layers.js").Norm} Norm
 * @typedef {import("../transformer.js").Transformer} Transformer
 */

/** By what `norm` divides this vector: its standard deviation, or for RMSNorm its root mean square. @param {Norm} norm  @param {Float32Array} stream */
export function scaleOf({ bias, eps }, stream) {
  const mean = bias ? meanOf(stream) : 0;
  let square = 0;
  for (const each of stream) square += (each - mean) ** 2 / stream.length;
  return Math.sqrt(square + eps);
}

/** @param {ArrayLike<number>} vector */
export function meanOf(vector) {
  let mean = 0;
  for (let c = 0; c < vector.length; c++) mean += vector[c] / vector.length;
  return mean;
}

/**
 * The direction in the stream, before `norm` divides it, that a row behind it measures.
 * @param {Norm} norm
 * @param {Float64Array} row
 */
export function directionOf({ weight, bias }, row) {
  const direction = row.map((each, c) => each * weight[c]);
  const mean = bias ? meanOf(direction) : 0; // to take it out here is to take it out of whatever is measured
  return direction.map((each) => each - mean);
}

/** @param {ArrayLike<number>} a  @param {ArrayLike<number>} b */
export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The length of a vector. @param {ArrayLike<number>} vector */
export function norm(vector) {
  return Math.sqrt(dot(vector, vector));
}

/** The logits (N, V) of streams (N, C) as they leave the last block. @param {Transformer} transformer  @param {Float32Array} streams */
export function unembed({ weights: { ln_f, lm_head } }, streams) {
  return linear(lm_head, normalize(ln_f, streams));
}
