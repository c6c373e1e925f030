// A text on the screen that can go on from any of its tokens, and the tree of the texts that came of it.

import { isDrawn } from "../../views/kit/steps/noise.js";
import { branchTree } from "./branch-tree.js";
import { beginning, commonLength } from "./branches.js";
import { TextLane } from "./lane.js";
import { mark } from "./problems.js";
import { Recording, record } from "./recording.js";

/** @typedef {import("./types").Run} Run */
/** @typedef {import("../../views/types").Branching} Asked */

/**
 * @typedef {object} BranchingOptions
 * @property {import("./types").Catalog} catalog
 * @property {import("./branches.js").Branches} branches
 * @property {import("./lane.js").LaneOptions} lane
 * @property {() => Run} run  what is set for this text now
 * @property {(work: (signal: AbortSignal) => Promise<void>) => void} begin  ends what is running and begins this
 * @property {() => void} ended  when a run of this text is over
 * @property {() => void} stop
 */

export class BranchingLane {
  #options;
  #branches;
  #tree;
  /** What the text has in common with the one that the tree lays beside it; @type {number | null} */
  #common = null;
  /** The text of another lane, with which it is compared unless the tree does; @type {Recording | null} */
  #beside = null;
  /** Of a branch that is awaited, the token at which it parts; @type {[Recording, number] | null} */
  #parting = null;
  #follow = () => {
    this.#show();
    this.#tree.draw(); // which marks in the text what it has in common with another
  };
  /** @param {KeyboardEvent} event */
  #keys = (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || target.closest("input, textarea"))
      return;
    event.preventDefault();
    if (event.shiftKey) this.#branches.redo();
    else this.#branches.undo();
  };

  /** @param {BranchingOptions} options */
  constructor(options) {
    this.#options = options;
    this.#branches = options.branches;
    this.#tree = branchTree(this.#branches);
    this.text = new TextLane({ ...options.lane, below: this.#tree.node });
    this.text.view.set("branching", true);
    this.text.view.on("change:asked", (_, asked) => this.#goOn(asked));
    this.#tree.node.addEventListener("common", (event) => {
      this.#common = /** @type {CustomEvent} */ (event).detail;
      this.#markCommon();
    });
    this.text.el.addEventListener("keydown", this.#keys);
    this.#branches.addEventListener("change", this.#follow);
    this.#follow();
  }

  get recording() {
    return this.text.recording;
  }

  close() {
    this.#branches.removeEventListener("change", this.#follow);
    this.text.close();
  }

  /** Whether there is room for another text; if there is none, the tree says so. */
  hasRoom() {
    if (this.#branches.isFull) this.#tree.refuse();
    return !this.#branches.isFull;
  }

  /** Mark where this text parts from that of another lane. @param {Recording | null} recording  null: from none */
  compareWith(recording) {
    this.#beside = recording;
    this.#markCommon();
  }

  #markCommon() {
    const [mine, others] = [this.recording.steps, this.#beside?.steps ?? []];
    const parts = others.length > 0 && mine.length > 0 ? commonLength(mine, others) : null;
    this.text.view.set("common", this.#common ?? parts);
  }

  /** The recording of a text that begins anew. */
  next() {
    return this.#expect((recording) => this.#branches.add(recording));
  }

  /**
   * A recording that is awaited. The text before it stays until it starts; then it has its place in the tree.
   * @param {(recording: Recording) => void} place
   */
  #expect(place) {
    const recording = new Recording((news) => {
      if (news === "start") place(recording);
      else this.text.hear(recording, news);
      if (news === "step" ? this.#firstWords(recording) : news !== "waiting") this.#tree.draw();
    });
    this.text.expect(recording);
    return recording;
  }

  /** Whether the row of a text still grows with it. @param {Recording} recording */
  #firstWords(recording) {
    return recording.steps.length - recording.kept.length < 12;
  }

  /** @param {Asked} asked */
  #goOn({ at, token, more }) {
    const from = this.#branches.current;
    const { run, started, steps } = this.recording;
    if (!from || !run || !started) return;
    // The text is that of its model and its prompt, whatever is set by now.
    const asked = { ...this.#options.run(), model: run.model, prompt: run.prompt };
    const kept = beginning(steps.slice(0, at));
    const atTheEnd = at === steps.length;
    if (!atTheEnd && !this.hasRoom()) return;
    const { strategy, parameters, order, sampled } = ableToGoOn(asked, this.#options.catalog);
    /** @type {Run} */
    const request = {
      ...asked,
      strategy,
      parameters,
      order,
      // With its seed a branch differs from the text only where the words do.
      seed: sampled ? (asked.seed ?? started.seed) : null,
      max_new_tokens:
        more === 1 ? at + 1 : atTheEnd && more ? at + asked.max_new_tokens : Math.max(asked.max_new_tokens, at + 1),
      taken: kept.map(({ choice }) => ({ id: choice.id, chance: chanceOf(choice) })),
      ...(token !== undefined && { token }),
    };
    this.#options.begin(async (signal) => {
      const recording = this.#expect((made) =>
        atTheEnd ? this.#branches.grow(from.id, made) : this.#branches.add(made, from.id),
      );
      recording.kept = kept;
      recording.asked = asked;
      if (token !== undefined) this.#parting = [recording, at];
      mark(this.text.el, await record([recording], [request], signal));
      this.#options.ended();
    });
  }

  /** What the tree says is shown. */
  #show() {
    const current = this.#branches.current?.recording ?? null;
    const running = this.recording.busy && !this.#branches.texts.some(({ recording }) => recording === this.recording);
    if (running) this.#options.stop(); // it was undone or deleted
    const [parting, at] = this.#parting ?? [];
    if (current !== this.recording) this.text.show(current, current && current === parting ? at : null);
  }
}

/**
 * Beam search plans a whole text, so a branch of one goes on greedily, with what greedy decoding takes as well.
 * @param {Run} run
 * @param {import("./types").Catalog} catalog
 * @returns {Pick<Run, "strategy" | "parameters" | "order"> & { sampled: boolean }}
 */
function ableToGoOn({ strategy, parameters, order }, { strategies }) {
  const find = (/** @type {string} */ name) => strategies.find((each) => each.name === name);
  const kind = find(strategy);
  if (!kind?.searches) return { strategy, parameters, order, sampled: kind?.sampled ?? false };
  const takes = find("greedy")?.parameters ?? [];
  const left = Object.entries(parameters).filter(([name]) => takes.includes(name));
  return { strategy: "greedy", parameters: Object.fromEntries(left), sampled: false };
}

/**
 * The probability with which a token counts for warpers that remember.
 * @param {import("../../views/types").Choice} choice
 */
function chanceOf(choice) {
  const { by_hand, probability } = choice;
  return (isDrawn(choice) || by_hand) && probability > 0 ? probability : null;
}
