// The looks at a model in training: a chart for each measure, which grows as they come, a slider through them, and what
// the model answers after each.

import { bold, element, fill } from "../dom.js";
import { count } from "../numbers.js";
import { lineChart } from "../parts/line_chart.js";
import { row, table, unfold } from "../tables.js";
import { words } from "../words.js";

/** @typedef {import("../dom.js").Child} Child */
/** @typedef {{ model: string, prompts: string[], looks: number[] }} Start */
/** @typedef {{ step: number, answers: string[] }} Look */
/**
 * @template {Look} P
 * @typedef {{ title: string, unit: string, of: (point: P) => number, text: (value: number) => string }} Measure
 *   `text` writes a value, for its axis and for its column
 */

/**
 * @template {Look} P
 * @param {import("../../types").AnyModel} model  its `look` is the one that is read; null: the newest
 * @param {(point: P) => Child[]} tell  what is measured, to follow "After 20 steps"
 */
export function trainingLooks(model, tell) {
  const said = words.training;
  /** @type {{ start: Start, points: P[], measures: Measure<P>[] } | null} */
  let known = null;
  /** @type {{ node: HTMLElement, show: (points: P[], look: number) => void }[]} */
  let charts = [];
  let begun = "";
  const drawn = element("div", { class: "lp-charts" });
  const slider = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range",
      class: "lp-slider",
      min: 0,
      "aria-label": said.slider,
      oninput: () => {
        model.set("look", Number(slider.value));
        model.save_changes();
      },
    })
  );
  const where = element("p", { class: "lp-value", role: "status" });
  const answers = element("dl", { class: "lp-answers" });
  const all = unfold(said.asTable, () => (known ? allLooks(known) : element("p")));
  const node = element(
    "div",
    { class: "lp-looks" },
    drawn,
    element("h3", {}, said.answersTitle),
    slider,
    where,
    answers,
    all,
  );

  return {
    node,
    /**
     * @param {Start} start
     * @param {P[]} points  one at least
     * @param {Measure<P>[]} measures
     */
    draw(start, points, measures) {
      known = { start, points, measures };
      // One that is stopped is looked at once more, between two of the looks that were to be.
      const looks = [...points.map(({ step }) => step), ...start.looks.slice(points.length)];
      if (JSON.stringify([start, looks]) !== begun) {
        begun = JSON.stringify([start, looks]);
        charts = measures.map((measure) => chartOf(measure, looks));
        fill(
          drawn,
          charts.map((chart) => chart.node),
        );
      }
      const look = Math.min(points.length - 1, model.get("look") ?? points.length - 1);
      const point = points[look];
      for (const chart of charts) chart.show(points, look);
      slider.max = String(points.length - 1);
      slider.value = String(look);
      slider.setAttribute("aria-valuetext", said.after(count(point.step)));
      fill(where, bold(said.after(count(point.step))), ...tell(point));
      fill(
        answers,
        start.prompts.map((prompt, at) =>
          element("div", {}, element("dt", {}, prompt), element("dd", {}, point.answers[at] || said.nothing)),
        ),
      );
      if (/** @type {HTMLDetailsElement} */ (all).open) all.dispatchEvent(new Event("toggle"));
    },
  };
}

/**
 * One measure over the looks there will be.
 * @template {Look} P
 * @param {Measure<P>} measure
 * @param {number[]} looks
 */
function chartOf({ title, unit, of, text }, looks) {
  const said = words.training;
  const chart = lineChart({
    title,
    x: looks,
    names: [said.steps, unit],
    lines: [],
    tell: () => "",
    ends: count,
    heights: text,
  });
  return {
    node: chart.node,
    /** @param {P[]} points @param {number} look */
    show(points, look) {
      const values = points.map(of);
      chart.redraw({
        lines: [{ values, kind: "lp-line-main" }],
        dots: values.map((y, at) => ({ x: looks[at], y, strong: at === look })),
        at: look,
        tell: (at) => said.point(count(looks[at]), at < values.length ? `${text(values[at])} ${unit}`.trim() : null),
      });
    },
  };
}

/**
 * @template {Look} P
 * @param {{ start: Start, points: P[], measures: Measure<P>[] }} known
 */
function allLooks({ start, points, measures }) {
  const said = words.training;
  const rows = points.map((point) =>
    row(count(point.step), [...measures.map(({ of, text }) => text(of(point))), ...point.answers]),
  );
  const heads = [said.steps, ...measures.map(({ title }) => title), ...start.prompts];
  return table(said.looks(start.model), heads, rows);
}
