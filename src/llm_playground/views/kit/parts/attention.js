// One head of attention: a query, the keys and values of the tokens up to it, and what was read.

import { element } from "../dom.js";
import { signedDecimal } from "../numbers.js";
import { chip } from "../pieces.js";
import { folded, meter, row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { largestOf, vector } from "../vector.js";
import { words } from "../words.js";
import { linearLayer } from "./linear_layer.js";

const LISTED = 12; // tokens that a head looks at, before those with the smallest weights are folded

/**
 * @param {import("./part.js").Workings} shown
 * @returns {import("./part.js").Part}
 */
export function attentionPart({ head, pieces, code, layer }) {
  const { attention, formulas, vectors } = words.parts;
  const keys = largestOf(head.keys);
  const values = largestOf(head.values);
  const order = [...head.listed].sort((one, other) => head.pattern[other] - head.pattern[one]);
  const first = new Set(order.slice(0, LISTED));
  const rows = head.listed.map((index, at) =>
    row(chip(pieces[index]), [
      signedDecimal(head.scores[index]),
      meter(head.pattern[index]),
      vector(vectors.key(index), head.keys[at], keys),
      vector(vectors.value(index), head.values[at], values),
    ]),
  );
  const few = rows.filter((_, at) => !first.has(head.listed[at]));
  const others = pieces.length - head.listed.length;
  const known = head.listed.reduce((sum, index) => sum + head.pattern[index], 0);
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
        [
          ...rows.filter((_, at) => first.has(head.listed[at])),
          ...folded(few, attention.fewer(few.length), 5),
          ...(others > 0
            ? [row(attention.others(others), ["", meter(Math.max(0, 1 - known)), "", ""], "lp-rest")]
            : []),
        ],
        "lp-part-table",
      ),
      element("p", {}, attention.mask),
      vector(vectors.z(head.head), head.z),
    ],
  };
}
