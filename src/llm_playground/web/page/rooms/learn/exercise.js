// An exercise: what is to be written, and help for those who ask for it. Answers are checked in Python; none runs here.

import { element } from "../../../../views/kit/dom.js";
import { words } from "../../words.js";
import { prose, scrolling } from "./scrolling.js";

/** @typedef {Extract<import("../../types").LessonBlock, { kind: "exercise" }>} Exercise */

/**
 * @param {Exercise} asked
 * @param {string[] | null} solved  the exercises that were solved on this machine, if that can be told
 */
export function exercise({ name, why, task, stub, check, examples, hints, solution }, solved) {
  return element(
    "div",
    { class: "exercise blocks" },
    solved?.includes(name) &&
      element("p", { class: "solved" }, element("span", { "aria-hidden": true }, "✓ "), words.learn.solved),
    ...[why, task].flatMap((nodes) => nodes.map((node) => prose([node]))),
    element("h3", {}, words.learn.examples),
    examples.map(({ call, gives, note }) =>
      element(
        "figure",
        { class: "code" },
        scrolling(call, words.learn.call),
        element("div", { class: "output" }, scrolling(gives, words.learn.gives)),
        note && element("figcaption", {}, words.learn.special(note)),
      ),
    ),
    element("h3", {}, words.learn.write),
    element("p", {}, words.learn.how),
    scrolling(`${stub}\n\n\nfrom llm_playground import course\n\n${check}`, words.learn.stub),
    element(
      "div",
      { class: "help" },
      hints.map((hint, at) => unfold(words.learn.hint(at + 1), prose(hint))),
      unfold(words.learn.solution, scrolling(solution, words.learn.solution)),
    ),
  );
}

/**
 * @param {string} title
 * @param {HTMLElement} held
 */
function unfold(title, held) {
  return element("details", {}, element("summary", {}, title), held);
}
