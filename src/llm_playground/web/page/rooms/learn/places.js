// The links to a step of a lesson and to the quiz, as a teacher sends them.

import { address } from "../../doors.js";

export const RESULT = "result"; // in place of the number of a question

/**
 * @param {string} lesson
 * @param {number} at  the step, from 0
 */
export function addressOf(lesson, at) {
  return address("learn", { lesson, step: String(at + 1) });
}

/**
 * A question or the result; without either the first question that is open, and the result once none is.
 * @param {import("./answers.js").Form} form
 * @param {number | typeof RESULT} [question]  from 1
 */
export function addressOfQuiz(form, question) {
  return address("learn", { quiz: form, ...(question !== undefined && { question: String(question) }) });
}
