// Lenses: the stream between two blocks read as if it left the last one; `transformer/lens.py` tells which question each
// answers. The logit lens reads it as it is, the Jacobian lens by the mean effect on the last block's output.

import { Distribution, hex, highest, rank } from "../distribution.js";
import { linear } from "../layers.js";
import { Refusal } from "../refusal.js";
import { capture } from "./activations.js";
import { promptToShow, rounded, rowsOf } from "./places.js";
import { unembed } from "./reading.js";

/**
 * @typedef {import("../model.js").Model} Model
 * @typedef {import("../safetensors.js").Tensor} Tensor
 */

const MOST_TOKENS = 64; // of a grid, the last ones
const TOP = 5;
const MOST_NEW = 100; // tokens that are generated for a strip

/** The streams of a text, to be read by a lens of some kind. */
class Lens {
  /**
   * @param {Model} model
   * @param {number[]} ids
   * @param {string} kind
   * @param {Tensor | null} jacobian  (n_layer, C, C), of a model that has one
   */
  constructor(model, ids, kind, jacobian) {
    this.offered = jacobian ? ["logit", "jacobian"] : ["logit"];
    if (!this.offered.includes(kind))
      throw new Refusal(`This page has no ${kind} lens of ${model.name}; it has: ${this.offered.join(", ")}.`, "kind");
    this.transformer = model.transformer;
    this.matrices = kind === "jacobian" ? jacobian : null;
    this.seen = capture(model, ids, (name) => name.endsWith("resid_pre"));
  }

  /**
   * The logits (V,) of a row of the grid, at each position from `first` on; the last row is what the model says.
   * @param {number} layer
   * @param {number} first
   */
  logits(layer, first) {
    const { n_layer, n_embd: C, vocab_size } = this.transformer.config;
    const from = (/** @type {Float32Array} */ rows) => rows.subarray(first * C);
    if (layer === n_layer) return rowsOf(linear(this.transformer.weights.lm_head, from(this.seen.ln_f)), vocab_size);
    let streams = from(this.seen[`h.${layer}.resid_pre`]);
    if (this.matrices) {
      const weight = this.matrices.data.subarray(layer * C * C, (layer + 1) * C * C);
      streams = linear({ weight, bias: null, rows: C, width: C }, streams);
    }
    return rowsOf(unembed(this.transformer, streams), vocab_size);
  }
}

/**
 * The likeliest next tokens at each layer, after each of the last tokens of a text.
 * @param {Model} model
 * @param {Tensor | null} jacobian
 * @param {{ prompt: any, kind?: string }} asked
 */
export function lens(model, jacobian, { prompt, kind = "logit" }) {
  const { ids, pieces } = promptToShow(model, prompt);
  const read = new Lens(model, ids, kind, jacobian);
  const { n_layer, vocab_size } = model.transformer.config;
  const first = Math.max(0, ids.length - MOST_TOKENS);
  const shown = Array.from({ length: ids.length - first }, (_, i) => first + i);
  const layers = Array.from({ length: n_layer + 1 }, (_, layer) => layer);
  const answers = read.logits(n_layer, first).map((logits) => highest(logits, 1)[0]);
  const following = shown.map((position) => ids[position + 1] ?? null);
  const grid = layers.map((layer) =>
    read.logits(layer, first).map((logits, i) => cell(logits, answers[i], following[i])),
  );
  const named = new Set([...answers, ...ids.slice(first), ...grid.flat().flatMap((each) => each.ids)]);
  const column = (/** @type {string} */ name) => grid.map((row) => row.map((/** @type {any} */ each) => each[name]));
  const names = ["ids", "probabilities", "others_mass", "entropy", "answer_ranks", "answer_probabilities"];
  return {
    ...{ model: model.name, kind, offered: read.offered, n_layer, layers, n_token: ids.length, first },
    ...{ pieces: pieces.slice(first).map(hex), vocab_size, answers, following },
    vocabulary: Object.fromEntries([...named].map((id) => [id, hex(model.piece(id))])),
    ...Object.fromEntries([...names, "following_ranks", "following_probabilities"].map((name) => [name, column(name)])),
  };
}

/**
 * From which layer on the model would say each token of a text and of what it makes of it.
 * @param {Model} model
 * @param {Tensor | null} jacobian
 * @param {{ prompt: any, kind?: string, max_new_tokens?: number }} asked
 */
export function commitment(model, jacobian, { prompt, kind = "logit", max_new_tokens = 24 }) {
  if (max_new_tokens > MOST_NEW)
    throw new Refusal(`max_new_tokens is ${max_new_tokens}; here it may be at most ${MOST_NEW}.`, "max_new_tokens");
  const ids = [...promptToShow(model, prompt).ids];
  const length = Math.min(ids.length + max_new_tokens, model.contextLength);
  let n_generated = 0;
  while (ids.length < length && !(n_generated > 0 && model.stopIds.includes(ids[ids.length - 1]))) {
    ids.push(highest(model.nextLogits(ids), 1)[0]);
    n_generated++;
  }
  const read = new Lens(model, ids, kind, jacobian);
  const { n_layer } = model.transformer.config;
  const rows = Array.from({ length: n_layer + 1 }, (_, layer) => read.logits(layer, 0));
  const standings = ids.slice(1).map((id, position) =>
    rows.map(({ [position]: logits }) => ({
      rank: rank(logits, id),
      probability: Distribution.of(logits).probability(id),
    })),
  );
  /** @param {(standing: { rank: number, probability: number }) => boolean} holds */
  const from = (holds) =>
    standings.map((rows) => {
      const broken = rows.map(holds).lastIndexOf(false);
      return broken === n_layer ? null : broken + 1;
    });
  const layers = {
    first_and_stays: from(({ rank }) => rank === 1),
    in_top_3: from(({ rank }) => rank <= 3),
    above_half: from(({ probability }) => probability > 0.5),
  };
  const pieces = ids.slice(1).map((id) => hex(model.piece(id)));
  return { model: model.name, kind, n_layer, ids, pieces, n_generated, layers };
}

/**
 * @param {Float32Array} logits
 * @param {number} answer
 * @param {number | null} following
 */
function cell(logits, answer, following) {
  const distribution = Distribution.of(logits);
  const { candidates, others_mass, entropy } = distribution.stage("lens", {}, () => new Uint8Array(), TOP);
  return {
    ids: candidates.map(({ id }) => id),
    probabilities: candidates.map(({ probability }) => rounded(probability)),
    ...{ others_mass: rounded(others_mass), entropy: rounded(entropy) },
    answer_ranks: rank(logits, answer),
    answer_probabilities: rounded(distribution.probability(answer)),
    following_ranks: following === null ? null : rank(logits, following),
    following_probabilities: following === null ? null : rounded(distribution.probability(following)),
  };
}
