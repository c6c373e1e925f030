// Two texts as one: what is the same runs on, and where they differ both stand in a frame, one above the other.

import { element } from "../dom.js";
import { spokenPiece } from "../pieces.js";
import { writtenToken } from "../steps/written.js";
import { words } from "../words.js";

/** @typedef {import("../../types").TraceDiff} TraceDiff */
/** @typedef {import("../../types").Stretch} Stretch */
/** @typedef {import("../../types").ChosenStep} Step */

const LONG = 5; // tokens of a difference that has lines of its own

/** @param {TraceDiff} diff */
export function flow(diff) {
  const { a, b, stretches, same_prompt } = diff;
  let differences = 0;
  let startsLine = !same_prompt;
  return [
    same_prompt && element("span", { class: "lp-given" }, a.start.prompt.text),
    ...stretches.map((stretch) => {
      const node = stretch.is_same
        ? element("span", {}, alike(a.steps, stretch, startsLine))
        : frame(a.steps, b.steps, stretch, differences++);
      startsLine = !stretch.is_same && isLong(stretch);
      return node;
    }),
  ];
}

/** @param {Stretch} stretch */
function isLong({ a, b }) {
  return Math.max(a[1] - a[0], b[1] - b[0]) > LONG;
}

/**
 * @param {Step[]} steps
 * @param {Stretch} stretch
 * @param {boolean} startsLine
 */
function alike(steps, { a: [first, end], b: [its] }, startsLine) {
  return steps.slice(first, end).map((step, at) => token(step, first + at, its + at, startsLine && at === 0));
}

/**
 * @param {Step[]} steps
 * @param {Step[]} others
 * @param {Stretch} stretch
 * @param {number} number
 */
function frame(steps, others, stretch, number) {
  const {
    a: [first, end],
    b: [its, itsEnd],
  } = stretch;
  const long = isLong(stretch) ? " lp-long" : "";
  const line = (/** @type {string} */ letter, /** @type {HTMLElement[]} */ tokens) => [
    element("b", { class: `lp-run lp-run-${letter.toLowerCase()}`, "aria-hidden": true }, letter),
    element("span", {}, tokens.length > 0 ? tokens : element("small", {}, words.diff.nothing)),
  ];
  return element(
    "span",
    { class: `lp-parted${long}`, role: "group", "aria-label": words.diff.difference(number + 1) },
    line(
      "A",
      steps.slice(first, end).map((step, at) => token(step, first + at, null, at === 0)),
    ),
    line(
      "B",
      others.slice(its, itsEnd).map((step, at) => token(step, null, its + at, at === 0)),
    ),
  );
}

/**
 * @param {Step} step
 * @param {number | null} a  its place in A; null if it stands in B alone
 * @param {number | null} b
 * @param {boolean} startsLine  where a space before the word would only move it
 */
function token({ choice, text }, a, b, startsLine) {
  const [spaces, word] = writtenToken({ choice, text });
  const spoken = words.generation.spoken(spokenPiece(choice.piece), choice.model_probability, choice.rank);
  return element(
    "span",
    {
      class: `lp-diff-token${text === "" ? " lp-silent" : ""}`,
      role: "option",
      tabindex: -1,
      "data-a": a,
      "data-b": b,
      "aria-selected": "false",
      "aria-label": words.diff.spoken(spoken, a === null ? "B" : b === null ? "A" : null),
    },
    startsLine ? "" : spaces,
    element("span", { class: "lp-ink" }, word),
  );
}
