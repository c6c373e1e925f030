// The one central loop: ask the model, warp, choose, append, until a stop token or the limit. It yields a record a token,
// and at last the ending. The same seed gives the same steps as in Python.

import { choose, Distribution, hex, highest, rank } from "./distribution.js";
import { observe, stateOf } from "./plan.js";
import { uniforms } from "./random.js";
import { Writing } from "./writing.js";

/**
 * @typedef {import("./warpers.js").Past} Past
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {import("./model.js").Model} Model
 * @typedef {{ id: number, chance?: number | null }} Taken
 */

const COIN = [1]; // the streams of a seed beside the one that draws
const NOISE = 4;

/**
 * @param {Model} model
 * @param {Plan} plan  with its texts spelled
 * @param {number[]} prompt
 * @param {{ taken?: Taken[], forced?: number[], top: number }} options  a text goes on after the tokens `taken` for it
 *   before, first with those `forced` on it
 * @returns {Generator<{ event: "step" | "ending", data: any }>}
 */
export function* decode(model, plan, prompt, { taken = [], forced = [], top }) {
  // A candidate of contrastive search is read before it is taken.
  const room = model.contextLength - Number(isContrastive(plan)) - prompt.length + 1;
  const most = Math.min(Math.max(plan.max_new_tokens, taken.length + forced.length), room);
  /** @type {Past} */
  const past = { ids: [...prompt], n_prompt: prompt.length, stop_ids: model.stopIds, chances: [], coin: 0 };
  const writing = new Writing(plan.stop);
  for (const { id, chance = null } of taken) {
    remember(past, id, chance);
    writing.write(null, model.piece(id), false);
  }
  const [draw, toss] = [uniforms(plan.seed ?? 0), uniforms(plan.seed ?? 0, COIN)];
  for (const _ of taken) [draw(), toss()];
  let stopped = false;
  for (let index = taken.length; index < most && !stopped && writing.stopString === null; index++) {
    const u = plan.sampled ? draw() : null;
    past.coin = plan.sampled ? toss() : 0;
    const seen = observe(Distribution.of(model.nextLogits(past.ids)), plan.chain, past);
    const choice = chosen(model, plan, seen, past, { u, byHand: forced[index - taken.length] ?? null, index, top });
    const stages = stagesOf(model, plan, seen, past, top);
    const { id, u: drawn, by_hand, gumbel } = choice;
    const isDrawn = drawn !== null || by_hand || gumbel.length > 0;
    remember(past, id, isDrawn ? seen[seen.length - 1].probability(id) || null : null);
    stopped = model.stopIds.includes(id);
    const piece = stopped ? new Uint8Array() : model.piece(id);
    for (const step of writing.write({ index, choice, stages, text: "" }, piece, stopped || index === most - 1))
      yield { event: "step", data: step };
  }
  const ended = stopped || writing.stopString !== null;
  const finish_reason = ended ? "stop" : most < room || plan.max_new_tokens <= room ? "length" : "context";
  yield {
    event: "ending",
    data: { finish_reason, completion: writing.text, hypotheses: [], stop_string: writing.stopString },
  };
}

/** @param {Past} past  @param {number} id  @param {number | null} chance */
function remember(past, id, chance) {
  past.ids.push(id);
  if (chance !== null) past.chances.push(chance);
}

/** @param {Plan} plan */
export function isContrastive({ parameters }) {
  return "penalty_alpha" in parameters;
}

/**
 * The record of every distribution on the way, each with its `top` most likely tokens.
 * @param {Model} model
 * @param {Plan} plan
 * @param {Distribution[]} seen
 * @param {Past} past
 * @param {number} top
 */
export function stagesOf(model, { chain }, [own, ...after], past, top) {
  return [
    own.stage("model", {}, model.piece, top),
    ...after.map((each, i) =>
      each.stage(chain[i].name, chain[i].parameters, model.piece, top, chain[i].cuts, stateOf(chain[i], past)),
    ),
  ];
}

/**
 * The record of the token that is taken: the one by hand, or the one that the strategy chooses.
 * @param {Model} model
 * @param {Plan} plan
 * @param {Distribution[]} seen
 * @param {Past} past
 * @param {{ u: number | null, byHand: number | null, index: number, top: number }} place
 */
export function chosen(model, plan, seen, past, { u, byHand, index, top }) {
  const last = seen[seen.length - 1];
  if (byHand !== null) return { ...choiceOf(model, seen, byHand), by_hand: true };
  if (plan.parameters.draw === "gumbel") {
    const gumbel = noisyTokens(model, last, plan.seed ?? 0, index, top);
    return { ...choiceOf(model, seen, gumbel[0].id), gumbel };
  }
  if (isContrastive(plan)) {
    const contrast = contrasted(model, plan, last, past.ids);
    return { ...choiceOf(model, seen, contrast[0].id), contrast };
  }
  return choiceOf(model, seen, last.ids[choose(last, u)], u);
}

/**
 * The record of taking a token.
 * @param {Model} model
 * @param {Distribution[]} seen
 * @param {number} id
 * @param {number | null} u  what drew it
 */
export function choiceOf(model, seen, id, u = null) {
  const [own, last] = [seen[0], seen[seen.length - 1]];
  return {
    ...{ id, piece: hex(model.piece(id)), u, probability: last.probability(id) },
    ...{ model_probability: own.probability(id), rank: rank(own.logits, id), by_hand: false, speculated: false },
    ...{ gumbel: /** @type {any[]} */ ([]), contrast: /** @type {any[]} */ ([]) },
  };
}

/**
 * Gumbel-max (Gumbel 1954): noise is added to every logit, and the highest sum wins. The `top` highest sums and the `top`
 * most likely tokens, by falling sum.
 * @param {Model} model
 * @param {Distribution} last
 * @param {number} seed
 * @param {number} index
 * @param {number} top
 */
function noisyTokens(model, last, seed, index, top) {
  const next = uniforms(seed, [NOISE, index]);
  const noise = Float64Array.from({ length: last.size }, () => -Math.log(-Math.log(next())));
  const sums = Float64Array.from(last.ids, (id, place) => last.logits[place] + noise[id]);
  const places = [...new Set([...highest(sums, Math.max(1, top)), ...last.likeliest(top)])];
  return places
    .sort((a, b) => sums[b] - sums[a] || a - b)
    .map((place) => {
      const id = last.ids[place];
      return { id, piece: hex(model.piece(id)), logit: last.logits[place], noise: noise[id], sum: sums[place] };
    });
}

/**
 * Contrastive search (Su et al. 2022): of the most likely tokens the one that is also unlike the text so far. Each
 * candidate is read, and its vector compared with that of every token of the text.
 * @param {Model} model
 * @param {Plan} plan
 * @param {Distribution} last
 * @param {number[]} ids
 */
function contrasted(model, { parameters: { num_candidates, penalty_alpha } }, last, ids) {
  const rivals = last.likeliest(num_candidates).map((place) => {
    const [id, probability] = [last.ids[place], last.probabilities[place]];
    const { similarity, nearest } = model.nearest([...ids, id]);
    const score = (1 - penalty_alpha) * probability - penalty_alpha * similarity;
    const nearest_piece = hex(model.piece(ids[nearest]));
    return { id, piece: hex(model.piece(id)), probability, similarity, nearest, nearest_piece, score };
  });
  return rivals.sort((a, b) => b.score - a.score);
}
