// The letter by which one of several is called.

import { element } from "../dom.js";

/**
 * @param {string} letter
 * @param {{ spoken?: boolean }} [options]  whether it is read out, where nothing else says which one it is
 */
export function letterBadge(letter, { spoken = true } = {}) {
  return element("b", { class: "lp-letter", "aria-hidden": spoken ? null : true }, letter);
}
