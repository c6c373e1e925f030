// What the stages of a distribution say about a token. Looked up in the records, never computed.

import { element } from "./dom.js";
import { number } from "./numbers.js";
import { meter } from "./tables.js";
import { words } from "./words.js";

/** @typedef {import("../types").Stage} Stage */
/** @typedef {import("./dom.js").Child} Child */

/**
 * What became of token `id` on the way through the stages: its probability where it is listed, "cut" where a warper
 * took it out, "below" where it is one of the others. Looked up in the records, never computed.
 * @param {Stage[]} stages
 * @param {number} id
 * @returns {(number | "cut" | "below")[]}
 */
export function fate(stages, id) {
  const cutters = ["top_k", "top_p", "min_p", "typical"];
  /** @type {(number | "cut" | "below")[]} */
  const found = [];
  for (const stage of stages) {
    const listed = stage.candidates.find((candidate) => candidate.id === id);
    const before = found.at(-1);
    // A cut keeps the order of what it leaves, so a token that was listed before it and is not now has been cut.
    const gone =
      before === "cut" ||
      stage.kept <= stage.candidates.length ||
      (typeof before === "number" && cutters.includes(stage.name));
    found.push(listed ? listed.probability : gone ? "cut" : "below");
  }
  return found;
}

/**
 * A stage by the name of its warper and the value it was given: "top-p 0.9".
 * @param {Stage} stage
 */
export function stageName(stage) {
  const values = Object.values(stage.parameters).map((value) => (typeof value === "number" ? number(value) : value));
  const names = /** @type {Record<string, string>} */ (words.stages.names);
  return `${names[stage.name] ?? stage.name.replaceAll("_", "-")} ${values.join(", ")}`.trim();
}

/**
 * What `fate` found, as the content of a cell.
 * @param {number | "cut" | "below" | undefined} found
 * @returns {Child[]}
 */
export function share(found) {
  if (typeof found === "number") return [meter(found)];
  if (found === "cut") return [element("span", { class: "lp-cut" }, words.stages.cut)];
  return [element("small", {}, words.stages.below)];
}

/**
 * The tokens that a stage does not list: how many there are, what they hold together, how many are cut.
 * @param {Stage} stage
 */
export function othersText(stage) {
  if (stage.name === "model") return words.stages.othersOfModel(stage.others_count, stage.others_mass);
  const left = stage.kept - stage.candidates.length;
  const cut = stage.candidates.length + stage.others_count - stage.kept;
  return words.stages.others(stage.others_mass, left, cut);
}
