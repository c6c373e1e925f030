// The tokens whose vectors point most nearly the way of the chosen token's.

import { element } from "../dom.js";
import { decimal, signedDecimal } from "../numbers.js";
import { chip } from "../pieces.js";
import { meter, row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";
import { answered } from "./answers.js";

/** @typedef {import("../../types").Neighbours} Neighbours */

/**
 * @param {import("./part.js").AnyModel} model
 * @param {number} id
 */
export function nearestTokens(model, id) {
  return answered(model, "neighbours", { token: id }, drawNearest);
}

/** @param {Neighbours} found */
function drawNearest({ piece, nearest, mean, vocab_size, tied }) {
  const told = words.nearest;
  const rows = nearest.map((each) =>
    row(chip(each.piece), [meter(Math.max(0, each.cosine), "", decimal(each.cosine, 3))]),
  );
  return [
    element("p", {}, told.lead(chip(piece), vocab_size, signedDecimal(mean, 3), termOf("cosine"))),
    table(told.table, told.columns, rows),
    element("p", { class: "lp-hint" }, tied ? told.tied : told.untied),
  ];
}
