// One lane: what it is called, its text token by token, where it leaves another lane, what to look at in it.

import { band } from "../bands.js";
import { element, fill } from "../dom.js";
import { spokenPiece } from "../pieces.js";
import { writtenToken } from "../steps/written.js";
import { letterBadge } from "../told/letter.js";
import { words } from "../words.js";

/** @typedef {import("../../types").ChosenStep} Step */
/** @typedef {import("../../types").LaneOfTexts} Lane */
/** @typedef {import("../../types").TextOfLane} Text */
/** @typedef {import("../../types").LaneSummary} Summary */

/**
 * @param {Lane} lane
 * @param {number} at  its number
 * @param {string | null} other  the letter of the lane that it is compared with, if it is with one
 * @param {(lane: number, index: number) => void} jump  goes to a token
 */
export function laneText({ letter, name, error }, at, other, jump) {
  const made = element("p", {
    class: "lp-lane-text",
    role: "listbox",
    "aria-label": words.lanes.made(letter),
    "aria-orientation": "horizontal",
  });
  const caret = element("span", { class: "lp-lane-caret", "aria-hidden": true });
  const state = element("p", { class: "lp-state", role: error === null ? null : "alert" });
  const flags = element("ul", { class: "lp-flags" });
  const chips = element("div", { class: "lp-gotos", role: "group", "aria-label": words.lanes.jumps(letter) });
  const node = element(
    "section",
    { class: "lp-lane", "data-lane": at, "aria-label": words.lanes.lane(letter, name) },
    element("header", {}, letterBadge(letter, { spoken: false }), element("h3", {}, name)),
    made,
    state,
    flags,
    chips,
  );
  /** @type {Step[]} */
  let steps = [];
  let alike = 0; // so many tokens are those of the other lane
  /** @type {number | null} */
  let parts = null;
  let fork = -1; // the one that was gone to last

  /** @param {number} index */
  const token = (index) => /** @type {HTMLElement | undefined} */ (made.querySelectorAll('[role="option"]')[index]);

  /**
   * Show what has come since, and compare it with the other lane.
   * @param {Text} text
   * @param {Text | null} others
   */
  function show(text, others) {
    for (const step of text.steps.slice(steps.length)) made.insertBefore(tokenOf(step), caret);
    if (steps.length === 0) made.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
    steps = [...text.steps];
    compare(others);
  }

  /** @param {Text | null} text */
  function compare(text) {
    const others = other === null ? [] : (text?.steps ?? []);
    while (parts === null && alike < steps.length && alike < others.length) {
      const same = steps[alike].choice.piece === others[alike].choice.piece;
      token(alike)?.classList.add(same ? "lp-shared" : "lp-leaves");
      if (same) alike += 1;
      else parts = alike;
    }
  }

  /**
   * How it stands with this text, and what to look at in it.
   * @param {Text} text
   * @param {Summary | null} summary
   * @param {number} repeat  the number of the text
   */
  function tell({ status, note }, summary, repeat) {
    node.dataset.status = status;
    fill(state, stateText(status, note, steps.length));
    const marks = summary?.marks[repeat];
    for (const looping of made.querySelectorAll(".lp-looping")) looping.classList.remove("lp-looping");
    if (marks?.loop)
      for (let index = marks.loop.start; index < steps.length; index++) token(index)?.classList.add("lp-looping");
    const flag = (/** @type {string} */ said, warns = false) => element("li", { class: warns && "lp-warned" }, said);
    fill(
      flags,
      summary?.measures.identical && flag(words.lanes.identical(summary.marks.length)),
      marks && other !== null && marks.parts === null && flag(words.lanes.sameAs(other)),
      marks?.loop && flag(words.lanes.loops(marks.loop.start + 1, marks.loop.period), true),
    );
    fill(chips, marks ? jumps(marks) : []);
  }

  /** @param {import("../../types").Marks} marks */
  function jumps({ most_uncertain, forks, parts: parted }) {
    const button = (/** @type {string} */ title, /** @type {() => void} */ onclick, /** @type {string} */ meaning) =>
      element("button", { type: "button", class: "lp-goto", title: meaning, onclick }, title);
    const { divergence, uncertain, fork: forkWords } = words.lanes.chips;
    const there = other !== null && parted !== null && parted < steps.length ? parted : null;
    const nextFork = (/** @type {Event} */ event) => {
      fork = (fork + 1) % forks.length;
      const title = forkWords.next(fork + 1, forks.length);
      fill(/** @type {HTMLElement} */ (event?.currentTarget), title);
      jump(at, forks[fork]);
    };
    return [
      there !== null &&
        button(divergence.title(other ?? "", there + 1), () => jump(at, there), divergence.meaning(other ?? "")),
      most_uncertain !== null &&
        button(uncertain.title(most_uncertain + 1), () => jump(at, most_uncertain), uncertain.meaning),
      forks.length > 0 &&
        element(
          "button",
          { type: "button", class: "lp-goto", title: forkWords.meaning, onclick: nextFork },
          forkWords.title(forks.length),
        ),
    ];
  }

  fill(made, caret);
  return { node, show, compare, tell, token };
}

/** @param {Step} step */
function tokenOf(step) {
  const { index, choice } = step;
  const node = tokenInk(step);
  const spoken = words.generation.spoken(spokenPiece(choice.piece), choice.model_probability, choice.rank);
  const option = { role: "option", tabindex: -1, "data-index": index, "aria-selected": "false", "aria-label": spoken };
  for (const [name, value] of Object.entries(option)) node.setAttribute(name, String(value));
  return node;
}

/**
 * A token in the colour of its probability.
 * @param {import("../../types").SweptStep} step
 */
export function tokenInk({ choice, text }) {
  const [spaces, word] = writtenToken({ choice, text });
  return element(
    "span",
    { class: `lp-lane-token ${band(choice.model_probability)}${text === "" ? " lp-silent" : ""}` },
    spaces,
    element("span", { class: "lp-ink" }, word),
  );
}

/**
 * @param {string} status
 * @param {string | null} note  why it ended, or what happens now
 * @param {number} made
 */
function stateText(status, note, made) {
  const { endings, done, stopped } = words.generation;
  if (status === "stopped") return stopped(made);
  if (status === "done") return done(endings[/** @type {keyof endings} */ (note)] ?? endings.done, made, null);
  return note ?? "";
}
