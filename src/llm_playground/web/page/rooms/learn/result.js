// The result of the quiz by objective, before the course and after it; what each wrong answer means; the file to hand in.

import { element } from "../../../../views/kit/dom.js";
import { row, table } from "../../../../views/kit/tables.js";
import { words } from "../../words.js";
import { answers, FORMS, forgetAnswers } from "./answers.js";
import { handingIn } from "./handing_in.js";
import { markOf, questionText, taught } from "./question.js";

/** @typedef {import("../../types").QuizSheet} QuizSheet */
/** @typedef {import("../../types").QuizItem} QuizItem */

/**
 * @param {{ sheet: QuizSheet, objectives: import("../../types").Objective[], form: import("./answers.js").Form,
 *   again: () => void }} shown
 */
export function result({ sheet, objectives, form, again }) {
  const kept = answers();
  const right = rightIn(sheet, form);
  const wrong = sheet.items.filter((item) => item.given !== item.right);
  const begun = FORMS.filter((each) => Object.keys(kept[each]).length > 0);
  const rows = objectives.map(({ name, title }) =>
    row(
      title,
      begun.map((each) => (name in kept[each] ? markOf(kept[each][name]) : words.learn.quiz.open)),
    ),
  );
  const heads = [words.learn.quiz.objective, ...begun.map((each) => words.learn.quiz.when(each))];
  const anew = () => {
    forgetAnswers(form);
    again();
  };
  return element(
    "article",
    { class: "card step", "aria-label": words.learn.quiz.result },
    element("p", { class: "eyebrow" }, words.learn.quiz.result),
    element("h2", {}, words.learn.quiz.score(right, objectives.length)),
    element(
      "div",
      { class: "blocks" },
      gained(sheet, form, objectives.length),
      element("div", { class: "lp-view quiz-result" }, table(words.learn.quiz.byObjective, heads, rows)),
      wrong.length > 0 && element("h3", {}, words.learn.quiz.wrong),
      wrong.map(mistake),
      handingIn(),
      element(
        "p",
        {},
        element("button", { type: "button", class: "quiet small", onclick: anew }, words.learn.quiz.anew),
      ),
    ),
  );
}

/**
 * @param {QuizSheet} sheet
 * @param {import("./answers.js").Form} form
 */
function rightIn(sheet, form) {
  return Object.values(sheet.scores[form]?.objectives ?? {}).filter(Boolean).length;
}

/**
 * What the two forms say together, or what the other one will be good for.
 * @param {QuizSheet} sheet
 * @param {import("./answers.js").Form} form
 * @param {number} of
 */
function gained(sheet, form, of) {
  const isDone = FORMS.every((each) => Object.keys(sheet.scores[each]?.objectives ?? {}).length === of);
  if (!isDone) return element("p", {}, words.learn.quiz.otherForm(form));
  const [before, after] = FORMS.map((each) => rightIn(sheet, each));
  return element("p", {}, words.learn.quiz.gain(before, after, of, sheet.gain));
}

/** @param {QuizItem} item */
function mistake({ title, text, choices, whys, given, right, taught_in }) {
  const said = (/** @type {string} */ intro, /** @type {number | null} */ at) =>
    at === null
      ? element("p", {}, words.learn.quiz.noChoice)
      : element("p", {}, intro, " ", element("b", { class: "quiz-choice" }, choices[at]), ". ", whys[at]);
  return element(
    "section",
    { class: "quiz-mistake blocks", "aria-label": title },
    element("h4", {}, title),
    element("details", {}, element("summary", {}, words.learn.quiz.question), questionText(text)),
    said(words.learn.quiz.chose, given),
    said(words.learn.quiz.rightIs, right),
    taught(taught_in),
  );
}
