// Tables, the bars in them, and text equivalents that open.

import { element, fill } from "./dom.js";
import { percent } from "./numbers.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * A share from 0 to 1 as a bar, and beside it as a number.
 * @param {number} share
 * @param {string} [kind]
 * @param {string} [text]
 */
export function meter(share, kind = "", text = percent(share)) {
  const node = element(
    "span",
    { class: `lp-meter ${kind}` },
    element("i", { "aria-hidden": true }),
    element("span", {}, text),
  );
  node.style.setProperty("--share", String(share));
  return node;
}

/**
 * A table. A cell that begins a row is its header.
 * @param {string} caption
 * @param {Child[]} heads
 * @param {HTMLElement[]} rows
 * @param {string} [name]
 */
export function table(caption, heads, rows, name = "") {
  const titles = heads.map((head) => (head === "" ? element("td") : element("th", { scope: "col" }, head)));
  return element(
    "div",
    { class: "lp-scroll", role: "group", tabindex: 0, "aria-label": caption },
    element(
      "table",
      { class: name },
      element("caption", { class: "lp-unseen" }, caption),
      element("thead", {}, element("tr", {}, titles)),
      element("tbody", {}, rows),
    ),
  );
}

/**
 * A row of a table.
 * @param {Child} head
 * @param {(Child | Child[])[]} cells
 * @param {string} [name]
 */
export function row(head, cells, name = "") {
  const data = cells.map((cell) => element("td", {}, cell));
  return element("tr", { class: name }, element("th", { scope: "row" }, head), data);
}

/**
 * A text equivalent that is only made when someone opens it.
 * @param {string} title
 * @param {() => Node} make
 */
export function unfold(title, make) {
  const body = element("div");
  const node = element("details", { class: "lp-unfold" }, element("summary", {}, title), body);
  node.addEventListener("toggle", () => fill(body, /** @type {HTMLDetailsElement} */ (node).open && make()));
  return node;
}
