// A model beside the truth that the story world knows: one token, and a text as a whole.

import { bold, element } from "./dom.js";
import { decimal } from "./numbers.js";
import { chip } from "./pieces.js";
import { meter, row, table } from "./tables.js";
import { term, termOf } from "./terms.js";
import { words } from "./words.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * What could have come in the place of a token: in truth, and by the model.
 * @param {import("../types").TrueToken} inTruth
 * @param {{ id: number, piece: string }} token  that came
 */
export function besideTruth(inTruth, { id, piece }) {
  const { candidates, others_count, others_truth, others_model, possible, entropy, kl, probability } = inTruth;
  const rows = candidates.map((each) =>
    row(chip(each.piece), [meter(each.truth), meter(each.model, "lp-before")], each.id === id ? "lp-taken" : ""),
  );
  const masses = [others_truth, others_model].map((mass) => words.truth.mass(mass));
  const what =
    probability === 0
      ? words.truth.never(chip(piece))
      : words.truth.could(possible, bold(decimal(entropy, 3)), termOf("entropy"));
  return [
    element("p", { class: "lp-sentence" }, [
      ...what,
      " ",
      ...words.truth.distance(bold(decimal(kl, 4)), termOf("kl"), termOf("nats")),
    ]),
    table(
      words.truth.both,
      [words.truth.token, words.truth.truth, words.truth.model],
      [...rows, row(words.stages.others, masses, "lp-rest")],
      "lp-beside-truth",
    ),
    element("p", { class: "lp-hint" }, words.truth.others(others_count)),
  ];
}

/**
 * @param {import("../types").Truth | null} truth
 * @param {(index: number) => Child[]} jumper  leads to a token
 */
export function truthSummary(truth, jumper) {
  if (truth === null) return [];
  const { totals, furthest, left_at, score } = truth;
  const left =
    left_at !== null &&
    element("p", { class: "lp-sentence" }, words.truth.left(left_at + 1, chip(score.tokens[left_at].piece)));
  const title = element("h3", {}, words.truth.title);
  if (totals === null) return [title, left];
  const { tokens, drawn, mean_entropy, mean_kl, logprob, model_logprob } = totals;
  return [
    title,
    left,
    element("p", { class: "lp-sentence" }, words.truth.drawn(tokens, drawn)),
    element(
      "dl",
      { class: "lp-facts" },
      fact(term("entropy", words.truth.entropy), words.truth.nats(mean_entropy)),
      fact(term("kl", words.truth.kl), words.truth.nats(mean_kl)),
    ),
    element("p", { class: "lp-hint" }, words.truth.sum(mean_entropy, mean_kl, logprob, model_logprob)),
    element("h3", {}, words.truth.furthest),
    element(
      "ol",
      { class: "lp-surprising" },
      furthest.map((index) => element("li", {}, jumper(index))),
    ),
  ];
}

/**
 * @param {Child} name
 * @param {string} value
 */
function fact(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}
