// The quiz before the course and after it: one question at a time, and when all are answered the result.

import { element } from "../../../../views/kit/dom.js";
import { askJson } from "../../api.js";
import { card, desk, notices, roomHead } from "../../desk.js";
import { words } from "../../words.js";
import { answers, FORMS, nextOpen } from "./answers.js";
import { addressOfQuiz, RESULT } from "./places.js";
import { markOf, question } from "./question.js";
import { result } from "./result.js";

/** @typedef {import("../../types").Objective} Objective */
/** @typedef {import("./answers.js").Form} Form */

/**
 * @param {{ link: URLSearchParams, objectives: Objective[], announce: (text: string) => void, redraw: () => void }} shown
 */
export async function showQuiz({ link, objectives, announce, redraw }) {
  const { form, number, notice } = placeOf(link, objectives);
  const kept = answers();
  const contents = element("nav", { "aria-label": words.learn.quiz.questions });
  const title = words.learn.quiz.title(form);
  const body =
    number === null
      ? result({
          sheet: await askJson("api/quiz/sheet", { form, quiz: kept }),
          objectives,
          form,
          again: redraw,
        })
      : question({
          item: await askJson("api/quiz/question", {
            form,
            number,
            kept: kept[form][objectives[number - 1].name] ?? null,
          }),
          form,
          objectives,
          announce,
          onanswer: tell,
        });
  document.title = words.pageTitle(title);
  const where = number === null ? words.learn.quiz.result : words.learn.quiz.place(number, objectives.length);
  const room = desk({
    title: words.learn.quiz.questions,
    cards: [card(words.learn.quiz.questions, contents)],
    summary: () => where,
    stage: [body],
  });
  tell();

  function tell() {
    contents.replaceChildren(listOf(objectives, form, number));
  }

  return element(
    "div",
    {},
    notices({ notices: notice }).node,
    roomHead(
      title,
      words.learn.quiz.lead(form),
      element("a", { class: "all-lessons", href: "#/learn" }, words.learn.all),
    ),
    room.node,
  );
}

/**
 * Which question a link means, null for the result; of what does not exist another one, and a sentence says so.
 * @param {URLSearchParams} link
 * @param {Objective[]} objectives
 * @returns {{ form: Form, number: number | null, notice: string[] }}
 */
function placeOf(link, objectives) {
  const [named, asked] = [link.get("quiz") ?? "", link.get("question")];
  const form = FORMS.find((each) => each === named);
  if (!form) return { form: "pre", number: nextOpen("pre", objectives), notice: [words.learn.quiz.noForm(named)] };
  if (asked === null || asked === RESULT) return { form, number: nextOpen(form, objectives), notice: [] };
  const number = /^\d+$/.test(asked) ? Number(asked) : 0;
  if (number >= 1 && number <= objectives.length) return { form, number, notice: [] };
  const notice = [words.learn.quiz.noQuestion(asked, objectives.length)];
  return { form, number: nextOpen(form, objectives), notice };
}

/**
 * @param {Objective[]} objectives
 * @param {Form} form
 * @param {number | null} here
 */
function listOf(objectives, form, here) {
  const kept = answers()[form];
  const entry = (/** @type {string} */ href, /** @type {boolean} */ isHere, /** @type {HTMLElement[]} */ ...held) =>
    element("li", {}, element("a", { href, "aria-current": isHere ? "step" : null }, held));
  const isDone = nextOpen(form, objectives) === null;
  return element(
    "ol",
    { class: "steps" },
    objectives.map(({ number, name, title }) =>
      entry(
        addressOfQuiz(form, number),
        number === here,
        markOf(kept[name]),
        element("span", {}, `${number} ${title}`),
      ),
    ),
    isDone && entry(addressOfQuiz(form, RESULT), here === null, element("b", {}, words.learn.quiz.result)),
  );
}
