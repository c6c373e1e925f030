// One head of attention: a query, the keys and values of the tokens up to it, and what was read.

import { element } from "../dom.js";
import { chip } from "../pieces.js";
import { folded, meter, row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { largestOf, vector } from "../vector.js";
import { words } from "../words.js";
import { linearLayer } from "./linear_layer.js";
import { signedDecimal } from "./part.js";

const LISTED = 12; // tokens that a head looks at, before those with the smallest weights are folded

/**
 * @param {import("./part.js").Workings} shown
 * @returns {import("./part.js").Part}
 */
export function attentionPart({ head, pieces, code, layer }) {
  const { attention, formulas, vectors } = words.parts;
  const keys = largestOf(head.keys);
  const values = largestOf(head.values);
  const order = pieces.map((_, index) => index).sort((one, other) => head.pattern[other] - head.pattern[one]);
  const listed = new Set(order.slice(0, LISTED));
  const rows = pieces.map((piece, index) =>
    row(chip(piece), [
      signedDecimal(head.scores[index]),
      meter(head.pattern[index]),
      vector(vectors.key(index), head.keys[index], keys),
      vector(vectors.value(index), head.values[index], values),
    ]),
  );
  const few = rows.filter((_, index) => !listed.has(index));
  return {
    title: attention.title(head.head, layer),
    formula: formulas.attention,
    code: `${code.scores}\n\n${code.values}`,
    body: [
      element("p", {}, attention.lead(head.query.length, head.head, head.kv_head, termOf("attention"))),
      element("h3", {}, words.linear.title),
      linearLayer(head.linear, words.linear.lead(head.linear.rows.length, head.linear.n_out, head.linear.n_in)),
      element("h3", {}, words.linear.scores),
      vector(vectors.query(head.head), head.query),
      table(
        attention.table,
        attention.columns,
        [...rows.filter((_, index) => listed.has(index)), ...folded(few, attention.fewer(few.length), 5)],
        "lp-part-table",
      ),
      element("p", {}, attention.mask),
      vector(vectors.z(head.head), head.z),
    ],
  };
}
