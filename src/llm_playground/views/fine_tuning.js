// A base model that learns to answer: both losses step by step, its answers after any look, and what the loss counts.

import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { count, decimal } from "./kit/numbers.js";
import { lineChart } from "./kit/parts/line_chart.js";
import { pieceLabel } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").FineTuning} FineTuning */
/** @typedef {import("./types").FineTuningPoint} Point */
/** @typedef {import("./types").TrainedConversation} TrainedConversation */
/** @typedef {{ node: HTMLElement, show: (points: Point[], look: number) => void }} Chart */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.fine_tuning;
    /** @type {FineTuning | null} */
    let found = null;
    /** @type {Chart[]} */
    let charts = [];
    let begun = "";
    const losses = element("div", { class: "lp-charts" });
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
    const all = unfold(said.asTable, () => (found ? allLooks(found) : element("p")));
    const counted = element("p", { class: "lp-sentence" });
    const example = element("p", { class: "lp-trained" });
    const body = element(
      "div",
      {},
      losses,
      element("h3", {}, said.answersTitle),
      slider,
      where,
      answers,
      all,
      element("h3", {}, said.countedTitle),
      counted,
      example,
    );
    const empty = element("p", { class: "lp-state" }, said.empty);
    const undress = dress(el, "lp-fine-tuning", empty, body);

    /** The look that is read: the newest, unless another was chosen. @param {Point[]} points */
    function lookOf(points) {
      return Math.min(points.length - 1, model.get("look") ?? points.length - 1);
    }

    function draw() {
      found = model.get("fine_tuning") ?? null;
      const points = found?.points ?? [];
      body.hidden = points.length === 0;
      empty.hidden = points.length > 0;
      if (found === null || points.length === 0) return;
      const { start } = found;
      if (JSON.stringify(start) !== begun) {
        begun = JSON.stringify(start);
        charts = [
          lossChart(said.answerLoss(count(start.answer_tokens)), start.looks, (point) => point.answer_loss),
          lossChart(said.storyLoss(count(start.story_tokens)), start.looks, (point) => point.story_loss),
        ];
        fill(
          losses,
          charts.map(({ node }) => node),
        );
        fill(
          counted,
          said.counted(count(start.example.counts.filter(Boolean).length), count(start.example.ids.length)),
        );
        fill(example, conversation(start.example));
      }
      const look = lookOf(points);
      const point = points[look];
      for (const chart of charts) chart.show(points, look);
      slider.max = String(points.length - 1);
      slider.value = String(look);
      slider.setAttribute("aria-valuetext", said.after(count(point.step)));
      fill(
        where,
        bold(said.after(count(point.step))),
        ...said.losses(decimal(point.answer_loss, 3), decimal(point.story_loss, 3), termOf("nats")),
      );
      fill(
        answers,
        start.prompts.map((prompt, at) =>
          element("div", {}, element("dt", {}, prompt), element("dd", {}, point.answers[at] || said.nothing)),
        ),
      );
      if (/** @type {HTMLDetailsElement} */ (all).open) all.dispatchEvent(new Event("toggle"));
    }

    const unwatch = watch(model, ["fine_tuning", "look"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * One loss over the looks there will be; it grows as they come.
 * @param {string} title
 * @param {number[]} looks
 * @param {(point: Point) => number} loss
 * @returns {Chart}
 */
function lossChart(title, looks, loss) {
  const said = words.fine_tuning;
  const chart = lineChart({
    title,
    x: looks,
    names: [said.steps, said.loss],
    lines: [],
    tell: () => "",
    ends: count,
  });
  return {
    node: chart.node,
    show(points, look) {
      const values = points.map(loss);
      chart.redraw({
        lines: [{ values, kind: "lp-line-main" }],
        dots: values.map((y, at) => ({ x: looks[at], y, strong: at === look })),
        at: look,
        tell: (at) => said.point(count(looks[at]), at < values.length ? decimal(values[at], 3) : null),
      });
    },
  };
}

/**
 * The tokens of a conversation, line by line; those that count are marked.
 * @param {TrainedConversation} example
 */
function conversation({ pieces, counts }) {
  return pieces.flatMap((piece, at) => {
    const label = pieceLabel(piece);
    const token = element(counts[at] ? "mark" : "span", { class: "lp-trained-token" }, label);
    return label.endsWith("⏎") ? [token, element("br")] : [token];
  });
}

/** @param {FineTuning} found */
function allLooks({ start, points }) {
  const said = words.fine_tuning;
  const rows = points.map(({ step, answers, answer_loss, story_loss }) =>
    row(count(step), [decimal(answer_loss, 3), decimal(story_loss, 3), ...answers]),
  );
  return table(said.looks(start.model), [...said.columns, ...start.prompts], rows);
}
