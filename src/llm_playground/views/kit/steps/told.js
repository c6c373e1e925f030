// How a token came to be taken, told from the record of its step.

import { element } from "../dom.js";
import { percent } from "../numbers.js";
import { chip } from "../pieces.js";
import { stageName } from "../stages.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";

/** @typedef {import("../dom.js").Child} Child */
/** @typedef {import("../../types").Setting} Setting */

/**
 * @param {import("../../types").Choice} choice
 * @param {{ name: string, parameters: Record<string, Setting> }[]} stages
 * @param {unknown[]} path  the probability of the token after each stage; what is no number is passed over
 * @param {Child | Child[]} ending
 */
export function toldChoice(choice, stages, path, ending) {
  const told = stages.slice(1).flatMap((stage, index) => {
    const [before, after] = [path[index], path[index + 1]];
    const unchanged = typeof before === "number" && typeof after === "number" && percent(before) === percent(after);
    if (typeof after !== "number" || unchanged) return [];
    return [words.distribution.made(stageName(stage), after)];
  });
  const { gave } = words.distribution;
  return element(
    "p",
    { class: "lp-sentence" },
    gave(chip(choice.piece), choice.model_probability, choice.rank, termOf("rank")),
    told,
    ending,
  );
}
