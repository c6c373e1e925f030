// What is told of one place in a text, beside the text.

import { element } from "../dom.js";

/** @typedef {import("../dom.js").Child} Child */

/**
 * Where it is told; empty while nothing is pointed at.
 * @param {string} label
 * @param {string} own  the class by which a view knows its own
 */
export function whyPlace(label, own) {
  return element("div", { class: `lp-why ${own}`, role: "group", "aria-label": label });
}

/**
 * Its first line, with what can be done.
 * @param {Child | Child[]} title
 * @param {HTMLElement} action
 */
export function whyHead(title, action) {
  return element("div", { class: "lp-why-head" }, element("h3", {}, title), action);
}
