// Beam search: follow the `num_beams` most likely texts side by side, and take the best one that finishes. The rules stand
// in `decoding/beam.py`. In short, for n beams and e stop ids: of all continuations of the live texts the best
// max(2, 1 + e) * n are candidates; of the best n those that end are finished; the best n that do not end live on. A score
// is the sum of log-probabilities divided by the length to the power of the length penalty. Diverse beam search has groups
// of beams that take turns; beam sampling draws its candidates, without replacement.

import { byScore, conclusion, handOn, isOver, tokensOf } from "./beam_texts.js";
import { choiceOf, stagesOf } from "./decode.js";
import { choose, Distribution, highest } from "./distribution.js";
import { observe } from "./plan.js";
import { uniforms } from "./random.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./plan.js").Plan} Plan
 * @typedef {import("./warpers.js").Past} Past
 * @typedef {import("./beam_texts.js").Text} Text
 * @typedef {{ event: string, data: any }} Happening
 */
/**
 * All that a group decided in one step; lists have the best first. `over` says why the group ends here, if it does.
 * @typedef {{ index: number, group: number, candidates: Text[], live: Text[], ended: Text[], finished: Text[],
 *   others: number, over: string | null }} Round
 */
/** @typedef {{ number: number, live: Text[], finished: Text[], over: string | null }} Group */

export class Search {
  /**
   * @param {Model} model
   * @param {Plan} plan  with its texts spelled
   * @param {number[]} prompt
   * @param {number} top
   */
  constructor(model, plan, prompt, top) {
    this.model = model;
    this.plan = plan;
    this.prompt = prompt;
    this.top = top;
    this.options = { num_beam_groups: 1, diversity_penalty: 0, .../** @type {any} */ (plan.parameters) };
    this.width = this.options.num_beams / this.options.num_beam_groups; // texts of a group that live side by side
    const room = model.contextLength - prompt.length + 1;
    this.most = Math.min(plan.max_new_tokens, room);
    this.reason = plan.max_new_tokens <= room ? "length" : "context";
  }

  /** The search itself, step by step: a round for each group that is not over. @returns {Generator<Round[]>} */
  *rounds() {
    const seed = this.plan.seed ?? 0;
    const [draw, toss] = [uniforms(seed), uniforms(seed, [1])];
    const groups = Array.from({ length: this.options.num_beam_groups }, (_, number) => this.#group(number));
    for (let index = 0; index < this.most; index++) {
      const coin = this.plan.sampled ? toss() : 0;
      /** @type {Round[]} */
      const rounds = [];
      let before = 0; // live texts of the groups before
      for (const group of groups.filter(({ over }) => !over)) {
        const live = group.live;
        const { candidates, others } = this.#continued(live, counted(rounds), { index, coin, draw });
        if (index > 0) for (const text of candidates) text.parent += before;
        rounds.push(this.#decide(group, candidates, others, index));
        before += live.length;
      }
      yield rounds;
      if (groups.every(({ over }) => over)) return;
    }
  }

  /** @param {number} number  @returns {Group} */
  #group(number) {
    if (number === 0) this.model.nextLogits(this.prompt); // read once, for all groups
    return { number, live: [{ ...this.begun(), reader: this.model.copy() }], finished: [], over: null };
  }

  /** The text before its first new token. @returns {Text} */
  begun() {
    const sums = { tokenLogprob: 0, penalty: 0, logprob: 0, score: 0 };
    const nothing = { previous: null, choice: null, stages: [], parent: 0, draw: null };
    return { ids: this.prompt, ...nothing, ...sums, reader: this.model };
  }

  /**
   * The best continuations of all live texts, or those drawn; and how many `others` are possible.
   * @param {Text[]} live
   * @param {Map<number, number>} taken  how many texts of the groups before chose a token in this step
   * @param {{ index: number, coin: number, draw: () => number }} place
   */
  #continued(live, taken, { index, coin, draw }) {
    const looks = live.map((text) => this.look(text, { coin, taken }));
    const V = looks[0].logprobs.length;
    const totals = new Float64Array(live.length * V);
    looks.forEach(({ logprobs }, i) => {
      logprobs.forEach((logprob, id) => {
        totals[i * V + id] = live[i].logprob + logprob;
      });
    });
    const count = Math.max(2, 1 + this.model.stopIds.length) * this.width;
    const places = this.plan.sampled ? drawn(totals, count, draw) : best(totals, count);
    const candidates = places.map(({ place, drawn }) => {
      const [parent, id] = [Math.floor(place / V), place % V];
      const { seen, stages, logprobs } = looks[parent];
      const choice = choiceOf(this.model, seen, id);
      const penalty = (taken.get(id) ?? 0) * this.options.diversity_penalty;
      return this.grown(live[parent], choice, { stages, parent, logprob: logprobs[id], penalty, draw: drawn, index });
    });
    const possible = totals.filter((total) => total > Number.NEGATIVE_INFINITY).length;
    return { candidates, others: possible - candidates.length };
  }

  /**
   * A text with one token more.
   * @param {Text} text
   * @param {any} choice
   * @param {{ stages?: any[], parent?: number, logprob: number, penalty?: number, draw?: Text["draw"], index: number }} how
   * @returns {Text}
   */
  grown(text, choice, { stages = [], parent = 0, logprob: tokenLogprob, penalty = 0, draw = null, index }) {
    const logprob = text.logprob + tokenLogprob;
    const score = logprob / this.divisor(index + 1);
    const sums = { tokenLogprob, penalty, logprob, score };
    return { ids: [...text.ids, choice.id], previous: text, choice, stages, parent, ...sums, draw, reader: null };
  }

  /**
   * What is seen after a text, and the log-probability (V,) that each token adds to it.
   * @param {Text} text
   * @param {{ coin?: number, taken?: Map<number, number> }} [place]
   */
  look(text, { coin = 0, taken = new Map() } = {}) {
    const { chain } = this.plan;
    const past = this.past(text, coin);
    const own = Distribution.of((text.reader ?? this.model).nextLogits(text.ids));
    const several = this.options.num_beams > 1;
    let logprobs = own.allLogprobs();
    for (const [id, times] of taken) logprobs[id] -= times * this.options.diversity_penalty;
    // With several beams transformers warps log-probabilities, not logits, and does not normalise them again.
    const seen = observe(own, chain, past, several ? Distribution.of(Float32Array.from(logprobs)) : own);
    if (chain.length > 0) logprobs = several ? seen[seen.length - 1].allLogits() : seen[seen.length - 1].allLogprobs();
    return { seen, logprobs, stages: stagesOf(this.model, this.plan, seen, past, this.top) };
  }

  /**
   * What the warpers may look back on.
   * @param {Text} text
   * @param {number} [coin]
   * @returns {Past}
   */
  past(text, coin = 0) {
    const chances = this.plan.sampled ? tokensOf(text).map(({ choice }) => choice.probability) : [];
    return { ids: text.ids, n_prompt: this.prompt.length, stop_ids: this.model.stopIds, chances, coin };
  }

  /**
   * Which candidates of a group live on and which end.
   * @param {Group} group
   * @param {Text[]} candidates
   * @param {number} others
   * @param {number} index
   * @returns {Round}
   */
  #decide(group, candidates, others, index) {
    const { width } = this;
    const isLast = index === this.most - 1;
    // Only the best `width` candidates may finish; the others are there to take over their places.
    const ended = candidates.slice(0, width).filter((text) => isLast || isOver(this, text));
    const following = isLast ? [] : candidates.filter((text) => !isOver(this, text));
    const live = following.sort((a, b) => b.logprob - a.logprob).slice(0, width);
    group.finished = byScore([...group.finished, ...ended]).slice(0, width);
    group.over = isLast ? "limit" : this.#over(live, group.finished, index + 1);
    const before = group.live;
    group.live = group.over ? [] : live;
    handOn(before, group.live);
    return { index, group: group.number, candidates, live, ended, finished: group.finished, others, over: group.over };
  }

  /**
   * Why the search ends here: no live text can, or is likely to, beat the worst finished one.
   * @param {Text[]} live
   * @param {Text[]} finished
   * @param {number} length
   */
  #over(live, finished, length) {
    const { early_stopping, length_penalty } = this.options;
    if (live.length === 0) return "nothing_live";
    if (finished.length < this.width) return null;
    if (early_stopping === true || this.width === 1) return "enough_finished"; // one beam is greedy search
    // A positive length penalty lets a score rise as a text grows: "never" counts with the longest text possible.
    if (early_stopping === "never" && length_penalty > 0) length = this.most;
    return live[0].logprob / this.divisor(length) <= finished[finished.length - 1].score ? "no_gain" : null;
  }

  /** By what the log-probability of a text of so many tokens is divided. @param {number} length */
  divisor(length) {
    return length ** this.options.length_penalty;
  }
}

/**
 * A beam search: a record a token that it looks ahead, then the steps of the best text, and the ending.
 * @param {Search} search
 * @returns {Generator<Happening>}
 */
export function* searching(search) {
  /** @type {Map<number, Text[]>} */
  const finished = new Map();
  for (const rounds of search.rounds()) {
    for (const at of rounds) finished.set(at.group, at.finished);
    yield stepOf(rounds);
  }
  yield* conclusion(search, byScore([...finished.values()].flat()));
}

/** The record of those that go on and those that ended in this step. @param {Round[]} rounds @returns {Happening} */
export function stepOf(rounds) {
  const beam = (/** @type {Text} */ { parent, choice, logprob, score }) => ({ parent, choice, logprob, score });
  const live = goingOn(rounds).flatMap((at) => at.live.map(beam));
  const finished = rounds.flatMap((at) => at.ended.map(beam));
  return { event: "beam_step", data: { index: rounds[0].index, live, finished } };
}

/** The groups whose live texts the next step continues; at the end of the search all. @param {Round[]} rounds */
export function goingOn(rounds) {
  const left = rounds.filter(({ over }) => !over);
  return left.length > 0 ? left : rounds;
}

/** How many texts of these groups chose each token in this step. @param {Round[]} rounds */
function counted(rounds) {
  /** @type {Map<number, number>} */
  const taken = new Map();
  for (const { live, ended } of rounds)
    for (const { choice } of live.length > 0 ? live : ended) taken.set(choice.id, (taken.get(choice.id) ?? 0) + 1);
  return taken;
}

/** The places of the highest sums. @param {Float64Array} totals  @param {number} count */
function best(totals, count) {
  return highest(totals, count)
    .filter((place) => Number.isFinite(totals[place])) // -Infinity cannot come
    .map((place) => ({ place, drawn: null }));
}

/**
 * So many places, drawn one after the other from what the softmax gives those that are left.
 * @param {Float64Array} totals
 * @param {number} count
 * @param {() => number} draw
 */
function drawn(totals, count, draw) {
  const places = [];
  const left = totals.slice();
  for (let n = Math.min(count, left.filter(Number.isFinite).length); n > 0; n--) {
    const distribution = Distribution.of(/** @type {any} */ (left)); // in doubles, as all sums
    const u = draw();
    const at = choose(distribution, u);
    places.push({ place: distribution.ids[at], drawn: { u, chance: distribution.probabilities[at] } });
    left[distribution.ids[at]] = Number.NEGATIVE_INFINITY;
  }
  return places;
}
