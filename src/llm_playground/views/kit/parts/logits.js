// Logits to probabilities: the likeliest next tokens, and what is left for all others.

import { element } from "../dom.js";
import { count } from "../numbers.js";
import { chip } from "../pieces.js";
import { meter, row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";
import { signedDecimal } from "./part.js";

/**
 * @param {import("../../types").ForwardPass} pass
 * @param {string} code
 * @returns {import("./part.js").Part}
 */
export function logitsPart({ next, vocab_size, n_embd }, code) {
  const { logits, formulas } = words.parts;
  const rows = next.candidates.map(({ piece, logit, probability }) =>
    row(chip(piece), [signedDecimal(logit), meter(probability)]),
  );
  rows.push(row(logits.others(count(next.others_count)), ["", meter(next.others_mass)], "lp-rest"));
  return {
    title: logits.title,
    formula: formulas.softmax,
    code,
    body: [
      element("p", {}, logits.lead(vocab_size, n_embd, termOf("logit"))),
      table(logits.table, logits.columns, rows, "lp-part-table"),
    ],
  };
}
