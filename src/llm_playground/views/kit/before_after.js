// The next token before and after a change, side by side.

import { chip } from "./pieces.js";
import { fate, scaled, share } from "./stages.js";
import { row, table } from "./tables.js";

/** @typedef {import("../types").Stage} Stage */

const SHOWN = 5; // likeliest tokens, of each distribution

/**
 * The likeliest tokens of both distributions, each with its probability in the one and in the other.
 * @param {Stage} before
 * @param {Stage} after
 * @param {string} caption
 * @param {string[]} columns
 */
export function beforeAfter(before, after, caption, columns) {
  const stages = [before, after];
  const listed = new Map(
    stages.flatMap(({ candidates }) => candidates.slice(0, SHOWN)).map(({ id, piece }) => [id, piece]),
  );
  const rows = [...listed].map(([id, piece]) =>
    row(chip(piece), fate(stages, id).map(share), id === after.candidates[0].id ? "lp-taken" : ""),
  );
  return scaled(table(caption, columns, rows, "lp-before-after"), stages);
}
