// What there is to say of a candidate of a beam search: its numbers, its score as a formula, what became of it.

import { bold, element } from "../dom.js";
import { count, decimal, number, percent, signedDecimal } from "../numbers.js";
import { chip, pieceLabel } from "../pieces.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";
import { grouped, pathTo, statusOf, textOf } from "./paths.js";

/** @typedef {import("../../types").BeamTree} BeamTree */
/** @typedef {import("../../types").BeamNode} BeamNode */

/**
 * @param {BeamTree} tree
 * @param {number} candidate
 * @param {number} at  the step that is shown
 */
export function candidateStory(tree, candidate, at) {
  const node = tree.nodes[candidate];
  const told = words.beam_tree;
  const step = tree.steps[node.step];
  const before = node.parent === null ? 0 : tree.nodes[node.parent].logprob;
  const penalty = Number(tree.start.parameters.length_penalty);
  const facts = [
    [told.token, told.tokenLogprob(signedDecimal(node.token_logprob, 3), percent(node.choice.model_probability))],
    [told.rank(termOf("rank")), count(node.choice.rank)],
    ...(node.penalty > 0 ? [[told.penalty, told.penaltyOf(signedDecimal(-node.penalty, 3))]] : []),
    ...(node.draw ? [[told.drawn, told.drawnBy(decimal(node.draw.u, 4), percent(node.draw.chance), node.place)]] : []),
    [
      told.sum,
      told.added(signedDecimal(before, 3), signedDecimal(node.token_logprob, 3), signedDecimal(node.logprob, 3)),
    ],
    [
      told.score,
      told.divided(
        signedDecimal(node.logprob, 3),
        step.length,
        element("sup", {}, number(penalty)),
        step.divisor,
        signedDecimal(node.score, 4),
      ),
    ],
  ];
  const rivals = step.candidates.filter((each) => tree.nodes[each].group === node.group);
  const inGroup = grouped(tree) ? told.group(node.group + 1) : "";
  return [
    element("h3", {}, told.title(chip(node.choice.piece), node.place, rivals.length, step.length), inGroup),
    element("p", { class: "lp-beam-text" }, textOf(tree, pathTo(tree, candidate))),
    element(
      "dl",
      {},
      facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    ),
    element("p", { class: "lp-beam-became" }, became(tree, candidate, at)),
    node.pruning && node.pruning.step <= at && beatenBy(tree, node.pruning),
  ];
}

/**
 * @param {BeamTree} tree
 * @param {number} candidate
 * @param {number} at
 */
function became(tree, candidate, at) {
  const { pruning } = tree.nodes[candidate];
  const told = words.beam_tree;
  const status = statusOf(tree, candidate, at);
  const lead = [
    element("span", { class: "lp-beam-shape" }, told.shapes[status]),
    " ",
    bold(told.statuses[status]),
    ": ",
  ];
  if (pruning && status === "pruned")
    return [...lead, told.reasons[pruning.reason](pruning.step + 1, pruning.by.length)];
  return [...lead, told.became[status]];
}

/**
 * Those that beat it, each with the number that counted.
 * @param {BeamTree} tree
 * @param {NonNullable<BeamNode["pruning"]>} pruning
 */
function beatenBy(tree, { reason, by }) {
  const byScore = reason === "outscored" || reason === "search_over";
  const rows = by.map((number) => {
    const { parent, choice, logprob, score } = tree.nodes[number];
    const before = parent === null ? "" : `…${pieceLabel(tree.nodes[parent].choice.piece)} `;
    const value = byScore ? signedDecimal(score, 4) : signedDecimal(logprob, 3);
    return element("li", {}, before, chip(choice.piece), " ", element("span", { class: "lp-beam-figures" }, value));
  });
  return element("ul", { class: "lp-beam-beaten-by", "aria-label": words.beam_tree.beatenBy }, rows);
}
