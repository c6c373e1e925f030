// What the stages of a distribution say about a token. Looked up in the records, never computed.

import { element } from "./dom.js";
import { written } from "./settings.js";
import { meter } from "./tables.js";
import { termOf } from "./terms.js";
import { words } from "./words.js";

/** @typedef {import("../types").Stage} Stage */
/** @typedef {import("../types").Told} Told */
/** @typedef {import("./dom.js").Child} Child */

/**
 * The probability of a token where it is listed; else "cut" (it has none), "below" (it is one of the others), or
 * "unlisted" (one of these two, and the record does not say which).
 * @typedef {number | "cut" | "below" | "unlisted"} Fate
 */

/**
 * What became of token `id` on the way through the stages. Looked up in the records, never computed.
 * @param {Stage[]} stages
 * @param {number} id
 * @returns {Fate[]}
 */
export function fate(stages, id) {
  /** @type {Fate[]} */
  const found = [];
  stages.forEach((stage, index) => found.push(fateAt(stage, id, stages[index - 1], found[index - 1])));
  return found.map((each, index) => (each === "unlisted" && isListed(found.slice(index)) ? "below" : each));
}

/**
 * Whether a stage lists the token: then no stage before it can have cut it.
 * @param {Fate[]} found
 */
function isListed(found) {
  return found.some((each) => typeof each === "number");
}

/**
 * @param {Stage} stage
 * @param {number} id
 * @param {Stage | undefined} earlier  the stage before
 * @param {Fate | undefined} before  what became of the token there
 * @returns {Fate}
 */
function fateAt(stage, id, earlier, before) {
  const listed = stage.candidates.find((candidate) => candidate.id === id);
  if (listed) return listed.probability;
  // Where all that is left is listed, what is not listed was cut.
  if (before === "cut" || (stage.kept !== null && stage.kept <= stage.candidates.length)) return "cut";
  if (typeof before === "number" && stage.cuts) return "cut";
  if (stage.told) return "below";
  const [without, sooner] = [cutAt(stage), earlier ? cutAt(earlier) : 0];
  const more = without === null || sooner === null || without > sooner;
  return more || before === "unlisted" ? "unlisted" : "below";
}

/**
 * How many tokens have no probability at a stage, null where nobody knows.
 * @param {Stage} stage
 */
function cutAt({ candidates, others_count, kept }) {
  return others_count === null || kept === null ? null : candidates.length + others_count - kept;
}

/**
 * A stage by the name of its warper and the value it was given: "top-p 0.9".
 * @param {Pick<Stage, "name" | "parameters">} stage
 */
export function stageName(stage) {
  const values = Object.values(stage.parameters).map(written);
  const names = /** @type {Record<string, string>} */ (words.stages.names);
  return `${names[stage.name] ?? stage.name.replaceAll("_", "-")} ${values.join(", ")}`.trim();
}

/**
 * What `fate` found, as the content of a cell.
 * @param {Fate | undefined} found
 * @returns {Child[]}
 */
export function share(found) {
  if (typeof found === "number") return [meter(found)];
  if (found === "cut") return [element("span", { class: "lp-cut" }, words.stages.cut)];
  return [element("small", {}, words.stages[found ?? "below"])];
}

/**
 * Whether a token is hardly ever chosen, by the model as well as after each warper; such rows are folded.
 * @param {Fate[]} found
 */
export function isSmall(found) {
  return found.every((each) => typeof each !== "number" || each < 0.001);
}

/**
 * A table of candidates with all its bars on one scale, whose end is the largest probability in it: most are small, and
 * on a scale up to 100 % their bars could not be told apart.
 * @param {HTMLElement} node  the table
 * @param {Stage[]} stages  those that it shows
 */
export function scaled(node, stages) {
  const most = Math.max(...stages.flatMap(({ candidates }) => candidates.map(({ probability }) => probability)));
  node.style.setProperty("--most", String(most));
  return element("div", {}, node, element("p", { class: "lp-hint" }, words.stages.scale(most), asTold(stages[0])));
}

/**
 * How much a server told of a distribution; nothing of a model that is here.
 * @param {{ told?: Told | null }} stage
 * @returns {Child | Child[]}
 */
export function asTold({ told }) {
  return told ? words.stages.told(told.count, told.vocab_size, told.mass, termOf("mass")) : null;
}

/**
 * The tokens that a stage does not list: how many there are, what they hold together, how many are cut.
 * @param {Stage} stage
 */
export function othersText(stage) {
  if (stage.name === "model") return words.stages.othersOfModel(stage.others_count, stage.others_mass, termOf("mass"));
  const left = stage.kept === null ? 0 : stage.kept - stage.candidates.length;
  return words.stages.othersAfter(stage.others_mass, left, cutAt(stage) ?? 0);
}
