// All lessons, how far somebody has come in each, and the way back to where they were.

import { element } from "../../../../views/kit/dom.js";
import { roomHead } from "../../desk.js";
import { drawn } from "../../nodes.js";
import { words } from "../../words.js";
import { answers, FORMS } from "./answers.js";
import { titleOf } from "./lesson.js";
import { addressOf, addressOfQuiz } from "./places.js";
import { forget, progress, readOf } from "./progress.js";

/** @typedef {import("../../types").ListedLesson} ListedLesson */

/**
 * @param {{ lessons: ListedLesson[], objectives: import("../../types").Objective[], solved: string[] | null,
 *   redraw: () => void }} shown
 */
export function overview({ lessons, objectives, solved, redraw }) {
  const again = () => {
    forget();
    redraw();
  };
  return element(
    "div",
    {},
    roomHead(words.learn.title, words.learn.lead),
    element("p", { class: "learn-begin" }, wayOn(lessons)),
    element(
      "ol",
      { class: "lessons" },
      lessons.map((lesson) => entry(lesson, solved)),
    ),
    element(
      "ul",
      { class: "lessons", "aria-label": words.learn.quiz.both },
      FORMS.map((form) => quizEntry(form, objectives)),
    ),
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

/**
 * @param {ListedLesson} lesson
 * @param {string[] | null} solved
 */
function entry(lesson, solved) {
  const { name, number, title, aims, steps, exercises } = lesson;
  const read = readOf(lesson);
  const done = solved && exercises.filter((each) => solved.includes(each)).length;
  return element(
    "li",
    { class: "card" },
    element("h2", {}, element("a", { href: addressOf(name, 0) }, `${number} ${title}`)),
    element("progress", { max: steps.length, value: read, "aria-label": words.learn.progress(title) }),
    element("p", { class: "effect" }, words.learn.read(read, steps.length, exercises.length, done)),
    aims.length > 0 && element("p", {}, words.learn.aims),
    aims.length > 0 &&
      element(
        "ul",
        {},
        aims.map((aim) => element("li", {}, ...drawn(aim))),
      ),
  );
}

/**
 * @param {import("./answers.js").Form} form
 * @param {import("../../types").Objective[]} objectives
 */
function quizEntry(form, objectives) {
  const kept = answers()[form];
  const given = objectives.flatMap(({ name }) => kept[name] ?? []);
  const isDone = given.length === objectives.length;
  const right = given.filter((each) => each === "right").length;
  return element(
    "li",
    { class: "card" },
    element("h2", {}, element("a", { href: addressOfQuiz(form) }, words.learn.quiz.title(form))),
    element("p", {}, words.learn.quiz.lead(form)),
    element("p", { class: "effect" }, words.learn.quiz.state(given.length, objectives.length, isDone ? right : null)),
  );
}
