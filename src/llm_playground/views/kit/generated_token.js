// The story of a token: how likely it was, how it came, what else could have come in its place.

import { alternatives } from "./alternatives.js";
import { element } from "./dom.js";
import { decimal, percent, signedDecimal, withSign } from "./numbers.js";
import { chip } from "./pieces.js";
import { term, termOf } from "./terms.js";
import { whyHead } from "./told/why.js";
import { words } from "./words.js";

/** @typedef {import("../types").ChosenStep} Step */
/** @typedef {import("./dom.js").Child} Child */

/**
 * @typedef {object} Around  what stands around the story of a token
 * @property {boolean} pinned
 * @property {() => void} unpin
 * @property {HTMLElement[]} doors  ways that the host of this view offers from here
 * @property {((id: number) => void) | null} take  to go on from here with another token
 * @property {HTMLElement | null} force  the field for one that is written
 */

/**
 * @param {Step} step
 * @param {Around} around
 */
export function generatedToken({ index, choice, stages }, { pinned, unpin, doors, take, force }) {
  const [model, last] = [stages[0], stages.at(-1)];
  return [
    tokenHead(words.generation.title(index + 1, chip(choice.piece)), pinned, unpin),
    tokenFacts(choice, stages),
    take && element("p", { class: "lp-hint" }, words.branching.hint),
    alternatives(stages, choice, last === model ? null : (last ?? null), take),
    force,
    doors.length > 0 && element("p", { class: "lp-doors" }, doors),
  ];
}

/**
 * The title of a token's story, and that it can be kept or let go.
 * @param {Child | Child[]} title
 * @param {boolean} pinned
 * @param {() => void} unpin
 */
export function tokenHead(title, pinned, unpin) {
  return whyHead(
    title,
    pinned
      ? element("button", { type: "button", class: "lp-button", onclick: unpin }, words.generation.unpin)
      : element("small", {}, words.generation.pin),
  );
}

/**
 * How likely a token was, and how it came.
 * @param {Step["choice"]} choice
 * @param {Step["stages"]} stages
 */
export function tokenFacts(choice, stages) {
  const model = stages[0];
  const fact = (/** @type {Child} */ name, /** @type {Child | Child[]} */ value) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value));
  return element(
    "dl",
    { class: "lp-facts" },
    fact(term("probability", words.generation.probability), percent(choice.model_probability)),
    fact(
      term("rank", words.generation.rank),
      words.generation.rankOf(choice.rank, model.others_count && model.candidates.length + model.others_count),
    ),
    fact(term("entropy", words.generation.entropy), words.stages.nats(model.entropy, termOf("nats"))),
    stages.length > 1 && fact(words.generation.afterStrategy, percent(choice.probability)),
    choice.u !== null && fact(term("draw", words.generation.draw), decimal(choice.u, 4)),
    choice.gumbel?.[0] && fact(term("gumbel", words.noise.fact), withSign(choice.gumbel[0].noise)),
    choice.contrast?.[0] &&
      fact(term("cosine", words.contrast.fact), [
        signedDecimal(choice.contrast[0].similarity),
        " ",
        chip(choice.contrast[0].nearest_piece),
      ]),
    choice.by_hand && fact(words.branching.came, words.branching.byHand),
  );
}
