// The two ends of the line: the embedding where the stream begins, and the logits where it is read.

import { element } from "../dom.js";
import { count, percent } from "../numbers.js";
import { chip } from "../pieces.js";
import { meter } from "../tables.js";
import { words } from "../words.js";
import { length, vectorBar } from "./place.js";

const SHOWN = 5; // of the likeliest next tokens

/** @typedef {import("../../types").ForwardPass} ForwardPass */
/** @typedef {import("./branch.js").MakePart} MakePart */

/**
 * @param {ForwardPass} pass
 * @param {MakePart} part
 */
export function lineBegins(pass, part) {
  const told = words.forward_pass;
  const vectors =
    pass.wpe === null
      ? [["wte", pass.wte]]
      : [
          ["wte", pass.wte],
          ["wpe", pass.wpe],
        ];
  return element(
    "div",
    { class: "lp-box lp-embedding-box" },
    part("embedding", null, told.embedding, element("small", {}, told.fromTables(pass.wpe !== null))),
    vectors.map(([name, bar], index) => embedded(/** @type {"wte" | "wpe"} */ (name), /** @type {any} */ (bar), index)),
  );
}

/**
 * @param {"wte" | "wpe"} name
 * @param {import("../../types").Bar} bar
 * @param {number} index
 */
function embedded(name, bar, index) {
  const told = words.forward_pass;
  return element(
    "div",
    { class: "lp-embedded" },
    element("span", {}, index > 0 && "+ ", told.vectors[name]),
    vectorBar(bar),
    element("span", { class: "lp-length" }, told.length(length(bar.norm))),
  );
}

/**
 * @param {ForwardPass} pass
 * @param {MakePart} part
 */
export function lineEnds(pass, part) {
  const told = words.forward_pass;
  const { candidates, others_count, others_mass } = pass.next;
  const shown = candidates.slice(0, SHOWN);
  const longest = shown[0].probability;
  const rest = candidates.slice(SHOWN).reduce((sum, { probability }) => sum + probability, others_mass);
  return [
    element(
      "div",
      { class: "lp-branch lp-final" },
      part("ln_f", null, told.lastNorm, element("small", {}, told.divided(length(pass.places.at(-1)?.scale ?? 0)))),
      part("logits", null, told.logits, element("small", {}, told.ofVocabulary(pass.vocab_size))),
      element(
        "ol",
        { class: "lp-next-tokens", "aria-label": told.next },
        shown.map(({ piece, probability }) =>
          element("li", {}, chip(piece), meter(probability / longest, "", percent(probability))),
        ),
        element(
          "li",
          { class: "lp-others" },
          told.others(count(candidates.length - shown.length + (others_count ?? 0)), percent(rest)),
        ),
      ),
    ),
  ];
}
