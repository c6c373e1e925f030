// What the tables of vectors say: the tokens that are like a token, and how a position differs from others.

import { hex, highest } from "../distribution.js";
import { linear, rotate } from "../layers.js";
import { capture } from "./activations.js";
import { checkHead, keyUpTo, numbers, positionIn, promptToShow, rounded, rowsOf, tokenId } from "./places.js";
import { dot, norm } from "./reading.js";
import { frequencies } from "./workings.js";

/** @typedef {import("../model.js").Model} Model */

const NEAREST = 8;
const MOST = 256; // positions of a curve

/** The tokens whose vectors are most like that of a token, by the cosine. @param {Model} model  @param {{ token: number | string }} asked */
export function neighbours(model, { token }) {
  const id = tokenId(model, token);
  const { config, weights } = model.transformer;
  const found = cosines(weights.wte, config.n_embd, id);
  const others = found.map((cosine, other) => (other === id ? Number.NEGATIVE_INFINITY : cosine));
  const piece = (/** @type {number} */ each) => hex(model.piece(each));
  const mean = (found.reduce((sum, cosine) => sum + cosine, 0) - found[id]) / (found.length - 1);
  const nearest = highest(others, NEAREST).map((other) => ({ id: other, piece: piece(other), cosine: found[other] }));
  const tied = weights.lm_head.weight === weights.wte;
  return { model: model.name, id, piece: piece(id), nearest, mean, vocab_size: config.vocab_size, tied };
}

/**
 * How a model tells where a token stands: by a vector for each position, or by turning queries and keys (RoPE).
 * @param {Model} model
 * @param {{ prompt: any, position?: number | null, key?: number | null, layer?: number, head?: number }} asked
 */
export function positions(model, { prompt, position = null, key = null, layer = 0, head = 0 }) {
  const { ids } = promptToShow(model, prompt);
  const query = positionIn(ids.length, position);
  const scored = keyUpTo(query, key);
  checkHead(model, layer, head);
  const { config, weights } = model.transformer;
  const told = { model: model.name, position: query, piece: hex(model.piece(ids[query])) };
  if (weights.wpe) {
    const found = cosines(weights.wpe, config.n_embd, query);
    return { ...told, cosines: Array.from(found, (cosine) => Number(cosine.toFixed(4))), turning: null };
  }
  return { ...told, cosines: null, turning: turning(model, ids, { query, key: scored, layer, head }) };
}

/**
 * What turning does to the score of a query and a key: with both moved along the text, and with more and more between them.
 * @param {Model} model
 * @param {number[]} ids
 * @param {{ query: number, key: number, layer: number, head: number }} place
 */
function turning(model, ids, { query, key, layer, head }) {
  const { config, weights } = model.transformer;
  const { n_head, n_kv_head, head_dim: D, n_embd: C, context_length } = config;
  const name = `h.${layer}.ln_1`;
  const { [name]: normed } = capture(model, ids, (each) => each === name);
  const kv_head = Math.floor((head * n_kv_head) / n_head);
  const before = (/** @type {number} */ token, /** @type {number} */ at) =>
    linear(weights.h[layer].attn.qkv_proj, normed.subarray(token * C, (token + 1) * C)).slice(at * D, (at + 1) * D);
  const [q, k] = [before(query, head), before(key, n_head + kv_head)];
  const turned = (/** @type {Float32Array} */ vector, /** @type {number} */ position) => {
    const copy = vector.slice();
    rotate(copy, position, D, Number(config.rope_theta));
    return copy;
  };
  const score = (/** @type {number} */ at, /** @type {number} */ of) =>
    dot(turned(q, at), turned(k, of)) / Math.sqrt(D);
  const room = Math.min(MOST, context_length);
  const steps = Array.from({ length: Math.min(room, context_length - query) }, (_, step) => step);
  const together = steps.map((step) => score(query + step, key + step));
  const apart = Array.from({ length: room }, (_, gap) => score(room - 1, room - 1 - gap));
  return {
    ...{ layer, head, kv_head, key, key_piece: hex(model.piece(ids[key])), frequencies: numbers(frequencies(model)) },
    ...{ score: rounded(together[0]), together: numbers(together), apart: numbers(apart) },
  };
}

/**
 * The cosine between one row of a table and each row.
 * @param {Float32Array} table
 * @param {number} width
 * @param {number} row
 */
function cosines(table, width, row) {
  const rows = rowsOf(table, width);
  return Float64Array.from(rows, (each) => dot(each, rows[row]) / (norm(each) * norm(rows[row])));
}
