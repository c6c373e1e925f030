// One sweep as a picture: a point for each value of the parameter, where its texts stand between perplexity and diversity.

import { element, fill } from "../dom.js";
import { decimal } from "../numbers.js";
import { pointPlot } from "../plot/points.js";
import { unfold } from "../tables.js";
import { words } from "../words.js";
import { measuresTable } from "./measures.js";

/** @typedef {import("../../types").Sweep} Sweep */
/** @typedef {"distinct_1" | "distinct_2" | "distinct_3" | "self_bleu"} Diversity */

const MOST_MARKS = 8; // at most, above the first one

/**
 * @param {Sweep} sweep
 * @param {(point: number) => void} choose
 */
export function sweepPanel({ label, caption, values, summaries }, choose) {
  const said = values.map(String);
  const plot = pointPlot(words.sweep.plot(label), (index) => tell(index === null ? marked : drawn[index]), take);
  const value = element("p", { class: "lp-value", role: "status" });
  const left = element("p", { class: "lp-hint" });
  const lanes = said.map((letter) => ({ letter, name: "" }));
  const node = element(
    "section",
    { class: "lp-sweep", "aria-label": words.sweep.of(label) },
    element("h3", {}, words.sweep.title(label, said[0], said[said.length - 1])),
    caption !== "" && element("p", { class: "lp-hint" }, caption),
    plot.node,
    element(
      "p",
      { class: "lp-sweep-scale" },
      element("span", {}, said[0]),
      element("i", { "aria-hidden": true }),
      element("span", {}, said[said.length - 1]),
    ),
    value,
    left,
    unfold(words.sweep.asTable, () => measuresTable(words.sweep.measures(label), lanes, summaries, [])),
  );
  /** The values that have a point. @type {number[]} */
  let drawn = [];
  /** @type {number | null} */
  let marked = null;
  /** @type {Diversity} */
  let diversity = "distinct_2";

  /** @param {number} index */
  function take(index) {
    choose(drawn[index]);
  }

  /** @param {number | null} at */
  function tell(at) {
    fill(value, at === null ? words.sweep.hint : words.sweep.told(label, said[at], summaries[at].measures, diversity));
  }

  /**
   * @param {Diversity} up  what the points are high by
   * @param {number} doublings  of the perplexity that the axis has room for
   */
  function show(up, doublings) {
    diversity = up;
    drawn = [...values.keys()].filter((at) => placed(summaries[at], up));
    const points = drawn.map((at, index) => {
      const { measures } = summaries[at];
      return {
        x: Math.log2(/** @type {number} */ (measures.perplexity)),
        y: /** @type {number} */ (measures[up]),
        name: words.sweep.told(label, said[at], measures, up),
        label: said[at],
        share: index / Math.max(1, drawn.length - 1),
      };
    });
    const across = {
      title: words.sweep.across,
      most: doublings,
      mark: (/** @type {number} */ doubled) => String(Math.round(2 ** doubled)),
      line: null,
      stretches: doublings > MOST_MARKS ? doublings / 2 : doublings,
    };
    const high = { title: words.sweep.up[up], most: 1, mark: (/** @type {number} */ y) => decimal(y, 2), line: null };
    plot.show(points, across, high, (hidden) => tellLeft(hidden), true);
    mark(marked);
  }

  /** @param {number} hidden  labels without room */
  function tellLeft(hidden) {
    const missing = [...values.keys()].filter((at) => !drawn.includes(at));
    const errors = missing.flatMap((at) =>
      summaries[at].error ? [words.sweep.failed(said[at], summaries[at].error)] : [],
    );
    const unknown = missing.filter((at) => !summaries[at].error).map((at) => said[at]);
    const parts = [
      ...errors,
      unknown.length > 0 && words.sweep.unknown(unknown),
      hidden > 0 && words.sweep.hidden(hidden),
    ];
    fill(left, parts.filter(Boolean).join(" "));
  }

  /** @param {number | null} at  the value whose texts are open */
  function mark(at) {
    marked = at;
    const index = at === null ? -1 : drawn.indexOf(at);
    plot.mark(index < 0 ? null : index);
    tell(at);
  }

  return { node, show, mark, close: plot.close };
}

/**
 * How often the perplexity doubles from 1 to the highest of these, in whole steps that the marks of an axis can take.
 * @param {Sweep[]} sweeps
 */
export function doublingsOf(sweeps) {
  const all = sweeps.flatMap(({ summaries }) => summaries.map(({ measures }) => measures.perplexity ?? 1));
  const most = Math.max(1, Math.ceil(Math.log2(Math.max(1, ...all))));
  return most > MOST_MARKS ? most + (most % 2) : most;
}

/**
 * Whether a value has a place in the picture.
 * @param {import("../../types").LaneSummary} summary
 * @param {Diversity} up
 */
function placed({ measures }, up) {
  return measures.perplexity !== null && measures[up] !== null;
}
