// A chat model that learns to prefer one kind of answer: the loss on pairs, the margin, how far it moves, and at the end
// what came of it.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count, decimal, percent, signedDecimal, significant, withSign } from "./kit/numbers.js";
import { row, table } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { trainingLooks } from "./kit/training/looks.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").PreferenceTraining} PreferenceTraining */
/** @typedef {import("./types").PreferencePoint} Point */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.preference;
    const looks = trainingLooks(model, (/** @type {Point} */ { chosen, rejected }) =>
      said.moved(withSign(chosen), withSign(rejected), termOf("nats")),
    );
    const summary = element("p", { class: "lp-sentence" });
    const pair = element("div");
    const body = element("div", {}, summary, looks.node, element("h3", {}, said.pairTitle), pair);
    const empty = element("p", { class: "lp-state" }, said.empty);
    const undress = dress(el, "lp-preference", empty, body);

    function draw() {
      /** @type {PreferenceTraining | null} */
      const found = model.get("preference") ?? null;
      const points = found?.points ?? [];
      body.hidden = points.length === 0;
      empty.hidden = points.length > 0;
      if (found === null || points.length === 0) return;
      const { start } = found;
      const { nats } = words.training;
      const pairs = count(start.held_out_pairs);
      looks.draw(start, points, [
        { title: said.loss(pairs), unit: "", of: (point) => point.loss, text: (value) => decimal(value, 3) },
        { title: said.margin, unit: said.nats, of: (point) => point.margin, text: (value) => signedDecimal(value) },
        { title: said.accuracy, unit: "", of: (point) => point.accuracy, text: percent },
        { title: said.kl, unit: nats, of: (point) => point.kl, text: significant },
      ]);
      const { request, chosen, rejected } = start.example;
      const rows = [row(said.request, [request]), row(said.chosen, [chosen]), row(said.rejected, [rejected])];
      fill(pair, table(said.pairTitle, ["", said.text], rows));
      fill(summary, outcome(found));
    }

    const unwatch = watch(model, ["preference", "look"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/** What came of it, which is measured at the end. @param {PreferenceTraining} found */
function outcome({ points, measure, measured_answers, before, after }) {
  const said = words.preference;
  const last = points[points.length - 1];
  if (measure === undefined || before === undefined || after === undefined) return "";
  const number = measure === "right" ? percent : (/** @type {number} */ value) => decimal(value, 0);
  return [
    said.outcome[measure](number(before), number(after), count(measured_answers ?? 0)),
    measure === "right" && after < before && said.fewer(percent(last.accuracy)),
    last.chosen < 0 && said.displaced,
  ]
    .filter(Boolean)
    .join(" ");
}
