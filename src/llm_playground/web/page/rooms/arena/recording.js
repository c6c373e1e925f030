// An arena as it comes from the server: what the view of lanes shows of it, and what was asked for each text.

import { words } from "../../words.js";
import { LETTERS } from "./letters.js";

/** @typedef {import("../../types").ArenaRequest} ArenaRequest */
/** @typedef {import("../../types").Started} Started */
/** @typedef {import("../../../../views/types").LaneOfTexts} LaneOfTexts */

export class ArenaRecording {
  /** @type {import("../../../../views/kit/host.js").State} */
  #view;
  /** @type {ArenaRequest | null} */
  #asked = null;
  /** @type {LaneOfTexts[]} */
  #lanes = [];
  /** How each text began; @type {Started[][]} */
  #started = [];
  ended = false;
  busy = false;

  /** @param {import("../../../../views/kit/host.js").State} view */
  constructor(view) {
    this.#view = view;
  }

  get hasSteps() {
    return this.#lanes.some(({ texts }) => texts.some(({ steps }) => steps.length > 0));
  }

  /** That of the first texts of all lanes that have none of their own; null where nothing is drawn. */
  get seed() {
    const sharing = this.#started.filter((_, lane) => this.#asked?.lanes[lane].seed === undefined);
    return sharing.map(([first]) => first?.seed ?? null).find((seed) => seed !== null) ?? null;
  }

  /** Wait for a run. What there was stays until the new one begins. @param {ArenaRequest} asked */
  await(asked) {
    this.#asked = asked;
    this.ended = false;
    this.busy = true;
    if (this.#lanes.length === 0) this.#view.set("coming", words.waiting);
  }

  /** @param {{ event: string, data: any }} happening */
  take({ event, data }) {
    if (event === "loading") this.#view.set("coming", data.message);
    else if (event === "arena") this.#begin(data);
    else if (event === "lanes") {
      this.ended = true;
      this.busy = false;
      this.#view.apply({ summaries: data.lanes, seconds: data.seconds });
    } else if (event === "lane_error") this.#fail(data);
    else if (event === "error") this.stop(data.message);
    else this.#takeOfText(event, data);
  }

  /**
   * A text as the doors to other rooms want it.
   * @param {number} lane
   * @param {number} repeat
   */
  textOf(lane, repeat) {
    const texts = this.#lanes[lane]?.texts ?? [];
    const number = Math.min(repeat, texts.length - 1);
    const started = this.#started[lane]?.[number];
    if (!this.#asked || !started) return null;
    const { prompt, max_new_tokens, lanes, stop, top } = this.#asked;
    const { model, strategy, parameters, order } = lanes[lane];
    const run = {
      model,
      prompt,
      strategy,
      parameters,
      max_new_tokens,
      seed: started.seed,
      ...(order && { order }),
      ...(stop && { stop }),
      top,
    };
    return { run, started, steps: texts[number].steps };
  }

  /** The stream has ended; if the arena has not, say so. @param {string} message */
  finish(message) {
    if (!this.ended) this.stop(message);
  }

  /** Every text that was not done has ended now. @param {string | null} message  null: it was stopped by hand */
  stop(message) {
    this.busy = false;
    for (const [lane, { texts }] of this.#lanes.entries())
      for (const [repeat, { status }] of texts.entries())
        if (status === "running" || status === "waiting")
          this.#news(lane, repeat, message === null ? "stopped" : "error", null);
    if (this.#lanes.length === 0) this.#view.set("coming", null);
  }

  /** @param {{ names: string[], texts: number[], repeats: number }} begun */
  #begin({ names, texts }) {
    this.#lanes = names.map((name, lane) => ({
      letter: LETTERS[lane],
      name,
      error: null,
      // A lane that cannot begin makes no text, and needs one in which it says why.
      texts: Array.from({ length: texts[lane] || 1 }, () => ({ steps: [], status: "running", note: null })),
    }));
    this.#started = names.map(() => []);
    const repeat = Math.min(this.#view.get("repeat"), Math.max(1, ...texts) - 1);
    this.#view.apply({ selected: null, summaries: null, seconds: [], coming: null, repeat, lanes: this.#lanes });
  }

  /** One lane ends, the others go on; they may be compared with another one now. @param {{ lane: number, message: string }} failed */
  #fail({ lane, message }) {
    const failed = this.#lanes[lane];
    failed.error = message;
    for (const text of failed.texts) Object.assign(text, { status: "error", note: message });
    this.#view.set("lanes", [...this.#lanes]);
  }

  /** @param {string} event @param {any} data */
  #takeOfText(event, { lane, repeat, ...data }) {
    const text = this.#lanes[lane]?.texts[repeat];
    if (!text) return;
    if (event === "start") this.#started[lane][repeat] = data;
    else if (event === "step") {
      text.steps.push(data);
      this.#view.post({ kind: "step", lane, repeat, step: data });
    } else if (event === "beam_step")
      this.#news(lane, repeat, "running", words.searching(data.index + 1, this.#asked?.max_new_tokens ?? 0));
    else if (event === "ending") this.#news(lane, repeat, "done", data.finish_reason);
  }

  /**
   * @param {number} lane
   * @param {number} repeat
   * @param {import("../../../../views/types").TextOfLane["status"]} status
   * @param {string | null} note
   */
  #news(lane, repeat, status, note) {
    Object.assign(this.#lanes[lane].texts[repeat], { status, note });
    this.#view.post({ kind: "news", lane, repeat, status, note });
  }
}
