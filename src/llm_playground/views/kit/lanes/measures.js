// The lanes in numbers: a row each, sorted by the column that one presses.

import { element, fill } from "../dom.js";
import { count, decimal, percent, signedDecimal } from "../numbers.js";
import { row, table } from "../tables.js";
import { term } from "../terms.js";
import { letterBadge } from "../told/letter.js";
import { words } from "../words.js";

/** @typedef {import("../../types").LaneOfTexts} Lane */
/** @typedef {import("../../types").LaneSummary} Summary */
/** @typedef {import("../../types").Measures} Measures */
/** @typedef {{ name: keyof typeof words.lanes.columns, value: (summary: Summary, seconds: number | undefined) => number | null, write: (value: number) => string }} Column */

const two = (/** @type {number} */ x) => decimal(x, 2);
/** @type {Column[]} */
const COLUMNS = [
  { name: "perplexity", value: ({ measures }) => measures.perplexity, write: two },
  { name: "mean_logprob", value: ({ measures }) => measures.mean_logprob, write: (x) => signedDecimal(x, 3) },
  { name: "entropy", value: ({ measures }) => measures.entropy, write: two },
  { name: "distinct_1", value: ({ measures }) => measures.distinct_1, write: two },
  { name: "distinct_2", value: ({ measures }) => measures.distinct_2, write: two },
  { name: "distinct_3", value: ({ measures }) => measures.distinct_3, write: two },
  { name: "repeated_4grams", value: ({ measures }) => measures.repeated_4grams, write: percent },
  { name: "self_bleu", value: ({ measures }) => measures.self_bleu, write: two },
  { name: "tokens", value: ({ measures }) => measures.tokens, write: (x) => decimal(x, Number.isInteger(x) ? 0 : 1) },
  { name: "loops", value: ({ measures, error }) => (error === null ? measures.loops : null), write: count },
  { name: "seconds", value: ({ error }, seconds) => (error === null ? (seconds ?? null) : null), write: two },
];

/**
 * @param {string} title
 * @param {Pick<Lane, "letter" | "name">[]} lanes
 * @param {Summary[]} summaries  one a lane
 * @param {number[]} seconds
 */
export function measuresTable(title, lanes, summaries, seconds) {
  const columns = COLUMNS.filter((column) =>
    summaries.some((summary, at) => column.value(summary, seconds[at]) !== null),
  );
  /** @type {{ column: Column | null, way: "ascending" | "descending" }} */
  let sorted = { column: null, way: "ascending" };
  const rows = summaries.map((summary, at) =>
    row(
      element("span", {}, letterBadge(lanes[at].letter), " ", lanes[at].name),
      columns.map((column) => {
        const value = column.value(summary, seconds[at]);
        return value === null ? "–" : column.write(value);
      }),
    ),
  );
  const heads = columns.map((column) => {
    const { title, sort } = words.lanes.columns[column.name];
    const button = element(
      "button",
      {
        type: "button",
        class: "lp-head lp-sorter",
        "aria-label": words.lanes.sortBy(sort),
        onclick: () => press(column),
      },
      element("span", { class: "lp-way", "aria-hidden": true }, "↕"),
    );
    return element("span", { class: "lp-measure" }, term(column.name, title), button);
  });
  const node = table(title, ["", ...heads], rows, "lp-measures-table");
  const body = /** @type {HTMLElement} */ (node.querySelector("tbody"));
  const titles = [...node.querySelectorAll('[scope="col"]')];

  /** @param {Column} column */
  function press(column) {
    const way = sorted.column === column && sorted.way === "ascending" ? "descending" : "ascending";
    sorted = { column, way };
    const sign = way === "ascending" ? 1 : -1;
    const value = (/** @type {number} */ at) => column.value(summaries[at], seconds[at]);
    // What is not known stands last, either way; equals stay in the order of the lanes.
    const order = [...rows.keys()].sort((one, other) => {
      const [a, b] = [value(one), value(other)];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * (a - b);
    });
    fill(
      body,
      order.map((at) => rows[at]),
    );
    for (const [at, title] of titles.entries()) {
      const own = columns[at] === column;
      title.setAttribute("aria-sort", own ? way : "none");
      const arrow = title.querySelector(".lp-way");
      if (arrow) fill(arrow, own ? (way === "ascending" ? "↑" : "↓") : "↕");
    }
  }

  return element(
    "div",
    {},
    element("h3", {}, title),
    node,
    element("p", { class: "lp-hint" }, words.lanes.measuresHint),
  );
}
