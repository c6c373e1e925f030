// The scores of heads: which are shares of attention, and how each is written.

import { decimal, percent } from "./numbers.js";
import { row, table } from "./tables.js";
import { words } from "./words.js";

/** @typedef {"previous" | "self" | "first" | "distance" | "spread" | "entropy" | "induction" | "repeated_induction"} Score */
/** @typedef {Record<string, (number | null)[][]>} Scores  of each score, by layer and head */

/** Shares of a head's attention, from 0 to 1; one of the first four that is high enough gives a head its name. */
export const SHARES = /** @type {const} */ (["previous", "self", "first", "induction", "repeated_induction"]);

/** All of them, in the order in which they are listed. */
export const SCORES = /** @type {Score[]} */ ([...SHARES, "distance", "spread", "entropy"]);

/** @param {string} name */
export function isShare(name) {
  return SHARES.some((share) => share === name);
}

/**
 * A score with its unit.
 * @param {Score} name
 * @param {number | null} value
 */
export function scoreText(name, value) {
  if (value === null) return "–";
  if (name === "distance") return words.heads.tokensBack(value);
  if (name === "entropy") return words.heads.nats(value);
  return name === "spread" ? decimal(value, 2) : percent(value);
}

/**
 * All scores of all heads.
 * @param {Scores} scores
 * @param {(string | null)[][]} labels
 */
export function scoreTable(scores, labels) {
  const rows = labels.flatMap((names, layer) =>
    names.map((label, head) =>
      row(words.heads.place(layer, head), [
        ...SCORES.map((name) => {
          const score = scores[name][layer][head];
          return score === null ? "–" : decimal(score, 2);
        }),
        words.heads.named(label),
      ]),
    ),
  );
  return table(
    words.heads.scoresOfAll,
    [words.heads.head, ...SCORES.map((name) => words.heads.scores[name]), words.heads.name],
    rows,
  );
}
