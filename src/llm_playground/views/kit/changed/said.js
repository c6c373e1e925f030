// What a model with changed weights says, beside how far it is from another.

import { significant } from "../numbers.js";
import { table } from "../tables.js";

/** @param {number | null} kl  nats a token; null: infinite */
export function divergenceText(kl) {
  return kl === null ? "∞" : significant(kl);
}

/**
 * A table whose last column is a text.
 * @param {string} caption
 * @param {import("../dom.js").Child[]} heads
 * @param {HTMLElement[]} rows
 */
export function answerTable(caption, heads, rows) {
  return table(caption, heads, rows, "lp-with-answers");
}
