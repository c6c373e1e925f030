// Contrastive search: each candidate with its probability, what it is most like in the text, and its score.

import { element } from "../dom.js";
import { signedDecimal } from "../numbers.js";
import { chip } from "../pieces.js";
import { meter, row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";

/** @param {import("../../types").ContrastedToken[]} candidates  by falling score, the one taken first */
export function contrastTable(candidates) {
  const told = words.contrast;
  const rows = candidates.map(({ piece, probability, similarity, nearest, nearest_piece, score }, place) =>
    row(
      element(
        "span",
        {},
        chip(piece),
        place === 0 && [" ", element("span", { class: "lp-arrow" }, words.distribution.isTaken)],
      ),
      [
        meter(probability),
        meter(Math.max(0, similarity), "lp-before", signedDecimal(similarity)),
        signedDecimal(score, 3),
        told.nearest(chip(nearest_piece), nearest + 1),
      ],
      place === 0 ? "lp-taken" : "",
    ),
  );
  return element(
    "figure",
    { class: "lp-draw" },
    table(told.title, told.columns, rows, "lp-contrasts"),
    element("figcaption", {}, element("span", {}, told.caption(termOf("cosine")))),
  );
}
