// A question of the quiz: its choices, and once one is chosen why each is right or wrong. What is right, the server tells
// then; before, the page does not know it.

import { element, fill } from "../../../../views/kit/dom.js";
import { askJson } from "../../api.js";
import { door } from "../../doors.js";
import { words } from "../../words.js";
import { answers, keepAnswer, nextOpen } from "./answers.js";
import { addressOf, addressOfQuiz, RESULT } from "./places.js";
import { scrolling } from "./scrolling.js";

/** @typedef {import("../../types").QuizItem} QuizItem */

/**
 * @param {{ item: QuizItem, form: import("./answers.js").Form, objectives: import("../../types").Objective[],
 *   announce: (text: string) => void, onanswer: () => void }} shown
 */
export function question({ item, form, objectives, announce, onanswer }) {
  const answer = element("div", {});
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const ways = element("nav", { class: "step-ways", "aria-label": words.learn.ways });
  let asking = false;

  function ask() {
    const button = /** @type {HTMLButtonElement} */ (
      element("button", { type: "submit", class: "primary", disabled: true }, words.learn.quiz.answer)
    );
    const choices = element(
      "fieldset",
      { class: "quiz-choices" },
      element("legend", { class: "lp-unseen" }, item.title),
      item.choices.map((choice, at) =>
        element(
          "label",
          {},
          element("input", { type: "radio", name: "choice", value: at }),
          element("span", {}, choice),
        ),
      ),
    );
    const asked = element("form", {}, choices, problem, element("p", {}, button));
    asked.addEventListener("change", () => {
      button.disabled = false;
    });
    asked.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = /** @type {HTMLInputElement | null} */ (choices.querySelector("input:checked"));
      if (chosen) give(Number(chosen.value));
    });
    fill(answer, asked);
  }

  /** @param {number} choice */
  async function give(choice) {
    if (asking) return;
    asking = true;
    problem.hidden = true;
    try {
      const body = { form, number: item.number, choice };
      const told = /** @type {QuizItem} */ (await askJson("api/quiz/answer", body));
      keepAnswer(form, item.objective, /** @type {string} */ (told.kept));
      onanswer();
      tell(told).focus({ preventScroll: true }); // the button that had the focus is gone
      announce(words.learn.quiz.verdict(told.given === told.right));
    } catch (error) {
      problem.hidden = false;
      fill(problem, error instanceof Error ? error.message : String(error));
    } finally {
      asking = false;
    }
  }

  /** @param {QuizItem} told */
  function tell({ choices, whys, given, right, taught_in }) {
    const verdict = element("p", { class: "verdict", tabindex: -1 }, words.learn.quiz.verdict(given === right));
    const listed = choices.map((choice, at) =>
      element(
        "li",
        { class: at === right ? "right" : "" },
        element("span", { class: "mark", "aria-hidden": true }, at === right ? "✓" : at === given ? "✗" : ""),
        element(
          "div",
          {},
          element(
            "p",
            { class: "quiz-choice" },
            at === right && element("span", { class: "lp-unseen" }, `${words.learn.quiz.mark(true)}: `),
            choice,
            at === given && element("small", {}, ` (${words.learn.quiz.yours})`),
          ),
          element("p", { class: "effect" }, whys[at]),
        ),
      ),
    );
    fill(
      answer,
      element(
        "div",
        { class: "quiz-told" },
        verdict,
        element("ul", { class: "choices told" }, listed),
        taught(taught_in),
      ),
    );
    fillWays();
    return verdict;
  }

  function fillWays() {
    const { number } = item;
    const open = nextOpen(form, objectives, number);
    const next = open ?? (number < objectives.length ? number + 1 : null);
    const title = next === null ? words.learn.quiz.toResult : words.learn.quiz.next;
    const isAnswered = item.objective in answers()[form];
    fill(
      ways,
      number > 1 && element("a", { class: "quiet", href: addressOfQuiz(form, number - 1) }, words.learn.back),
      isAnswered && element("a", { class: "primary", href: addressOfQuiz(form, next ?? RESULT) }, title),
    );
  }

  if (item.right === null) ask();
  else tell(item);
  fillWays();
  return element(
    "article",
    { class: "card step", "aria-label": item.title },
    element("p", { class: "eyebrow" }, words.learn.quiz.place(item.number, objectives.length)),
    element("h2", {}, item.title),
    questionText(item.text),
    answer,
    ways,
  );
}

/**
 * What is asked. Lines that begin with spaces are a list, whose columns stand below each other.
 * @param {string} text
 */
export function questionText(text) {
  const parts = text.match(/(^ {2}.*\n?)+|(^(?! {2}).*\n?)+/gm) ?? [];
  return element(
    "div",
    { class: "quiz-text" },
    parts.map((part) =>
      part.startsWith("  ") ? scrolling(part.trimEnd(), words.learn.quiz.question) : element("p", {}, part.trimEnd()),
    ),
  );
}

/** The way to the step of a lesson that teaches it. @param {import("../../types").TaughtIn} where */
export function taught({ lesson, step, number, title }) {
  return element("p", {}, words.learn.quiz.taughtIn, " ", door(addressOf(lesson, step - 1), `${number} ${title}`));
}

/** Whether an answer is right, for those who see it and those who hear it. @param {string | undefined} kept */
export function markOf(kept) {
  const isRight = kept === "right";
  return element(
    "span",
    { class: isRight || kept === undefined ? "mark" : "mark wrong" },
    element("span", { "aria-hidden": true }, kept === undefined ? "·" : isRight ? "✓" : "✗"),
    kept !== undefined && element("span", { class: "lp-unseen" }, words.learn.quiz.mark(isRight)),
  );
}
