// Asking the server again as a person types: at the first key after a pause (or a paste), and when the keys pause again.
// One question at a time, and the last one is answered.

import { element, fill } from "../../views/kit/dom.js";
import { Refused, server } from "./api.js";

const PAUSE = 150; // milliseconds; where an answer takes longer, as long as it took

export class Asking {
  #ask;
  #el;
  #controller = new AbortController();
  /** @type {number | undefined} */
  #timer;
  #busy = false;
  #again = false;
  #took = 0;
  #typed = -Infinity;
  #back = () => this.now();
  /** What the server said against it; for the room to put where it is seen. */
  problem = element("p", { class: "problem", role: "alert", hidden: true });

  /**
   * @param {HTMLElement} el  is of class "asking" from the key on until there is an answer to what was typed, and
   *   "refused" when there is none to be had, so that what another question brought is not taken for it
   * @param {(signal: AbortSignal) => Promise<void>} ask  asks and shows; what it throws is shown as the problem
   */
  constructor(el, ask) {
    this.#el = el;
    this.#ask = ask;
    server.addEventListener("back", this.#back);
  }

  /** Ask at once after a pause, else when nothing more has been typed for a moment. */
  later() {
    const [pause, before] = [Math.max(PAUSE, this.#took), this.#typed];
    this.#typed = performance.now();
    clearTimeout(this.#timer);
    if (this.#typed - before > pause) {
      this.now();
    } else {
      this.#el.classList.add("asking");
      this.#timer = window.setTimeout(() => this.now(), pause);
    }
  }

  /** Ask, or if an answer is awaited, ask again after it: the server is not to work for nobody. */
  async now() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = this.#busy;
    if (this.#busy) return;
    this.#busy = true;
    this.#el.classList.add("asking");
    const started = performance.now();
    try {
      await this.#ask(this.#controller.signal);
      this.problem.hidden = true;
      this.#el.classList.remove("refused");
    } catch (error) {
      if (this.#controller.signal.aborted) return;
      this.problem.hidden = false;
      this.#el.classList.toggle("refused", error instanceof Refused);
      fill(this.problem, error instanceof Error ? error.message : String(error));
    } finally {
      this.#busy = false;
      this.#took = performance.now() - started;
      this.#el.classList.toggle("asking", this.#timer !== undefined);
    }
    if (this.#again) await this.now();
  }

  close() {
    clearTimeout(this.#timer);
    this.#again = false;
    this.#controller.abort();
    server.removeEventListener("back", this.#back);
  }
}
