// One token of a given text: what the model thought of it, and what it had expected in its place.

import { alternatives } from "./alternatives.js";
import { element } from "./dom.js";
import { percent } from "./numbers.js";
import { chip } from "./pieces.js";
import { term, termOf } from "./terms.js";
import { besideTruth } from "./truth.js";
import { words } from "./words.js";

/** @typedef {import("../types").ScoredToken} Token */
/** @typedef {import("../types").KnownToken} Known */
/** @typedef {import("./dom.js").Child} Child */

/**
 * @param {Token} token
 * @returns {token is Known}
 */
export function isKnown(token) {
  return token.probability !== null;
}

/**
 * @param {import("../types").Score} score
 * @param {import("../types").Truth | null} truth
 * @param {number} index
 * @param {HTMLElement[]} doors  ways that the host of the view offers from here
 */
export function tokenStory({ tokens, vocab_size }, truth, index, doors) {
  const token = tokens[index];
  const title = element("h3", {}, words.generation.title(index + 1, chip(token.piece)));
  if (!isKnown(token)) return [title, element("p", { class: "lp-sentence" }, words.score.unknown)];
  const { probability, rank, bits, distribution, context } = token;
  const fact = (/** @type {Child} */ name, /** @type {Child | Child[]} */ value) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value));
  const inTruth = truth?.tokens[index];
  return [
    title,
    element(
      "dl",
      { class: "lp-facts" },
      fact(term("probability", words.generation.probability), percent(probability)),
      fact(term("rank", words.generation.rank), words.generation.rankOf(rank, vocab_size)),
      fact(term("surprise"), words.score.bits(bits)),
      fact(term("entropy", words.generation.entropy), words.stages.nats(distribution.entropy, termOf("nats"))),
      fact(words.score.context, words.score.contextOf(context)),
    ),
    doors.length > 0 && element("p", { class: "lp-doors" }, doors),
    ...(inTruth ? besideTruth(inTruth, token) : [alternatives([distribution], choiceOf(token), null)]),
  ];
}

/** @param {Known} token */
function choiceOf({ id, piece, rank, probability }) {
  return { id, piece, rank, model_probability: probability, probability, u: null, by_hand: false };
}
