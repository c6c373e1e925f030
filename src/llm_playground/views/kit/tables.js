// Tables, the bars in them, and text equivalents that open.

import { element, fill } from "./dom.js";
import { tenths } from "./numbers.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * A share from 0 to 1 as a bar, and beside it as a number.
 * @param {number} share
 * @param {string} [kind]
 * @param {string} [text]
 */
export function meter(share, kind = "", text = tenths(share)) {
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
  const node = element(
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
  alignMeters(node);
  return node;
}

/**
 * Give all numbers beside the bars of a column the width of the longest, and all notes behind them: a bar gets what
 * these leave, and bars of different lengths for the same share would lie. To be called again when rows are exchanged.
 * @param {HTMLElement} node  a table, or what holds it
 */
export function alignMeters(node) {
  /** @type {Map<number, HTMLElement[]>} */
  const columns = new Map();
  for (const meter of /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll("td .lp-meter"))) {
    const column = /** @type {HTMLTableCellElement} */ (meter.closest("td")).cellIndex;
    columns.set(column, [...(columns.get(column) ?? []), meter]);
  }
  for (const meters of columns.values())
    for (const [name, selector] of [
      ["--figures", ":scope > span"],
      ["--notes", ":scope > small"],
    ]) {
      const lengths = meters.map((meter) => meter.querySelector(selector)?.textContent?.length ?? 0);
      const longest = String(Math.max(...lengths));
      for (const meter of meters) meter.style.setProperty(name, longest);
    }
}

/**
 * Rows that say little, behind one that says how many they are. One alone stays: the line in its place were as high.
 * @param {HTMLElement[]} rows
 * @param {string} title
 * @param {number} columns
 */
export function folded(rows, title, columns) {
  if (rows.length < 2) return rows;
  const open = () => {
    /** @type {HTMLElement | null} */ (line.closest(".lp-scroll"))?.focus(); // what has the focus now goes away
    line.replaceWith(...rows);
  };
  const button = element("button", { type: "button", class: "lp-opener", "aria-expanded": "false", onclick: open });
  fill(button, element("span", { "aria-hidden": true }, "▸"), " ", title);
  const line = element("tr", { class: "lp-rest" }, element("th", { scope: "row", colspan: columns }, button));
  return [line];
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
  // Emptied when it is closed, so that what has changed meanwhile is told anew when it is opened again.
  const node = element("details", { class: "lp-unfold" }, element("summary", {}, title), body);
  node.addEventListener("toggle", () => fill(body, /** @type {HTMLDetailsElement} */ (node).open && make()));
  return node;
}
