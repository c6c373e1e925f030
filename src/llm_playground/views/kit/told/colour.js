// Of the colours that a view is asked for, those that there are. The first stands in for another one, and it is told.

import { element } from "../dom.js";
import { words } from "../words.js";

/**
 * @template {string} Colour
 * @param {Colour[]} all
 * @param {unknown} asked  null and nothing are the first
 * @returns {Colour}
 */
export function knownColour(all, asked) {
  return all.find((each) => each === asked) ?? all[0];
}

/**
 * @param {string[]} all
 * @param {unknown} asked
 */
export function unknownColour(all, asked) {
  if (asked === null || asked === undefined || all.some((each) => each === asked)) return false;
  return element("p", { class: "lp-hint", role: "status" }, words.bands.unknown(String(asked), all));
}
