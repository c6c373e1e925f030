// The tokens of a text as a table, a row each.

import { element } from "../dom.js";
import { decimal, known, percent } from "../numbers.js";
import { chip } from "../pieces.js";
import { row, table } from "../tables.js";
import { term, termOf } from "../terms.js";
import { words } from "../words.js";

/** @param {import("../../types").ChosenStep[]} steps */
export function writtenTable(steps) {
  const rows = steps.map(({ index, choice, stages }) =>
    row(index + 1, [
      chip(choice.piece),
      choice.id,
      percent(choice.model_probability),
      choice.rank,
      known(stages[0].entropy, 2),
      percent(choice.probability),
      choice.by_hand ? words.branching.byHand : choice.u === null ? "–" : decimal(choice.u, 4),
    ]),
  );
  const [number, token, id, probability, rank, entropy, after, draw] = words.generation.stepColumns;
  const heads = [
    number,
    term("token", token),
    id,
    term("probability", probability),
    term("rank", rank),
    element("span", {}, words.generation.inNats(term("entropy", entropy), termOf("nats"))),
    after,
    term("draw", draw),
  ];
  return table(words.generation.steps, heads, rows);
}
