// A section of the room that asks the server only when it comes near the screen: nothing large goes to the page unasked.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount } from "../../../../views/kit/host.js";

const NEAR = "240px";

/** @typedef {{ model: string, prompt: string | number[], position?: number | null }} Question  what all sections of the room are about */

/**
 * @param {import("../../../../views/kit/dom.js").Child} title
 * @param {string} lead
 * @param {...HTMLElement} body
 */
export function section(title, lead, ...body) {
  return element(
    "section",
    { class: "card" },
    element("h2", { class: "big" }, title),
    element("p", { class: "effect" }, lead),
    body,
  );
}

/**
 * @param {import("../../../../views/kit/dom.js").Child} title
 * @param {string} lead
 * @param {HTMLElement} body
 * @param {(question: Question, signal: AbortSignal) => Promise<void>} ask  asks and shows; what it throws is told here
 * @param {() => void} forget  takes away what was shown, which is of another question
 * @param {HTMLElement | null} [view]  as in `later`
 */
export function laterSection(title, lead, body, ask, forget, view = body) {
  const inner = later(body, ask, forget, view);
  return { ...inner, node: section(title, lead, inner.node) };
}

/**
 * The same for what stands within a section.
 * @param {HTMLElement} body
 * @param {(question: Question, signal: AbortSignal) => Promise<void>} ask
 * @param {() => void} forget
 * @param {HTMLElement | null} [view]  is hidden while a problem is told, since it would say that there is nothing yet.
 *   null: it has controls that lead out of the problem, or shows more than this answer
 */
export function later(body, ask, forget, view = body) {
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const node = element("div", {}, problem, body);
  /** @type {Question | null} */
  let question = null; // not asked yet
  /** @type {Question | null} */
  let asked = null;
  let told = "";
  let asking = new AbortController();
  let due = false;
  const observer = new IntersectionObserver(
    (entries) => {
      // A busy page is told of several changes at once, and only the last says where the section is now.
      if (entries.at(-1)?.isIntersecting && question) again();
    },
    { rootMargin: NEAR },
  );

  /**
   * Ask: about what the room has told, or once more about what was asked. Only when all that changes at a time has
   * changed: a head of another layer changes two things and is one question.
   */
  async function again() {
    if (due) return;
    due = true;
    await null;
    due = false;
    asked = question ?? asked;
    question = null;
    if (!asked) return;
    asking.abort();
    const mine = (asking = new AbortController());
    node.classList.add("asking");
    if (view) view.hidden = false; // what is drawn measures its place
    try {
      await ask(asked, mine.signal);
      problem.hidden = true;
    } catch (error) {
      if (mine.signal.aborted) return;
      told = ""; // so that the same question is asked anew when the room tells it again
      problem.hidden = false;
      if (view) view.hidden = true;
      forget();
      fill(problem, error instanceof Error ? error.message : String(error));
    } finally {
      if (asking === mine) node.classList.remove("asking");
    }
  }

  return {
    node,
    again,
    /** @param {Question} now  to be asked at once, wherever the section is */
    ask(now) {
      told = JSON.stringify(now);
      question = now;
      again();
    },
    /** @param {Question} next  what the room is about from now on */
    tell(next) {
      if (JSON.stringify(next) === told) return;
      told = JSON.stringify(next);
      question = next;
      observer.unobserve(node); // observed anew, it says whether the section is near now
      observer.observe(node);
    },
    close() {
      observer.disconnect();
      question = asked = null;
      asking.abort();
    },
  };
}

/**
 * A section that is one view of one answer, which the view's state holds by the name `answer`.
 * @param {import("../../../../views/kit/dom.js").Child} title
 * @param {string} lead
 * @param {import("../../../../views/types").View} view
 * @param {import("../../../../views/kit/host.js").State} state
 * @param {string} answer
 * @param {(question: Question, signal: AbortSignal) => Promise<any>} ask
 * @param {{ hasWayOut?: boolean }} [options]  the view has controls that lead out of a problem, and stays
 */
export function viewSection(title, lead, view, state, answer, ask, { hasWayOut = false } = {}) {
  const place = element("div");
  const section = laterSection(
    title,
    lead,
    place,
    async (question, signal) => state.set(answer, await ask(question, signal)),
    () => state.set(answer, null),
    hasWayOut ? null : place,
  );
  const unmount = mount(view, place, state);
  return {
    ...section,
    close() {
      section.close();
      unmount();
    },
  };
}
