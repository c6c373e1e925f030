// The models on the straight line between two: how far each is from both ends, and what it answers.

import { answerTable, divergenceText } from "./kit/changed/said.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { decimal } from "./kit/numbers.js";
import { lineChart } from "./kit/parts/line_chart.js";
import { row, unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").WeightPath} WeightPath */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.weightPath;
    const summary = element("p", { class: "lp-sentence" });
    const place = element("div");
    const answer = element("blockquote", { class: "lp-path-answer", role: "status" });
    const list = unfold(said.asTable, () => pointTable(model.get("path")));
    const body = element("div", {}, place, answer);
    const undress = dress(el, "lp-weight-path", summary, body, list);

    function draw() {
      /** @type {WeightPath | null} */
      const path = model.get("path") ?? null;
      body.hidden = list.hidden = path === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (path === null) return void fill(summary, said.empty);
      fill(summary, said.summary(path.base, path.tuned, termOf("kl"), termOf("nats")));
      const { points } = path;
      const most = Math.max(...points.flatMap(({ said: { kl_base, kl_tuned } }) => [kl_base ?? 0, kl_tuned ?? 0]));
      const line = (/** @type {"kl_base" | "kl_tuned"} */ name) => points.map(({ said: each }) => each[name] ?? most);
      const chart = lineChart({
        title: said.chart(path.base, path.tuned),
        x: points.map(({ t }) => t),
        names: ["t", said.height],
        lines: [
          { values: line("kl_tuned"), kind: "lp-line-main" },
          { values: line("kl_base"), kind: "lp-line-faint" },
        ],
        dots: points.flatMap(({ t }) => (t === 0 || t === 1 ? [{ x: t, y: 0, strong: true }] : [])),
        at: Math.max(
          0,
          points.findIndex(({ t }) => t === 1),
        ),
        ends: (t) => decimal(t, 2),
        tell: (index) =>
          said.tell(
            points[index].t,
            divergenceText(points[index].said.kl_base),
            divergenceText(points[index].said.kl_tuned),
          ),
        read: (index) => fill(answer, points[index].said.text || said.nothing),
      });
      fill(place, chart.node);
    }

    const unwatch = watch(model, ["path"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/** @param {WeightPath} path */
function pointTable({ base, tuned, points }) {
  const said = words.weightPath;
  const rows = points.map(({ t, said: each }) =>
    row(decimal(t, 2), [divergenceText(each.kl_base), divergenceText(each.kl_tuned), each.text]),
  );
  return answerTable(said.asTable, said.columns(base, tuned), rows);
}
