// What a part needs beyond the numbers that it was given: it asks when it comes near the screen, and draws the answer.

import { element, fill, watch } from "../dom.js";
import { words } from "../words.js";

/** @typedef {import("./part.js").Child} Child */
/** @typedef {import("./part.js").AnyModel} AnyModel */
/** @typedef {{ question: object, record?: any, problem?: string }} Answer  `problem`: a sentence why there is none */

const NEAR_PART = "240px";

/**
 * A place for an answer. The question goes to the host as the model's `asked`, by its name; the host puts what it found
 * into `answers`, by the same name, together with the question.
 * @param {AnyModel} model
 * @param {string} name
 * @param {object} question
 * @param {(record: any) => Child | Child[]} draw
 */
export function answered(model, name, question, draw) {
  const mine = JSON.stringify(question);
  const state = element("p", { class: "lp-state", role: "status" });
  const body = element("div", { class: "lp-answered" });
  const node = element("div", {}, state, body);
  let shown = "";

  /** @returns {Answer | null} */
  function known() {
    const answer = model.get("answers")?.[name];
    return answer && JSON.stringify(answer.question) === mine ? answer : null;
  }

  function show() {
    const answer = known();
    const now = answer ? JSON.stringify([answer.problem, answer.record]) : "waiting";
    if (now === shown) return; // another part was answered
    shown = now;
    state.hidden = Boolean(answer?.record);
    fill(state, answer ? (answer.problem ?? "") : words.answers.waiting);
    const drawn = answer?.record ? draw(answer.record) : [];
    fill(body, ...(Array.isArray(drawn) ? drawn : [drawn]));
  }

  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (known()) return;
      model.set("asked", { ...model.get("asked"), [name]: question });
      model.save_changes();
    },
    { rootMargin: NEAR_PART },
  );
  observer.observe(node);
  const unwatch = watch(model, ["answers"], show);
  show();
  return {
    node,
    close() {
      observer.disconnect();
      unwatch();
    },
  };
}
