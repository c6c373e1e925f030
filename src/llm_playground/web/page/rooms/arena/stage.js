// Where a way of the arena shows what comes: a view, what went wrong above it, and a mark on what is out of date.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount } from "../../../../views/kit/host.js";
import { staleness } from "../../desk.js";
import { mark } from "../../problems.js";

/**
 * @param {string} label
 * @param {{ render(context: any): (() => void) | void }} view
 * @param {import("../../../../views/kit/host.js").State} state
 */
export function arenaStage(label, view, state) {
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const place = element("div");
  const node = element("section", { class: "card arena", "aria-label": label }, problem, place);
  const markStale = staleness(node);
  const close = mount(view, place, state);

  /** @param {string} message  nothing, if it is empty */
  function say(message) {
    fill(problem, message);
    problem.hidden = message === "";
  }

  /**
   * Say what is wrong at its controls; what has no control that is there is said here.
   * @param {HTMLElement} el  where the controls are
   * @param {import("../../problems.js").Problem[]} problems
   * @param {string} [otherwise]  the sentence for all of them
   */
  function tell(el, problems, otherwise = problems.map(({ message }) => message).join(" ")) {
    if (!mark(el, problems)) say(otherwise);
  }

  return { node, say, tell, markStale, close };
}
