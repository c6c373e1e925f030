// One step of a run, computed by itself: the same tokens listed at every stage, with what became of each.

import { chosen } from "./decode.js";
import { Distribution, hex } from "./distribution.js";
import { makePlan, observe, stateOf } from "./plan.js";
import { uniforms } from "./random.js";
import { Refusal } from "./refusal.js";
import { Speller } from "./spelling.js";
import { Writing } from "./writing.js";

/**
 * @typedef {import("./model.js").Model} Model
 */

const SHARES = 32; // of the line from 0 to 1 that are told one by one: more are too narrow to be seen

/**
 * The next token of a text: its distribution at every stage of the strategy, and which one is drawn.
 * @param {import("./plan.js").Catalog} catalog
 * @param {Model} model
 * @param {any} asked  the body of a request
 */
export function step(catalog, model, asked) {
  const { taken = [], chances = [], u = null, token = null, top = 10 } = asked;
  const plan = makePlan(catalog, { ...asked, max_new_tokens: 0 });
  checkDraw(plan, u, token);
  if (plan.searches && token === null)
    throw new Refusal(
      "A beam search chooses a whole text, so one step of it chooses nothing; give the token that it took.",
      "token",
    );
  const speller = new Speller(model);
  const chain = plan.chain.map((link) => speller.spelled(link));
  const prompt = model.prompt(asked.prompt).ids;
  const [ids, index] = [[...prompt, ...taken], taken.length];
  if (ids.length > model.contextLength)
    throw new Refusal(
      `The text has ${ids.length} tokens, but ${model.name} reads at most ${model.contextLength}: it ends here.`,
      "taken",
    );
  const last_id = model.tokenizer.vocabSize - 1;
  if (token !== null && token > last_id)
    throw new Refusal(
      `token is ${token}; it must be a whole number from 0 to ${last_id.toLocaleString("en")} (the ids of the vocabulary).`,
      "token",
      "token",
    );
  const nth = (/** @type {number[]} */ stream) => {
    const next = uniforms(plan.seed ?? 0, stream);
    for (let i = 0; i < index; i++) next();
    return next();
  };
  const past = { ids, n_prompt: prompt.length, stop_ids: model.stopIds, chances, coin: plan.sampled ? nth([1]) : 0 };
  const own = Distribution.of(model.nextLogits(ids));
  // As beam search: several beams warp log-probabilities in place of logits.
  const several = plan.searches && plan.parameters.num_beams > 1;
  const seen = observe(own, chain, past, several ? Distribution.of(Float32Array.from(own.allLogprobs())) : own);
  const drawnBy = plan.sampled ? (u ?? nth([])) : null;
  const choice = { ...chosen(model, plan, seen, past, { u: drawnBy, byHand: token, index, top }), by_hand: false };
  const last = seen[seen.length - 1];
  const rows = listed(seen, choice.id, top);
  const stages = seen.map((each, i) => {
    const { kept, entropy } = each;
    const others = othersOf(each, rows);
    const { name, parameters } = chain[i - 1] ?? { name: "model", parameters: {} };
    const state = i === 0 ? {} : stateOf(chain[i - 1], past);
    const changes = i > 0 && rowsOfAll(each) !== rowsOfAll(seen[i - 1]);
    return { name, parameters, kept, entropy, ...others, changes, state, told: null };
  });
  const paths = rows.map((id) => {
    const probabilities = seen.map((each) => each.probability(id));
    const lastLeft = probabilities.map((share) => share > 0).lastIndexOf(true);
    const cut = lastLeft === probabilities.length - 1 ? null : lastLeft + 1;
    return { id, piece: hex(model.piece(id)), logit: own.logits[id], probabilities, cut };
  });
  const pipeline = {
    ...{ stages, rows: paths, others_count: own.size - rows.length, shares: lineOf(last, model), choice },
  };
  const ends = model.stopIds.includes(choice.id);
  const added = ends ? { text: "", ends } : addedText(model, [...taken, choice.id], plan.stop);
  const { strategy, searches, seed } = plan;
  return { model: model.name, index, strategy, searches, seed, pipeline, ...added };
}

/**
 * @param {import("./plan.js").Plan} plan
 * @param {number | null} u
 * @param {number | null} token
 */
function checkDraw(plan, u, token) {
  if (u === null) return;
  if (!(u >= 0 && u < 1)) throw new Refusal(`u is ${u}; it must be a number from 0 up to, but not including, 1.`, "u");
  if (token !== null) throw new Refusal("A token is given, so that u draws nothing; give one of the two.", "u");
  if (plan.parameters.draw === "gumbel")
    throw new Refusal(
      "The token is drawn by Gumbel noise on every logit, so one u changes nothing; leave out u or draw.",
      "u",
    );
  if (!plan.sampled) throw new Refusal(`${plan.strategy} draws nothing, so u changes nothing; leave it out.`, "u");
}

/**
 * The ids that have a row: the likeliest of every stage and the one taken, by falling logit of the model.
 * @param {Distribution[]} seen
 * @param {number} id
 * @param {number} top
 */
function listed(seen, id, top) {
  const ids = new Set([id, ...seen.flatMap((each) => each.likeliest(top).map((place) => each.ids[place]))]);
  return [...ids].sort((a, b) => seen[0].logits[b] - seen[0].logits[a] || a - b);
}

/** @param {Distribution} distribution  @param {number[]} rows */
function othersOf({ ids, probabilities }, rows) {
  const isListed = new Set(rows);
  let [others_kept, others_mass] = [0, 0];
  ids.forEach((id, place) => {
    if (isListed.has(id) || probabilities[place] === 0) return;
    others_kept += 1;
    others_mass += probabilities[place];
  });
  return { others_kept, others_mass };
}

/** All probabilities of a stage, to be compared. @param {Distribution} distribution */
function rowsOfAll({ ids, probabilities }) {
  return `${ids.filter((_, place) => probabilities[place] > 0)};${probabilities.filter((each) => each > 0)}`;
}

/**
 * The likeliest tokens side by side, as a draw adds them up.
 * @param {Distribution} last
 * @param {Model} model
 */
function lineOf(last, model) {
  const places = last.likeliest(SHARES);
  let end = 0;
  return places.map((place, i) => {
    const [id, probability] = [last.ids[place], last.probabilities[place]];
    end += probability;
    const isLast = i === places.length - 1 && places.length === last.kept;
    return { id, piece: hex(model.piece(id)), probability, end: isLast ? 1 : end };
  });
}

/**
 * What the last of the tokens adds to the text, nothing while a character is incomplete; and whether a stop string ends it.
 * @param {Model} model
 * @param {number[]} ids
 * @param {string[]} stop
 */
function addedText(model, ids, stop) {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const texts = ids.map((id) => decoder.decode(model.piece(id), { stream: true }));
  const before = texts.slice(0, -1).join("");
  const added = texts[texts.length - 1];
  const found = new Writing(stop).find(before + added, before.length);
  return found
    ? { text: added.slice(0, Math.max(0, found.at - before.length)), ends: true }
    : { text: added, ends: false };
}
