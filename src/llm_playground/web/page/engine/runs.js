// A run as the page asks for it, and its events: what will run, a step a token, the ending.

import { Search, searching } from "./beam.js";
import { growing } from "./beam_tree.js";
import { decode } from "./decode.js";
import { hex } from "./distribution.js";
import { makePlan } from "./plan.js";
import { Refusal } from "./refusal.js";
import { Speller } from "./spelling.js";

/**
 * @typedef {import("./plan.js").Catalog} Catalog
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./tokenizer.js").Encoding} Encoding
 */

/** The record of an encoding. @param {Encoding} encoding */
export function encodingRecord({ text, ids, pieces, spans }) {
  return { text, ids, pieces: pieces.map(hex), spans };
}

/**
 * Everything is checked at this call, nothing is computed.
 * @param {Catalog} catalog
 * @param {Model} model
 * @param {any} asked  the body of a request
 * @param {boolean} [isTree]  whether all of a beam search is kept, and told at its end
 * @returns {Generator<{ event: string, data: any }>}
 */
export function run(catalog, model, asked, isTree = false) {
  const plan = makePlan(catalog, asked);
  const prompt = model.prompt(asked.prompt);
  const speller = new Speller(model);
  const chain = plan.chain.map((link) => speller.spelled(link));
  const { taken = [], token = null, top = 10 } = asked;
  if (plan.searches && (taken.length > 0 || token !== null))
    throw new Refusal(
      "Beam search plans a whole text and goes on with no other; choose another strategy for the branch.",
      "strategy",
    );
  const forced = token === null ? [] : speller.forced(token);
  const length = forced.length > 0 ? Math.max(plan.max_new_tokens, taken.length + forced.length) : plan.max_new_tokens;
  const start = {
    ...{ model: model.name, is_instruct: model.isInstruct, prompt: encodingRecord(prompt), strategy: plan.strategy },
    ...{ parameters: plan.parameters, order: chain.map(({ name }) => name), max_new_tokens: length, seed: plan.seed },
    ...{ kept: taken.length, stop: plan.stop, spelled: speller.told, quantization: null },
    template: model.isInstruct && !isOfIds(asked.prompt) ? model.name : null,
  };
  const planned = { ...plan, chain, max_new_tokens: length };
  if (!plan.searches) return events(start, decode(model, planned, prompt.ids, { taken, forced, top }));
  if (!isTree) return events(start, searching(new Search(model, planned, prompt.ids, top)));
  if (length === 0)
    throw new Refusal(
      "max_new_tokens is 0; a beam search without a step has no tree. Give at least 1.",
      "max_new_tokens",
      "max_new_tokens",
    );
  return events(start, growing(new Search(model, planned, prompt.ids, 0), start));
}

/** @param {any} prompt */
function isOfIds(prompt) {
  return Array.isArray(prompt) && prompt.every((item) => typeof item === "number");
}

/**
 * @param {any} start
 * @param {Generator<{ event: string, data: any }>} rest
 */
function* events(start, rest) {
  yield { event: "start", data: start };
  yield* rest;
}
