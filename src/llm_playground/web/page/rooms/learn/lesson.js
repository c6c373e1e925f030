// A lesson, one step at a time: its steps beside it, and the ways back and on below it.

import { element } from "../../../../views/kit/dom.js";
import { card, desk, roomHead } from "../../desk.js";
import { words } from "../../words.js";
import { drawBlocks } from "./blocks.js";
import { addressOf, addressOfQuiz } from "./places.js";
import { keepPlace, keepRead, progress, readOf } from "./progress.js";

/** @typedef {import("../../types").ListedLesson} ListedLesson */
/** @typedef {import("../../types").LessonText} LessonText */

/**
 * With the number that it has in the notebook. The step with which a lesson begins is called like the lesson there.
 * @param {{ number: string, title: string }} step
 * @param {ListedLesson} lesson
 */
export function titleOf(step, lesson) {
  if (step.title === lesson.title) return words.learn.opening;
  return step.number.includes(".") ? `${step.number} ${step.title}` : step.title;
}

/**
 * @param {{ lessons: ListedLesson[], lesson: ListedLesson, text: LessonText, at: number,
 *   solved: string[] | null, announce: (text: string) => void }} shown
 */
export function showLesson({ lessons, lesson, text, at, solved, announce }) {
  const step = text.steps[at];
  const title = titleOf(step, lesson);
  document.title = words.pageTitle(title);
  keepPlace(lesson.name, step.name);
  const contents = element("nav", { "aria-label": words.learn.steps });
  const room = desk({
    title: words.learn.steps,
    cards: [card(words.learn.steps, contents), card(words.learn.lessons, otherLessons(lessons, lesson))],
    summary: () => words.learn.place(at + 1, text.steps.length),
    stage: [
      element(
        "article",
        { class: "card step", "aria-label": title },
        element("p", { class: "eyebrow" }, words.learn.place(at + 1, text.steps.length)),
        element("h2", {}, title),
        drawBlocks(step.blocks, { lesson: lesson.name, step: step.name, solved, announce, onread: read }),
        ways(lessons, lesson, at),
      ),
    ],
  });
  fillContents();

  /** The step has been seen to its end: no prediction of it is open. */
  function read() {
    keepRead(lesson.name, step.name);
    fillContents();
  }

  function fillContents() {
    const known = progress().read[lesson.name] ?? [];
    contents.replaceChildren(
      element(
        "ol",
        { class: "steps" },
        lesson.steps.map((each, index) => stepLink(lesson, index, index === at, known.includes(each.name))),
      ),
    );
  }

  return element(
    "div",
    {},
    roomHead(
      `${lesson.number} ${lesson.title}`,
      words.learn.ofLessons(lessons.indexOf(lesson) + 1, lessons.length),
      element("a", { class: "all-lessons", href: "#/learn" }, words.learn.all),
    ),
    room.node,
  );
}

/**
 * @param {ListedLesson} lesson
 * @param {number} index
 * @param {boolean} isHere
 * @param {boolean} isRead
 */
function stepLink(lesson, index, isHere, isRead) {
  return element(
    "li",
    {},
    element(
      "a",
      { href: addressOf(lesson.name, index), "aria-current": isHere ? "step" : null },
      element("span", { class: "mark", "aria-hidden": true }, isRead ? "✓" : "·"),
      element("span", {}, titleOf(lesson.steps[index], lesson)),
      isRead && element("span", { class: "lp-unseen" }, words.learn.isRead),
    ),
  );
}

/**
 * @param {ListedLesson[]} lessons
 * @param {ListedLesson} here
 */
function otherLessons(lessons, here) {
  return element(
    "ol",
    { class: "steps" },
    lessons.map((each) =>
      element(
        "li",
        {},
        element(
          "a",
          { href: addressOf(each.name, 0), "aria-current": each === here ? "true" : null },
          element("span", {}, `${each.number} ${each.title}`),
          element("small", {}, words.learn.share(readOf(each), each.steps.length)),
        ),
      ),
    ),
  );
}

/**
 * Back and on; where a lesson ends, to the next one, and where the course does, to its quiz.
 * @param {ListedLesson[]} lessons
 * @param {ListedLesson} lesson
 * @param {number} at
 */
function ways(lessons, lesson, at) {
  const next = lessons[lessons.indexOf(lesson) + 1];
  const isLast = at === lesson.steps.length - 1;
  const on = isLast
    ? next
      ? [addressOf(next.name, 0), words.learn.nextLesson(next.title)]
      : [addressOfQuiz("post"), words.learn.quiz.title("post")]
    : [addressOf(lesson.name, at + 1), words.learn.next];
  return element(
    "nav",
    { class: "step-ways", "aria-label": words.learn.ways },
    at > 0 ? element("a", { class: "quiet", href: addressOf(lesson.name, at - 1) }, words.learn.back) : "",
    element("a", { class: "primary", href: on[0] }, on[1]),
  );
}
