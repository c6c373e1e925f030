// All lessons, how far somebody has come in each, and the way back to where they were.

import { element } from "../../../../views/kit/dom.js";
import { roomHead } from "../../desk.js";
import { drawn } from "../../nodes.js";
import { words } from "../../words.js";
import { addressOf, titleOf } from "./lesson.js";
import { forget, progress, readOf } from "./progress.js";

/** @typedef {import("../../types").ListedLesson} ListedLesson */

/**
 * @param {ListedLesson[]} lessons
 * @param {() => void} redraw
 */
export function overview(lessons, redraw) {
  const again = () => {
    forget();
    redraw();
  };
  return element(
    "div",
    {},
    roomHead(words.learn.title, words.learn.lead),
    element("p", { class: "learn-begin" }, wayOn(lessons)),
    element("ol", { class: "lessons" }, lessons.map(entry)),
    element("p", { class: "effect" }, words.learn.kept),
    progress().last && element("button", { type: "button", class: "quiet small", onclick: again }, words.learn.forget),
  );
}

/** To where somebody was, or to the beginning. @param {ListedLesson[]} lessons */
function wayOn(lessons) {
  const { last } = progress();
  const lesson = lessons.find(({ name }) => name === last?.lesson);
  const at = lesson ? lesson.steps.findIndex(({ name }) => name === last?.step) : -1;
  const [where, step] = lesson && at >= 0 ? [lesson, at] : [lessons[0], 0];
  const title = at >= 0 ? words.learn.goOn(where.number, titleOf(where.steps[step], where)) : words.learn.begin;
  return element("a", { class: "primary", href: addressOf(where.name, step) }, title);
}

/** @param {ListedLesson} lesson */
function entry(lesson) {
  const { name, number, title, aims, steps, exercises } = lesson;
  const read = readOf(lesson);
  return element(
    "li",
    { class: "card" },
    element("h2", {}, element("a", { href: addressOf(name, 0) }, `${number} ${title}`)),
    element("progress", { max: steps.length, value: read, "aria-label": words.learn.progress(title) }),
    element("p", { class: "effect" }, words.learn.read(read, steps.length, exercises)),
    aims.length > 0 && element("p", {}, words.learn.aims),
    aims.length > 0 &&
      element(
        "ul",
        {},
        aims.map((aim) => element("li", {}, ...drawn(aim))),
      ),
  );
}
