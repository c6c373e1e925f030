// From logits to probabilities: all logits of the vocabulary, and what the softmax makes of them at a temperature.

import { element, fill } from "../dom.js";
import { count, decimal, number, percent, signedDecimal } from "../numbers.js";
import { chip } from "../pieces.js";
import { meter, row, table } from "../tables.js";
import { term, termOf } from "../terms.js";
import { words } from "../words.js";
import { answered } from "./answers.js";
import { histogram } from "./histogram.js";
import { lineChart } from "./line_chart.js";

/** @typedef {import("../../types").Temperatures} Temperatures */
/** @typedef {import("../../types").Softmax} Softmax */

const OWN = 1; // the temperature at which the logits stay as they are

/**
 * @param {import("./part.js").AnyModel} model  its `generate` is a link to the room of that name, to which a temperature can be added
 * @param {number} position
 */
export function softmaxPicture(model, position) {
  return answered(model, "temperatures", { position }, (found) => drawSoftmax(found, model.get("generate")));
}

/**
 * @param {Temperatures} found
 * @param {string | undefined} link
 */
function drawSoftmax({ piece, softmax }, link) {
  const told = words.softmax;
  const { temperatures, candidates, bins, least, width } = softmax;
  const own = temperatures.indexOf(OWN);
  const slider = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range",
      min: 0,
      max: temperatures.length - 1,
      value: own,
      "aria-label": words.glossary.temperature[0],
    })
  );
  const at = element("output", {});
  const likeliest = element("div", {});
  const sentence = element("p", { role: "status" });
  const chart = curveOf(softmax, own);
  const way = element("a", { class: "lp-way" }, told.draw);

  function show() {
    const chosen = slider.valueAsNumber;
    slider.setAttribute("aria-valuetext", number(temperatures[chosen]));
    fill(at, decimal(temperatures[chosen], 2));
    fill(
      sentence,
      told.summary(softmax.most[chosen], decimal(softmax.entropy[chosen], 2), termOf("entropy"), termOf("nats")),
    );
    fill(likeliest, likeliestTable(softmax, chosen));
    chart.show(chosen);
    way.hidden = !link;
    if (link) way.setAttribute("href", `${link}&temperature=${temperatures[chosen]}`);
  }

  slider.addEventListener("input", show);
  show();
  return [
    element("p", {}, told.after(chip(piece))),
    element("div", { class: "lp-temperature" }, term("temperature"), slider, at),
    sentence,
    likeliest,
    element(
      "div",
      { class: "lp-charts" },
      histogram(told.logits(count(bins.reduce((sum, n) => sum + n, 0))), bins, least, width, candidates[0].logit),
      chart.node,
    ),
    way,
  ];
}

/**
 * The whole vocabulary in the order of its probabilities.
 * @param {Softmax} softmax
 * @param {number} own  the place of temperature 1, which stays as it is
 */
function curveOf({ ranks, curve }, own) {
  const told = words.softmax;
  const faint = { values: curve[own], kind: /** @type {"lp-line-faint"} */ ("lp-line-faint") };
  /** @param {number} chosen */
  const lines = (chosen) => [faint, { values: curve[chosen], kind: /** @type {"lp-line-main"} */ ("lp-line-main") }];
  /** @param {number} chosen @returns {(at: number) => string} */
  const tell = (chosen) => (at) => told.tell(ranks[at], percent(curve[chosen][at]), percent(curve[own][at]));
  const chart = lineChart({
    title: told.sorted,
    x: ranks,
    names: [told.rank, ""],
    lines: lines(own),
    tell: tell(own),
    logarithmic: true,
    ends: count,
    heights: percent,
  });
  return {
    node: chart.node,
    /** @param {number} chosen */
    show: (chosen) => chart.redraw({ lines: lines(chosen), tell: tell(chosen) }),
  };
}

/**
 * @param {Softmax} softmax
 * @param {number} chosen
 */
function likeliestTable({ candidates, probabilities, others_count, others_mass, temperatures }, chosen) {
  const told = words.softmax;
  const rows = candidates.map(({ piece, logit }, at) =>
    row(chip(piece), [
      signedDecimal(logit),
      temperatures[chosen] === 0 ? "" : signedDecimal(logit / temperatures[chosen]),
      meter(probabilities[chosen][at]),
    ]),
  );
  rows.push(row(told.others(others_count), ["", "", meter(others_mass[chosen])], "lp-rest"));
  return table(told.table, [told.token, term("logit"), told.divided, term("probability")], rows, "lp-softmax");
}
