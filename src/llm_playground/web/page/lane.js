// One text on the screen: with what it was asked, the text as it comes, how it ended.

import generation from "../../views/generation.js";
import { element, fill } from "../../views/kit/dom.js";
import { mount, State } from "../../views/kit/host.js";
import { signedDecimal } from "../../views/kit/numbers.js";
import { written } from "../../views/kit/settings.js";
import { row, table } from "../../views/kit/tables.js";
import { term } from "../../views/kit/terms.js";
import { letterBadge } from "../../views/kit/told/letter.js";
import { staleness } from "./desk.js";
import { label } from "./labels.js";
import { Recording } from "./recording.js";
import { saveMenu } from "./saving.js";
import { words } from "./words.js";

/** @typedef {import("./types").Run} Run */
/** @typedef {import("../../views/types").ChosenStep} ChosenStep */

export const LETTERS = "ABCD";

/**
 * @typedef {object} LaneOptions
 * @property {string} [letter]
 * @property {string} [title]
 * @property {string} [empty]  what stands there before the first run
 * @property {HTMLElement} [below]  what stands below the text
 * @property {(seed: number) => void} [keepSeed]
 * @property {(lane: TextLane, step: ChosenStep) => HTMLElement[]} [doors]  from a token to other rooms
 * @property {(started: import("./types").Started) => void} [onstart]
 * @property {(recording: Recording) => void} [onstate]  hears how far it is
 */

export class TextLane {
  view = new State({ prompt: null, is_instruct: false, status: "empty", message: null, steps: [], selected: null });
  recording = new Recording((news) => this.hear(this.recording, news));
  /** The one that is to take its place; @type {Recording | null} */
  #expected = null;
  #letter = letterBadge("", { spoken: false });
  #head = element("div", { class: "lane-head" });
  #more = element("div", { class: "lane-more" });
  /** Keeps the seed of this text; @type {HTMLElement | null} */
  #keep = null;
  #options;
  #unmount;
  #markStale;

  /** @param {LaneOptions} [options] */
  constructor(options = {}) {
    this.#options = options;
    const place = element("div", { class: "lane-text" });
    this.el = element(
      "section",
      { class: "card lane", "aria-label": options.title ?? words.lane.title(options.letter) },
      this.#head,
      place,
      this.#more,
    );
    this.#markStale = staleness(this.el);
    this.letter = options.letter ?? "";
    const { doors } = options;
    if (doors) this.view.set("doors", (/** @type {ChosenStep} */ step) => doors(this, step));
    if (options.below) this.view.set("below", options.below);
    if (options.empty) this.view.set("message", options.empty);
    this.#unmount = mount(generation, place, this.view);
    // On a phone the story of a token is a sheet from below, and the token would stand behind it.
    const show = () => place.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    this.view.on("change:selected", () => requestAnimationFrame(show));
  }

  /** @param {string} letter */
  set letter(letter) {
    fill(this.#letter, letter);
    this.#letter.hidden = letter === "";
    if (letter) this.el.setAttribute("aria-label", words.lane.title(letter));
  }

  close() {
    this.#unmount();
    this.el.remove();
  }

  /**
   * Compare what is asked for now with what this text was made from.
   * @param {Run} run
   */
  compare(run) {
    // A run that failed before it began is not shown, and what it was asked is out of date all the same.
    const { asked, busy } = this.#expected ?? this.recording;
    this.#markStale(asked !== null && !busy && JSON.stringify(asked) !== JSON.stringify(run));
    this.#offerSeed(run);
  }

  /** Tell how far a recording is; until it is shown the text that is there stays. @param {Recording} recording */
  expect(recording) {
    this.#expected = recording;
  }

  /**
   * Show a recording as far as it is; null is none.
   * @param {Recording | null} recording
   * @param {number | null} [selected]  the token of which is told
   */
  show(recording, selected = null) {
    this.recording = recording ?? new Recording(() => {});
    if (this.#expected === recording) this.#expected = null;
    this.#drawText(selected);
    this.#drawState(this.recording);
  }

  /** The model is another one, or has come: a run that was refused before it wrote anything is told of no more. */
  forgive() {
    const { status, steps } = this.#expected ?? this.recording;
    if (status !== "error" || steps.length > 0) return;
    if (this.recording.status !== "error") this.#drawState(this.recording);
    else this.view.apply({ status: "empty", message: null });
  }

  /**
   * @param {Recording} recording
   * @param {import("./recording.js").News} news
   */
  hear(recording, news) {
    if (recording !== this.recording && recording !== this.#expected) return;
    if (news === "start") this.#drawText(null);
    if (news === "step") this.view.post({ kind: "step", step: recording.steps.at(-1) });
    // Where a stop string began in a token that was kept, less of that token is part of the text than stands there.
    if (news === "end" && recording.kept.length > 0 && recording.done?.stop_string)
      this.view.set("steps", [...recording.steps]);
    this.#drawState(recording);
  }

  /**
   * All of a text that is there; what comes after it is posted step by step.
   * @param {number | null} selected
   */
  #drawText(selected) {
    const { started, steps } = this.recording;
    this.#markStale(false);
    fill(this.#more);
    this.#drawHead();
    this.view.apply({
      steps: [...steps],
      selected,
      finish_reason: null,
      stop_string: null,
      completion: null,
      common: null,
    });
    const { prompt = null, is_instruct = false, quantization = null } = started ?? {};
    this.view.apply({ prompt, is_instruct, quantization });
    if (started) this.#options.onstart?.(started);
  }

  /** @param {Recording} recording */
  #drawState({ status, message, done }) {
    const pace = done && done.seconds > 0 && done.tokens > 0 ? words.pace(done.seconds, done.tokens) : null;
    this.view.apply({
      status,
      message: status === "done" ? pace : message,
      finish_reason: done?.finish_reason ?? null,
      completion: done?.completion ?? null,
      stop_string: done?.stop_string ?? null,
    });
    this.#options.onstate?.(this.recording);
    const ended = status === "done" && done;
    fill(this.#more, ended && done.hypotheses.length > 0 && beams(done.hypotheses), ended && saveMenu(this.recording));
  }

  #drawHead() {
    const { started } = this.recording;
    if (!started) return void fill(this.#head);
    const { seed } = started;
    const keep = () => {
      // The button goes away; who pressed it by the keyboard goes on in the text.
      /** @type {HTMLElement | null} */ (this.el.querySelector('[role="option"][tabindex="0"]'))?.focus();
      if (seed !== null) this.#options.keepSeed?.(seed);
    };
    this.#keep =
      seed !== null && this.#options.keepSeed
        ? element("button", { type: "button", class: "quiet small", onclick: keep }, words.keepSeed)
        : null;
    const tag = (/** @type {string} */ text) => element("span", { class: "tag" }, text);
    fill(
      this.#head,
      this.#letter,
      element("h2", {}, started.model),
      this.recording.run?.template !== undefined && tag(words.lane.template(started.template)),
      tag(label(started.strategy)),
      Object.entries(started.parameters).map(([name, value]) => tag(`${label(name)} ${written(value)}`)),
      started.stop.length > 0 && tag(`${label("stop")} ${written(started.stop)}`),
      seed !== null && tag(`${label("seed")} ${seed}`),
      this.#keep,
    );
    this.#offerSeed(this.recording.asked);
  }

  /** A seed that is set already need not be kept. @param {Run | null} run  as it is set now */
  #offerSeed(run) {
    if (this.#keep) this.#keep.hidden = run?.seed !== null && run?.seed === this.recording.started?.seed;
  }
}

/** @param {import("../../views/types").Hypothesis[]} hypotheses */
function beams(hypotheses) {
  const rows = hypotheses.map((each, index) =>
    row(
      index + 1,
      [element("span", { class: "beam" }, each.text), signedDecimal(each.logprob, 2), signedDecimal(each.score, 3)],
      index === 0 ? "lp-taken" : "",
    ),
  );
  return element(
    "div",
    { class: "beams lp-view" },
    element("h3", {}, words.beams.title),
    table(
      words.beams.caption,
      [
        words.beams.place,
        words.beams.text,
        term("log_probability", words.beams.logprob),
        term("score", words.beams.score),
      ],
      rows,
    ),
  );
}
