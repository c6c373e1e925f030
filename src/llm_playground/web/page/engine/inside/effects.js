// What becomes of the next token when a part of the model is missing, or is as on another prompt.

import { Distribution, hex, highest } from "../distribution.js";
import { linear } from "../layers.js";
import { Refusal } from "../refusal.js";
import { encodingRecord } from "../runs.js";
import { capture, edited } from "./activations.js";
import { promptToShow, quoted } from "./places.js";

/**
 * @typedef {import("../model.js").Model} Model
 * @typedef {import("./activations.js").Edit} Edit
 */

const MOST_OF_A_MAP = 64; // tokens: a map asks for a pass of each part or place

/**
 * The next token with a part of the model and without it.
 * @param {Model} model
 * @param {{ prompt: any, name: string, to?: "zero" | "mean" }} asked
 */
export function ablate(model, { prompt, name, to = "zero" }) {
  const edits = switchedOff(model, name, to);
  const encoding = promptToShow(model, prompt);
  const answer = (/** @type {Edit[]} */ made) =>
    Distribution.of(lastLogits(model, capture(model, encoding.ids, () => false, made).ln_f));
  const [before, after] = [answer([]), answer(edits)];
  const stage = (/** @type {Distribution} */ each) => each.stage("model", {}, model.piece, 10);
  const told = { before: stage(before), after: stage(after), kl: divergence(before, after) };
  return { model: model.name, encoding: encodingRecord(encoding), names: [name], ...told };
}

/**
 * What every head and every MLP does for the next token, each switched off by itself. What lies below a part is computed
 * once.
 * @param {Model} model
 * @param {{ prompt: any, to?: "zero" | "mean" }} asked
 */
export function ablationMap(model, { prompt, to = "zero" }) {
  const encoding = promptToShow(model, prompt, MOST_OF_A_MAP);
  const { n_layer, n_head } = model.transformer.config;
  const seen = capture(model, encoding.ids, (name) => name.endsWith("resid_pre"));
  const before = Distribution.of(lastLogits(model, seen.ln_f));
  const [token] = highest(before.logits, 1);
  const own = before.allLogprobs()[token];
  const { transformer } = model.forText();
  const without = (/** @type {string} */ part, /** @type {number} */ layer) => {
    const x = seen[`h.${layer}.resid_pre`].slice();
    const states = transformer.pass(x, 0, edited(switchedOff(model, part, to), encoding.ids.length), layer);
    const after = Distribution.of(lastLogits(model, states));
    return { effect: divergence(before, after), change: after.allLogprobs()[token] - own };
  };
  const layers = Array.from({ length: n_layer }, (_, layer) => layer);
  const heads = layers.map((layer) =>
    Array.from({ length: n_head }, (_, head) => without(`h.${layer}.attn.${head}`, layer)),
  );
  const mlps = layers.map((layer) => without(`h.${layer}.mlp`, layer));
  return {
    ...{ model: model.name, encoding: encodingRecord(encoding), to, token, piece: hex(model.piece(token)) },
    ...{ heads: heads.map((row) => row.map(({ effect }) => effect)), mlps: mlps.map(({ effect }) => effect) },
    head_changes: heads.map((row) => row.map(({ change }) => change)),
    mlp_changes: mlps.map(({ change }) => change),
  };
}

/**
 * A prompt with the stream of another put in its place, at each layer and token. What no token before the place and no
 * layer below it can feel is computed once.
 * @param {Model} model
 * @param {{ base: any, source: any }} asked
 */
export function patchingMap(model, { base, source }) {
  const [read, other] = [
    about("base", () => promptToShow(model, base, MOST_OF_A_MAP)),
    about("source", () => promptToShow(model, source, MOST_OF_A_MAP)),
  ];
  const T = read.ids.length;
  if (other.ids.length !== T)
    throw new Refusal(
      `base has ${T} tokens and source ${other.ids.length}; to be compared place by place both must have as many. Change a word in one of them.`,
      "source",
    );
  const { n_layer, n_embd: C } = model.transformer.config;
  const streams = (/** @type {Model} */ reader, /** @type {number[]} */ ids) =>
    capture(reader, ids, (name) => name.endsWith("resid_pre"));
  const there = streams(model, other.ids);
  const reading = model.forText();
  const here = streams(reading, read.ids);
  const [own, wanted] = [lastLogits(model, here.ln_f), lastLogits(model, there.ln_f)];
  const tokens = [own, wanted].map((logits) => highest(logits, 1)[0]);
  const difference = (/** @type {Float32Array} */ logits) => logits[tokens[1]] - logits[tokens[0]];
  /** @type {number[][]} */
  const differences = Array.from({ length: n_layer }, () => []);
  // From the last token back, so that the keys and values before each place are still those of the base.
  for (let position = T - 1; position >= 0; position--) {
    for (let layer = 0; layer < n_layer; layer++) {
      const x = here[`h.${layer}.resid_pre`].slice(position * C);
      x.set(there[`h.${layer}.resid_pre`].subarray(position * C, (position + 1) * C));
      const states = reading.transformer.pass(x, position, () => {}, layer);
      differences[layer][position] = difference(lastLogits(model, states));
    }
  }
  return {
    ...{ model: model.name, base: encodingRecord(read), source: encodingRecord(other), tokens },
    pieces: tokens.map((id) => hex(model.piece(id))),
    ...{ base_difference: difference(own), source_difference: difference(wanted), differences },
  };
}

/** The logits of the token after a text, from what leaves ln_f. @param {Model} model  @param {Float32Array} states */
function lastLogits({ transformer: { config, weights } }, states) {
  return linear(weights.lm_head, states.subarray(states.length - config.n_embd));
}

/** KL(p || q) in nats. @param {Distribution} before  @param {Distribution} after */
function divergence(before, after) {
  const [p, q] = [before.allLogprobs(), after.allLogprobs()];
  let sum = 0;
  for (let id = 0; id < p.length; id++) sum += Math.exp(p[id]) * (p[id] - q[id]);
  return Math.max(0, sum);
}

/**
 * The edits that switch a part off: a head ("h.1.attn.2"), attention, an MLP, a block, or any activation.
 * @param {Model} model
 * @param {string} part
 * @param {"zero" | "mean"} to
 * @returns {Edit[]}
 */
function switchedOff({ name: model, transformer: { config } }, part, to) {
  if (to !== "zero" && to !== "mean")
    throw new Refusal(`to is ${quoted(String(to))}; it must be "zero" or "mean".`, "to", "to");
  const { n_layer, n_head, head_dim } = config;
  const [, layer, rest = ""] = /^h\.(\d+)(?:\.(.+))?$/.exec(part) ?? [];
  const none = (/** @type {string} */ thereAre) =>
    new Refusal(`There is no part ${quoted(part)}: ${model} ${thereAre}.`, "name");
  if (layer === undefined || Number(layer) >= n_layer) throw none(`has the blocks h.0 to h.${n_layer - 1}`);
  const head = /^attn\.(\d+)$/.exec(rest)?.[1];
  if (head !== undefined && Number(head) >= n_head) throw none(`has ${n_head} heads in each block, counted from 0`);
  const at = `h.${layer}`;
  if (head !== undefined)
    return [{ name: `${at}.attn.z`, to, columns: [Number(head) * head_dim, (Number(head) + 1) * head_dim] }];
  const outs = { "": ["attn_out", "mlp_out"], attn: ["attn_out"], mlp: ["mlp_out"] }[rest] ?? [];
  if (outs.length === 0)
    throw none("has heads (h.0.attn.0), attention (h.0.attn) and MLPs (h.0.mlp) to switch off here");
  return outs.map((out) => ({ name: `${at}.${out}`, to }));
}

/**
 * Answers, or says what is wrong with the one of two prompts.
 * @template T
 * @param {string} field
 * @param {() => T} answer
 */
function about(field, answer) {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal && error.problem.field === "prompt") error.problem.field = field;
    throw error;
  }
}
