// The record of a whole beam search, with all that it gave up and why, and greedy decoding beside it. What its fields mean
// stands in `records/beam_tree.py`.

import { goingOn, stepOf } from "./beam.js";
import { byScore, conclusion, hypothesis, isOver } from "./beam_texts.js";
import { choiceOf } from "./decode.js";
import { choose, Distribution } from "./distribution.js";
import { observe } from "./plan.js";

/**
 * @typedef {import("./beam.js").Search} Search
 * @typedef {import("./beam_texts.js").Text} Text
 * @typedef {import("./beam.js").Round} Round
 * @typedef {{ round: Round, parent: number | null, place: number, fate: string, pruning: object | null }} Node
 */

/**
 * A search of which everything is kept: what it tells, then the tree.
 * @param {Search} search
 * @param {object} start  its record
 * @returns {Generator<{ event: string, data: any }>}
 */
export function* growing(search, start) {
  const nodes = new Nodes(search);
  for (const rounds of search.rounds()) {
    nodes.add(rounds);
    yield stepOf(rounds);
  }
  const finished = nodes.best();
  yield* conclusion(search, finished);
  const { steps, over } = nodes;
  const hypotheses = finished.map((text) => hypothesis(search, text));
  const tree = { start, nodes: nodes.records(), steps, hypotheses, ends: nodes.of(finished) };
  yield { event: "beam_tree", data: { ...tree, greedy: greedyPath(search, nodes), over } };
}

/** The text of greedy decoding, scored by the rule of the search. @param {Search} search  @param {Nodes} nodes */
function greedyPath(search, nodes) {
  const { model, plan } = search;
  let text = search.begun();
  const choices = [];
  const token_logprobs = [];
  for (let index = 0; index < search.most && (index === 0 || !isOver(search, text)); index++) {
    const own = Distribution.of(model.nextLogits(text.ids));
    const seen = observe(own, plan.chain, search.past(text));
    const last = seen[seen.length - 1];
    const choice = choiceOf(model, seen, last.ids[choose(last, null)]);
    // Of several beams the search warps log-probabilities, greedy decoding the logits; hence the second look.
    const logprob = search.look(text).logprobs[choice.id];
    choices.push(choice);
    token_logprobs.push(logprob);
    text = search.grown(text, choice, { logprob, index });
  }
  const divisor = search.divisor(choices.length);
  const along = nodes.along(choices.map(({ id }) => id));
  return { choices, token_logprobs, hypothesis: hypothesis(search, text), divisor, nodes: along };
}

/** The nodes of a tree that grows, step by step. */
class Nodes {
  /** @param {Search} search */
  constructor(search) {
    this.search = search;
    /** @type {object[]} */
    this.steps = [];
    /** @type {string | null} */
    this.over = null;
    /** Of each group the best so far, best first; @type {Map<number, Text[]>} */
    this.finished = new Map();
    /** @type {Map<Text, number>} */
    this.numbers = new Map();
    /** @type {Node[]} */
    this.nodes = [];
    /** @type {number[]} */
    this.live = [];
  }

  /** The candidates of a step, and what it means for them and for those before them. @param {Round[]} rounds */
  add(rounds) {
    for (const at of rounds) this.#addGroup(at);
    const [{ index }] = rounds;
    const [length, divisor] = [index + 1, this.search.divisor(index + 1)];
    const live = this.of(goingOn(rounds).flatMap((at) => at.live));
    const candidates = this.of(rounds.flatMap((at) => at.candidates));
    const others_count = rounds.reduce((sum, { others }) => sum + others, 0);
    this.steps.push({ index, length, divisor, candidates, live, finished: this.of(this.best()), others_count });
    this.live = live;
    this.over = rounds.every(({ over }) => over) ? rounds[rounds.length - 1].over : null;
  }

  /** @param {Round} at */
  #addGroup(at) {
    for (const [i, text] of at.candidates.entries()) {
      const parent = this.live.length > 0 ? this.live[text.parent] : null;
      this.numbers.set(text, this.nodes.length);
      this.nodes.push({ round: at, parent, place: i + 1, fate: "pruned", pruning: null });
    }
    const [live, ended, finished] = [at.live, at.ended, at.finished].map((texts) => this.of(texts));
    const before = this.of(this.finished.get(at.group) ?? []);
    const kept = live.length > 0 ? live : ended;
    for (const node of live) this.nodes[node].fate = "live";
    for (const node of ended) this.nodes[node].fate = "finished";
    this.#pruneCandidates(at, kept);
    const followed = new Set([...live, ...ended].map((node) => this.nodes[node].parent));
    const lived = this.live.filter((node) => this.nodes[node].round.group === at.group && !followed.has(node));
    this.#prune(at, "no_continuation", lived, kept);
    const outscored = [...before, ...ended].filter((node) => !finished.includes(node));
    this.#prune(at, "outscored", outscored, finished);
    if (at.over) this.#prune(at, "search_over", live, finished);
    this.finished.set(at.group, at.finished);
  }

  /** Those that neither live on nor end. @param {Round} at  @param {number[]} kept */
  #pruneCandidates(at, kept) {
    const best = this.of(at.candidates.slice(0, this.search.width));
    for (const text of at.candidates) {
      const [node] = this.of([text]);
      if (this.nodes[node].fate !== "pruned") continue;
      // At the last step all end: then the best do, or those drawn first.
      const mayNotEnd = at.over === "limit" ? this.search.plan.sampled : isOver(this.search, text);
      this.#prune(at, mayNotEnd ? "no_place_to_end" : "outranked", [node], mayNotEnd ? best : kept);
    }
  }

  /** @param {Round} at  @param {string} reason  @param {number[]} nodes  @param {number[]} by */
  #prune(at, reason, nodes, by) {
    for (const node of nodes) this.nodes[node].pruning = { step: at.index, reason, by };
  }

  /** The finished texts of all groups, best first. */
  best() {
    return byScore([...this.finished.values()].flat());
  }

  /** Their numbers. @param {Text[]} texts */
  of(texts) {
    return texts.map((text) => /** @type {number} */ (this.numbers.get(text)));
  }

  /** The nodes of these tokens after the prompt, as far as they are in the tree; of several groups the first. @param {number[]} ids */
  along(ids) {
    const texts = [...this.numbers.keys()];
    /** @type {number[]} */
    const found = [];
    for (const id of ids) {
      const parent = found.length > 0 ? found[found.length - 1] : null;
      const next = this.nodes.findIndex((node, i) => node.parent === parent && texts[i].choice.id === id);
      if (next < 0) break;
      found.push(next);
    }
    return found;
  }

  /** All nodes, as they are at the end of the search. */
  records() {
    return [...this.numbers.keys()].map(({ choice, tokenLogprob, penalty, logprob, score, draw }, i) => {
      const { round, parent, place, fate, pruning } = this.nodes[i];
      const sums = { token_logprob: tokenLogprob, penalty, logprob, score };
      return { step: round.index, group: round.group, parent, choice, ...sums, place, draw, fate, pruning };
    });
  }
}
