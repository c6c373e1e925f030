// A run as the page asks for it, and its events: what will run, a step a token, the ending.

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
 * @returns {Generator<{ event: string, data: any }>}
 */
export function run(catalog, model, asked) {
  const plan = makePlan(catalog, asked);
  if (plan.searches) throw new Refusal("Beam search runs on the server alone.", "strategy");
  const prompt = model.prompt(asked.prompt);
  const speller = new Speller(model);
  const chain = plan.chain.map((link) => speller.spelled(link));
  const { taken = [], token = null, top = 10 } = asked;
  const forced = token === null ? [] : speller.forced(token);
  const length = forced.length > 0 ? Math.max(plan.max_new_tokens, taken.length + forced.length) : plan.max_new_tokens;
  const start = {
    ...{ model: model.name, is_instruct: model.isInstruct, prompt: encodingRecord(prompt), strategy: plan.strategy },
    ...{ parameters: plan.parameters, order: chain.map(({ name }) => name), max_new_tokens: length, seed: plan.seed },
    ...{ kept: taken.length, stop: plan.stop, spelled: speller.told, quantization: null },
    template: model.isInstruct && !isOfIds(asked.prompt) ? model.name : null,
  };
  return events(start, decode(model, { ...plan, chain, max_new_tokens: length }, prompt.ids, { taken, forced, top }));
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
