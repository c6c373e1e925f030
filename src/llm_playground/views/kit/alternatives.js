// What else could have come in the place of a token.

import { element } from "./dom.js";
import { roving } from "./keys.js";
import { chip, spokenPiece } from "./pieces.js";
import { fate, isSmall, othersText, scaled, share, stageName } from "./stages.js";
import { folded, meter, row, table } from "./tables.js";
import { term, termOf } from "./terms.js";
import { words } from "./words.js";

const AT_HAND = 4; // tokens that are not folded, where they can be chosen

/**
 * The most likely tokens and the sum of all others, in the model's own distribution and after the last warper.
 * @param {import("../types").Stage[]} stages
 * @param {import("../types").Choice} choice
 * @param {import("../types").Stage | null} last
 * @param {((id: number) => void) | null} [take]  what happens when somebody chooses another token in its place
 */
export function alternatives(stages, choice, last, take = null) {
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
      take && !taken ? takeable(candidate, take) : chip(candidate.piece),
      [place + 1, meter(candidate.probability, "lp-before"), ...(last ? [share(after)] : [])],
      `${taken ? "lp-taken" : ""} ${after === "cut" ? "lp-gone" : ""}`,
    );
    const folds = isSmall(found) && !taken && (take === null || place >= AT_HAND);
    (folds ? small : rows).push(line);
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
  if (take) {
    roving(node, ".lp-take");
    node.querySelector(".lp-take")?.setAttribute("tabindex", "0");
  }
  return scaled(node, last ? [model, last] : [model]);
}

/**
 * @param {import("../types").Candidate} candidate
 * @param {(id: number) => void} take
 */
function takeable({ id, piece }, take) {
  const says = words.branching.take(spokenPiece(piece));
  return element(
    "button",
    { type: "button", class: "lp-take", tabindex: -1, "aria-label": says, "data-id": id, onclick: () => take(id) },
    chip(piece),
  );
}
