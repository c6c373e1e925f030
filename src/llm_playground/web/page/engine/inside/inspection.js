// A look at a model at work on one text: its tokens, where the heads of a layer look, and what it expects next.

import { Distribution } from "../distribution.js";
import { linear } from "../layers.js";
import { encodingRecord } from "../runs.js";
import { capture } from "./activations.js";
import { checkHead, promptToShow, rounded, rowsOf } from "./places.js";

/** @typedef {import("../model.js").Model} Model */

const MOST_WEIGHTS = 2 ** 18; // of the patterns of a layer; of a longer text the last tokens are kept
const MOST_DRAWN = 256;

/** @param {Model} model  @param {{ prompt: any, layer?: number, head?: number }} asked */
export function inspect(model, { prompt, layer = 0, head = 0 }) {
  checkHead(model, layer, head);
  const encoding = promptToShow(model, prompt);
  const { n_layer, n_head, n_kv_head, n_embd } = model.transformer.config;
  const T = encoding.ids.length;
  const name = `h.${layer}.attn.pattern`;
  const { ln_f, [name]: pattern } = capture(model, encoding.ids, (each) => each === name);
  const logits = linear(model.transformer.weights.lm_head, ln_f.subarray((T - 1) * n_embd));
  const first = Math.max(0, T - Math.min(MOST_DRAWN, Math.floor(Math.sqrt(MOST_WEIGHTS / n_head))));
  const patterns = rowsOf(pattern, T * T).map((square) =>
    rowsOf(square.subarray(first * T), T).map((row) => Array.from(row.subarray(first), rounded)),
  );
  return {
    ...{ model: model.name, encoding: encodingRecord(encoding), n_layer, n_head, n_kv_head },
    attention: { layer, head, patterns, first },
    next: Distribution.of(logits).stage("model", {}, model.piece, 10),
  };
}

/** The vectors with which the tokens of a text enter the first block, the first numbers of each. @param {Model} model  @param {{ prompt: any }} asked */
export function vectors(model, { prompt }) {
  const { ids } = promptToShow(model, prompt);
  const { n_embd } = model.transformer.config;
  const stream = model.transformer.embed(ids, 0, () => {});
  const rows = rowsOf(stream, n_embd).map((row) => Array.from(row.subarray(0, 64), (each) => Number(each.toFixed(3))));
  return { model: model.name, size: n_embd, rows };
}
