// The texts of a visit as a tree: each began anew, or parted from another one. What was done to it can be undone.

import { words } from "./words.js";

/** @typedef {import("./recording.js").Recording} Recording */
/** @typedef {import("../../views/types").ChosenStep} ChosenStep */

/**
 * @typedef {object} Text
 * @property {number} id
 * @property {number | null} parent  the text that it parted from
 * @property {string} name
 * @property {Recording} recording
 */

/** @typedef {{ texts: Text[], current: number | null }} Moment  never changed, so that an earlier one can come back */

// Each text holds a distribution a token; what is more than this would one day be more than a browser bears.
const MOST_TEXTS = 60;
const MOST_UNDONE = 60; // changes that can be taken back

/** Tells of every change by the event "change". */
export class Branches extends EventTarget {
  /** @type {Moment} */
  #now = { texts: [], current: null };
  /** @type {Moment[]} */
  #undone = [];
  /** @type {Moment[]} */
  #done = [];
  #made = 0;

  get texts() {
    return this.#now.texts;
  }

  /** The text that is shown. */
  get current() {
    return this.find(this.#now.current);
  }

  /** Whether there is no room for another text; nothing goes away by itself, so one has to be deleted first. */
  get isFull() {
    return this.texts.length >= MOST_TEXTS;
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** @param {number | null} id */
  find(id) {
    return this.texts.find((text) => text.id === id) ?? null;
  }

  /** Each text below the one that it parted from, with its depth. @returns {[Text, number][]} */
  rows() {
    /** @type {(parent: number | null, depth: number) => [Text, number][]} */
    const below = (parent, depth) =>
      this.texts
        .filter((text) => text.parent === parent)
        .flatMap((text) => [[text, depth], ...below(text.id, depth + 1)]);
    return below(null, 0);
  }

  /**
   * @param {Recording} recording
   * @param {number | null} [parent]
   */
  add(recording, parent = null) {
    const id = ++this.#made;
    const text = { id, parent: this.find(parent) && parent, name: words.branches.name(id), recording };
    this.#do({ texts: [...this.texts, text], current: id });
  }

  /**
   * A text goes on at its end.
   * @param {number} id
   * @param {Recording} recording
   */
  grow(id, recording) {
    if (!this.find(id)) return this.add(recording);
    this.#do({ texts: this.texts.map((text) => (text.id === id ? { ...text, recording } : text)), current: id });
  }

  /**
   * @param {number} id
   * @param {string} name
   */
  rename(id, name) {
    this.#do({ ...this.#now, texts: this.texts.map((text) => (text.id === id ? { ...text, name } : text)) });
  }

  /** A text and all that parted from it. @param {number} id */
  remove(id) {
    const gone = new Set([id]);
    for (const [text] of this.rows()) if (text.parent !== null && gone.has(text.parent)) gone.add(text.id);
    const texts = this.texts.filter((text) => !gone.has(text.id));
    const parent = this.find(id)?.parent ?? null;
    const current = gone.has(this.#now.current ?? 0) ? (parent ?? texts.at(-1)?.id ?? null) : this.#now.current;
    this.#do({ texts, current });
  }

  /** To look at another text changes none, so there is nothing to undo. @param {number} id */
  show(id) {
    this.#now = { ...this.#now, current: id };
    this.#tell();
  }

  undo() {
    this.#move(this.#done, this.#undone);
  }

  redo() {
    this.#move(this.#undone, this.#done);
  }

  /**
   * @param {Moment[]} from
   * @param {Moment[]} to
   */
  #move(from, to) {
    const moment = from.pop();
    if (!moment) return;
    to.push(this.#now);
    this.#now = moment;
    this.#tell();
  }

  /** @param {Moment} moment */
  #do(moment) {
    this.#done = [...this.#done, this.#now].slice(-MOST_UNDONE);
    this.#undone = [];
    this.#now = moment;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * How many tokens two texts have in common at their beginning.
 * @param {ChosenStep[]} one
 * @param {ChosenStep[]} other
 */
export function commonLength(one, other) {
  const parts = one.findIndex((step, index) => step.choice.piece !== other[index]?.choice.piece);
  return parts < 0 ? one.length : parts;
}

/** @param {ChosenStep[]} steps */
export function textOf(steps) {
  return steps.map((step) => step.text).join("");
}

/**
 * Steps without what of their text is no part of the whole: a stop string may begin in a step that a branch has kept.
 * @param {ChosenStep[]} steps
 * @param {string} completion
 * @returns {ChosenStep[]}
 */
export function within(steps, completion) {
  let left = completion;
  return steps.map((step) => {
    const text = left.slice(0, step.text.length);
    left = left.slice(text.length);
    return { ...step, text };
  });
}

/**
 * The first steps of a text that goes on. What was its end is so no longer: half a character there waits for its other
 * half.
 * @param {ChosenStep[]} steps
 */
export function beginning(steps) {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return steps.map((step) => ({
    ...step,
    text: decoder.decode(
      Uint8Array.from(step.choice.piece.match(/../g) ?? [], (pair) => parseInt(pair, 16)),
      {
        stream: true,
      },
    ),
  }));
}
