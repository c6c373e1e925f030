// What the parts of the model want to know when they are opened: each question is asked once, and the answer kept.

import { askJson } from "../../api.js";

/** @typedef {import("./later.js").Question} Question */

const ABOUT_THE_TEXT = ["positions", "temperatures"]; // the others are about the model alone

/**
 * Answers what a view puts into its state as `asked`.
 * @param {import("../../../../views/kit/host.js").State} state
 */
export function answering(state) {
  /** @type {Question | null} */
  let about = null;
  let asking = new AbortController();
  /** @type {Record<string, string>} */
  const sent = {};

  state.on("change:asked", () => {
    for (const [name, question] of Object.entries(state.get("asked") ?? {})) {
      const text = JSON.stringify(question);
      if (sent[name] === text) continue;
      sent[name] = text;
      answer(name, question, asking.signal);
    }
  });

  /**
   * @param {string} name  of the route, too
   * @param {object} question
   * @param {AbortSignal} signal
   */
  async function answer(name, question, signal) {
    if (!about) return;
    const { model, prompt } = about;
    const body = { ...(ABOUT_THE_TEXT.includes(name) ? { model, prompt } : { model }), ...question };
    try {
      put(name, { question, record: await askJson(`api/${name}`, body, signal) });
    } catch (error) {
      if (signal.aborted) return;
      delete sent[name]; // so that it can be asked again
      put(name, { question, problem: error instanceof Error ? error.message : String(error) });
    }
  }

  /** @param {string} name @param {object} found */
  function put(name, found) {
    state.set("answers", { ...state.get("answers"), [name]: found });
  }

  return {
    /** @param {Question} next  what the view is about from now on */
    tell(next) {
      if (JSON.stringify(next) === JSON.stringify(about)) return;
      about = next;
      asking.abort();
      asking = new AbortController();
      for (const name of Object.keys(sent)) delete sent[name];
      state.apply({ asked: {}, answers: {} });
    },
    close: () => asking.abort(),
  };
}
