// Why a drafted token was accepted or rejected, and where the token of the model's own came from.

import { bold, element } from "../dom.js";
import { decimal, percent } from "../numbers.js";
import { chip } from "../pieces.js";
import { scale } from "../steps/line.js";
import { folded, meter, row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";

/** @typedef {import("../../types").Speculation} Speculation */
/** @typedef {import("../../types").Round} Round */
/** @typedef {import("../../types").DraftedToken} DraftedToken */
/** @typedef {import("../../types").Overlap} Overlap */

const SMALL = 0.01; // rows of tokens to which neither model gives more are folded

/**
 * A drafted token: what both models gave it, and what decided.
 * @param {Speculation} made
 * @param {Round} round
 * @param {DraftedToken} draft
 */
export function draftStory(made, round, draft) {
  const told = words.speculation;
  const { overlap } = draft;
  const title = element("h3", {}, told.title(round.index + 1, chip(draft.piece)));
  const proposed = told.proposed(made.draft, bold(percent(draft.draft_probability)), draft.draft_u);
  if (draft.probability === null || draft.acceptance === null || overlap === null)
    return [title, element("p", {}, proposed, told.dropped)];
  const gave = told.gave(made.start.model, bold(percent(draft.probability)));
  if (draft.u === null) {
    const verdict = draft.fate === "accepted" ? told.greedyAccepted : told.greedyRejected(chip(own(round)));
    return [title, element("p", {}, proposed, gave, verdict), overlapTable(made, overlap, draft.id, false)];
  }
  const accepted = draft.fate === "accepted";
  return [
    title,
    element("p", {}, proposed, gave),
    element("p", {}, told.rule(decimal(draft.acceptance, 4), decimal(draft.u, 4)), bold(told.verdicts[draft.fate])),
    element("div", {}, coin(draft.acceptance, draft.u), scale()),
    accepted
      ? null
      : element(
          "p",
          {},
          told.instead(termOf("residual"), decimal(/** @type {number} */ (round.residual_u), 4), chip(own(round))),
        ),
    overlapTable(made, overlap, draft.id, !accepted, accepted ? null : round.steps[round.steps.length - 1].choice.id),
    element("p", { class: "lp-hint" }, told.shared(overlap.shared)),
  ];
}

/**
 * The token at the end of a round, which is of the model's own.
 * @param {Speculation} made
 * @param {Round} round
 */
export function ownStory(made, round) {
  const told = words.speculation;
  const { choice } = round.steps[round.steps.length - 1];
  const title = element("h3", {}, told.title(round.index + 1, chip(choice.piece)));
  if (round.own === "bonus") {
    const how = choice.u === null ? told.bonusGreedy : told.bonusDrawn(decimal(choice.u, 4));
    return [title, element("p", {}, told.bonus(made.start.model, round.drafted.length), how)];
  }
  const rejected = /** @type {DraftedToken} */ (round.drafted.find(({ fate }) => fate === "rejected"));
  return [title, element("p", {}, told.inPlaceOf(chip(rejected.piece))), ...draftStory(made, round, rejected).slice(1)];
}

/** @param {Round} round */
function own(round) {
  return round.steps[round.steps.length - 1].choice.piece;
}

/**
 * The line from 0 to 1: a `u` on the left part accepts.
 * @param {number} acceptance
 * @param {number} u
 */
function coin(acceptance, u) {
  const told = words.speculation;
  const needle = element("span", { class: "lp-needle" }, bold(words.distribution.u(u)));
  needle.style.setProperty("--share", String(u));
  const part = (/** @type {string} */ name, /** @type {number} */ share, /** @type {string} */ text) => {
    const node = element("span", { class: name }, element("span", {}, text));
    node.style.setProperty("--share", String(share));
    return node;
  };
  return element(
    "div",
    { class: "lp-strip", role: "img", "aria-label": told.coin(acceptance, u) },
    needle,
    element(
      "div",
      { class: "lp-parts" },
      part("lp-part0", acceptance, told.accepts),
      part("lp-rest", 1 - acceptance, told.rejects),
    ),
  );
}

/**
 * Both distributions side by side, and what is left of the model's where a token was rejected.
 * @param {Speculation} made
 * @param {Overlap} overlap
 * @param {number} drafted
 * @param {boolean} corrected  whether the residual was drawn from
 * @param {number | null} [drawn]  the token that it gave
 */
function overlapTable(made, overlap, drafted, corrected, drawn = null) {
  const told = words.speculation;
  /** @type {HTMLElement[]} */
  const lines = [];
  /** @type {HTMLElement[]} */
  const small = [];
  for (const { id, piece, draft_probability, probability, residual } of overlap.rows) {
    const isMarked = id === drafted || id === drawn;
    const isSmall = !isMarked && Math.max(draft_probability, probability) < SMALL;
    (isSmall ? small : lines).push(overlapRow());

    function overlapRow() {
      const marks = [id === drafted && told.drafted, id === drawn && told.drawn].filter(Boolean);
      return row(
        element(
          "span",
          {},
          chip(piece),
          marks.flatMap((mark) => [" ", element("span", { class: "lp-arrow" }, mark)]),
        ),
        [meter(draft_probability, "lp-before"), meter(probability), ...(corrected ? [meter(residual)] : [])],
        isMarked ? "lp-taken" : "",
      );
    }
  }
  lines.push(...folded(small, told.small(small.length), corrected ? 4 : 3));
  const rest = [overlap.others_draft_probability, overlap.others_probability, overlap.others_residual];
  if (overlap.others_count > 0)
    lines.push(
      row(
        told.others(overlap.others_count),
        rest.slice(0, corrected ? 3 : 2).map((mass) => percent(mass)),
        "lp-rest",
      ),
    );
  const heads = told.overlapColumns(made.draft, made.start.model);
  return table(told.overlap, heads.slice(0, corrected ? 4 : 3), lines, "lp-overlap");
}
