// The answers to the quiz as a file, which a teacher reads into the table of a class.

import { element, fill } from "../../../../views/kit/dom.js";
import { askJson } from "../../api.js";
import { download } from "../../download.js";
import { mark, problemsOf } from "../../problems.js";
import { words } from "../../words.js";
import { answers } from "./answers.js";

export function handingIn() {
  const id = "learner";
  const name = /** @type {HTMLInputElement} */ (element("input", { id, name: "learner", autocomplete: "name" }));
  const told = element("p", { class: "effect", role: "status" });
  const node = element(
    "form",
    { class: "quiz-file" },
    element("h3", {}, words.learn.quiz.handIn),
    element("p", { id: "learner-effect" }, words.learn.quiz.handInHow),
    element(
      "div",
      { "data-field": "learner" },
      element("label", { for: id }, words.learn.quiz.name),
      name,
      element("button", { type: "submit", class: "quiet" }, words.learn.quiz.save),
    ),
    told,
  );
  name.setAttribute("aria-describedby", "learner-effect");
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    fill(told, "");
    try {
      const { text } = await askJson("api/quiz/file", { learner: name.value, quiz: answers() });
      const file = `${name.value.trim().replace(/[^\p{L}\p{N}]+/gu, "-")}.json`;
      download(text, file, "application/json");
      fill(told, words.learn.quiz.saved(file));
    } catch (error) {
      if (!mark(node, problemsOf(error))) fill(told, error instanceof Error ? error.message : String(error));
    }
  });
  return node;
}
