// What is only read: text, formulas, code. Where something is wider than its place it scrolls, also by the keyboard.

import { element } from "../../../../views/kit/dom.js";
import { drawn } from "../../nodes.js";
import { words } from "../../words.js";

const WIDE = ["table", "div", "pre"]; // a table, a formula on a line of its own, code

/**
 * A paragraph, a list, a table or a formula.
 * @param {import("../../types").TextNode[]} body
 */
export function prose(body) {
  const isWide = body.some((node) => typeof node !== "string" && WIDE.includes(node[0]));
  const scrolls = isWide && { tabindex: 0, role: "group", "aria-label": words.learn.wide };
  return element("div", { class: isWide ? "prose wide" : "prose", ...scrolls }, ...drawn(body));
}

/**
 * @param {string} code
 * @param {string} label
 */
export function scrolling(code, label) {
  return element("pre", { tabindex: 0, role: "group", "aria-label": label }, element("code", {}, code));
}
