// A sweep as it comes from the server, token by token; it is shown once all its texts have ended.

import { label } from "../../labels.js";
import { words } from "../../words.js";

/** @typedef {import("../../types").SweepRequest} SweepRequest */
/** @typedef {import("../../../../views/types").Sweep} Sweep */
/** @typedef {import("../../../../views/types").SweptStep} SweptStep */

const MOST = 4; // sweeps side by side
const NEWS_EVERY = 100; // milliseconds between two looks at how far it is

export class SweepRecording {
  #view;
  /** What is shown, with what was asked; @type {{ asked: SweepRequest, sweep: Sweep, seed: number | null }[]} */
  #shown = [];
  /** @type {SweepRequest | null} */
  #asked = null;
  /** @type {SweptStep[][][]} */
  #texts = [];
  /** @type {number | null} */
  #seed = null;
  #made = 0;
  #most = 0;
  #told = 0;
  ended = false;

  /** @param {import("../../../../views/kit/host.js").State} view */
  constructor(view) {
    this.#view = view;
  }

  /** What a sweep that is shown was asked with, and the seed of its first texts. @param {number} at */
  shown(at) {
    return this.#shown[at];
  }

  /** Whether what is shown was asked with something else than this, the parameter aside. @param {SweepRequest} request */
  isStale(request) {
    const last = this.#shown.at(-1);
    return last !== undefined && shared(last.asked) !== shared(request);
  }

  /** @param {SweepRequest} asked */
  await(asked) {
    this.#asked = asked;
    this.#texts = [];
    this.#seed = null;
    this.ended = false;
    this.#view.set("coming", words.waiting);
  }

  /** @param {{ event: string, data: any }} happening */
  take({ event, data }) {
    if (event === "loading") this.#view.set("coming", data.message);
    else if (event === "arena") this.#begin(data.texts);
    else if (event === "start") this.#seed ??= data.seed;
    else if (event === "step") this.#takeStep(data);
    else if (event === "lanes") this.#show(data.lanes);
  }

  /** Nothing more comes. @param {string | null} message  what to say of it */
  stop(message) {
    this.#view.apply({ progress: null, coming: this.ended ? null : message });
  }

  /** @param {number[]} texts  how many each value has */
  #begin(texts) {
    this.#texts = texts.map((count) => Array.from({ length: count }, () => []));
    this.#made = 0;
    this.#most = texts.reduce((sum, count) => sum + count, 0) * (this.#asked?.max_new_tokens ?? 0);
    this.#view.apply({ progress: { made: 0, most: this.#most }, coming: null });
  }

  /** @param {SweptStep & { lane: number, repeat: number }} step */
  #takeStep({ lane, repeat, ...step }) {
    this.#texts[lane][repeat].push(step);
    this.#made += 1;
    if (performance.now() - this.#told < NEWS_EVERY) return;
    this.#told = performance.now();
    this.#view.set("progress", { made: this.#made, most: this.#most });
  }

  /** @param {import("../../../../views/types").LaneSummary[]} summaries */
  #show(summaries) {
    const asked = /** @type {SweepRequest} */ (this.#asked);
    this.ended = true;
    const { parameter, values, model, repeats, max_new_tokens } = asked;
    // A value at which nothing is drawn has one text, which is as many as were asked for.
    const texts = this.#texts.map((made) =>
      made.length === 1 ? Array.from({ length: repeats }, () => made[0]) : made,
    );
    const caption = words.arena.sweep.caption(model, repeats, max_new_tokens, settingsOf(asked));
    const sweep = { parameter, label: label(parameter), caption, values, texts, summaries };
    // Beside it stay those that can be compared with it: other parameters, all else the same.
    const others = this.#shown.filter((each) => shared(each.asked) === shared(asked) && own(each.asked) !== own(asked));
    this.#shown = [...others, { asked, sweep, seed: this.#seed }].slice(-MOST);
    this.#view.apply({ progress: null, coming: null, selected: null, sweeps: this.#shown.map((each) => each.sweep) });
  }
}

/** @param {SweepRequest} asked */
function settingsOf({ parameters }) {
  return Object.entries(parameters).map(([name, value]) => `${label(name).toLowerCase()} ${value}`);
}

/** What two sweeps must have in common to stand on the same axes. @param {SweepRequest} asked */
function shared({ prompt, model, max_new_tokens, repeats, seed, stop }) {
  return JSON.stringify([prompt, model, max_new_tokens, repeats, seed, stop]);
}

/** What makes one sweep another than the one beside it. @param {SweepRequest} asked */
function own({ parameter, parameters }) {
  return JSON.stringify([parameter, parameters]);
}
