// What else could have come in the place of a token.

import { chip } from "./pieces.js";
import { fate, isSmall, othersText, scaled, share, stageName } from "./stages.js";
import { folded, meter, row, table } from "./tables.js";
import { term, termOf } from "./terms.js";
import { words } from "./words.js";

/**
 * The most likely tokens and the sum of all others, in the model's own distribution and after the last warper.
 * @param {import("../types").Stage[]} stages
 * @param {import("../types").Choice} choice
 * @param {import("../types").Stage | null} last
 */
export function alternatives(stages, choice, last) {
  const model = stages[0];
  const [token, rank, probability] = words.generation.columns;
  const heads = [
    token,
    term("rank", rank),
    probability,
    ...(last ? [words.generation.after(stages.slice(1).map(stageName))] : []),
  ];
  /** @type {HTMLElement[]} */
  const rows = [];
  /** @type {HTMLElement[]} */
  const small = [];
  for (const [place, candidate] of model.candidates.entries()) {
    const found = fate(stages, candidate.id);
    const after = found.at(-1);
    const taken = candidate.id === choice.id;
    const line = row(
      chip(candidate.piece),
      [place + 1, meter(candidate.probability, "lp-before"), ...(last ? [share(after)] : [])],
      `${taken ? "lp-taken" : ""} ${after === "cut" ? "lp-gone" : ""}`,
    );
    (isSmall(found) && !taken ? small : rows).push(line);
  }
  rows.push(...folded(small, words.stages.small(small.length), heads.length));
  if (choice.rank > model.candidates.length) {
    rows.push(
      row(
        chip(choice.piece),
        [choice.rank, meter(choice.model_probability, "lp-before"), ...(last ? [share(choice.probability)] : [])],
        "lp-taken",
      ),
    );
  }
  rows.push(
    row(
      words.stages.others,
      [
        words.stages.tokens(model.others_count),
        words.stages.mass(model.others_mass, termOf("mass")),
        ...(last ? [othersText(last)] : []),
      ],
      "lp-rest",
    ),
  );
  const node = table(words.generation.alternatives, heads, rows, "lp-alternatives");
  return scaled(node, last ? [model, last] : [model]);
}
