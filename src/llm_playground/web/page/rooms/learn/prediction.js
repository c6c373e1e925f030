// A prediction: a question with a few choices. What the run shows comes once one has been chosen.

import { element, fill } from "../../../../views/kit/dom.js";
import { drawn } from "../../nodes.js";
import { words } from "../../words.js";
import { keepPrediction, progress } from "./progress.js";

/** @typedef {Extract<import("../../types").LessonBlock, { kind: "prediction" }>} Prediction */

/**
 * @param {Prediction} asked
 * @param {import("./blocks.js").Place} place
 * @param {() => void} reveal  show what stands behind it
 */
export function prediction({ question, choices, right }, { lesson, step, announce }, reveal) {
  const node = element("section", { class: "prediction", "aria-label": words.learn.prediction });
  const sentence = element("p", {}, element("b", {}, words.learn.before), " ", ...drawn(question));
  const made = progress().predicted[`${lesson}/${step}`];

  function ask() {
    const offered = choices.map((choice, at) =>
      element(
        "li",
        {},
        element("button", { type: "button", class: "quiet", onclick: () => choose(at) }, ...drawn(choice)),
      ),
    );
    fill(node, sentence, element("ul", { class: "choices" }, offered));
  }

  /** @param {number} chosen */
  function answer(chosen) {
    const told = choices.map((choice, at) =>
      element(
        "li",
        { class: at === right ? "right" : "" },
        element("span", { class: "mark", "aria-hidden": true }, at === right ? "✓" : at === chosen ? "✗" : ""),
        element("span", {}, ...drawn(choice), at === chosen && element("small", {}, ` (${words.learn.yours})`)),
      ),
    );
    const verdict = element("p", { class: "verdict", tabindex: -1 }, words.learn.verdict(chosen === right));
    fill(node, sentence, element("ul", { class: "choices told" }, told), verdict);
    reveal();
    return verdict;
  }

  /** @param {number} chosen */
  function choose(chosen) {
    keepPrediction(lesson, step, chosen);
    answer(chosen).focus({ preventScroll: true }); // the button that had the focus is gone
    announce(words.learn.verdict(chosen === right));
  }

  if (made === undefined) ask();
  else answer(made);
  return node;
}
