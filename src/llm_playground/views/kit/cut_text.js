// A text as a training run of BPE cuts it, for any number of merges.

import { element, fill } from "./dom.js";
import { hexByte, pieceLabel } from "./pieces.js";
import { words } from "./words.js";

/** @typedef {import("../types").MergeHistory} MergeHistory */

/**
 * The text, a cell for each byte. Cells stay where they are: a merge closes the gap between two of them, and where it
 * joins the last bytes of a character their first cell shows it. So a step costs as much as it changes.
 * @param {HTMLElement} node
 * @param {MergeHistory} history
 * @returns {(k: number) => void} shows the text after k merges
 */
export function cutText(node, { text, gone_at, merges }) {
  /** @type {{ cell: HTMLElement, code: string, from: number, to: number, label: string, quiet: boolean }[]} */
  const bytes = []; // `from` and `to`: the first and the last byte of its character
  /** @type {(Node | false)[]} */
  const parts = [];
  for (const character of text) {
    const codes = [...new TextEncoder().encode(character)].map(hexByte);
    const [from, label] = [bytes.length, pieceLabel(codes.join(""))];
    const known = { from, to: from + codes.length - 1, label, quiet: label !== character };
    bytes.push(...codes.map((code) => ({ cell: element("span"), code, ...known })));
    parts.push(
      // Cells stand without anything between them, and their blanks are marks: only here may a line end.
      character === " " && element("wbr"),
      ...bytes.slice(from).map(({ cell }) => cell),
      character === "\n" && element("br"),
    );
  }
  /** @type {number[][]} */
  const falling = merges.map(() => []); // the borders that each merge takes away
  gone_at.forEach((rank, border) => rank !== null && falling[rank].push(border));
  let [k, tokens] = [0, bytes.length];
  let fresh = new Set(); // what the last merge joined
  const stands = (/** @type {number} */ border) => (gone_at[border] ?? Infinity) >= k;

  /** @param {number} index */
  function paint(index) {
    const { cell, code, from, to, label, quiet } = bytes[index];
    const whole = gone_at.slice(from, to).every((_, i) => !stands(from + i));
    const [first, last] = whole ? [from, to] : [index, index];
    const [opens, closes] = [stands(first - 1), stands(last)];
    const shown = !whole ? code : index === from ? label : "";
    const alone = opens && closes && first === last;
    cell.className = [
      "lp-cell",
      opens && "lp-first",
      closes && "lp-last",
      !alone && "lp-joined",
      fresh.has(index) && "lp-fresh",
      quiet && "lp-mark",
      !whole && "lp-raw",
    ]
      .filter(Boolean)
      .join(" ");
    if (cell.textContent !== shown) fill(cell, shown);
  }

  const caption = element("span");
  const legend = [
    ["", "·", words.merges.byte],
    ["lp-joined", "··", words.merges.joined],
    ["lp-joined lp-fresh", "··", words.merges.fresh],
  ];
  fill(
    node,
    element(
      "div",
      { class: "lp-caption" },
      caption,
      element(
        "span",
        { class: "lp-legend", "aria-hidden": true },
        legend.map(([kind, sample, meaning]) =>
          element("span", {}, element("span", { class: `lp-cell lp-first lp-last ${kind}` }, sample), meaning),
        ),
      ),
    ),
    element("div", { class: "lp-plane", role: "group", tabindex: 0, "aria-label": words.merges.text }, parts),
  );
  bytes.forEach((_, index) => paint(index));

  return (after) => {
    const touched = new Set(fresh);
    for (const borders of falling.slice(Math.min(k, after), Math.max(k, after))) {
      tokens += after > k ? -borders.length : borders.length;
      for (const border of borders) touched.add(border).add(border + 1);
    }
    k = after;
    fresh = new Set();
    let made = 0;
    for (const border of falling[k - 1] ?? []) {
      if (fresh.has(border)) continue;
      made++;
      let [from, to] = [border, border + 1];
      while (!stands(from - 1)) from--;
      while (!stands(to)) to++;
      for (let index = from; index <= to; index++) touched.add(index) && fresh.add(index);
    }
    for (const one of touched) for (let index = bytes[one].from; index <= bytes[one].to; index++) paint(index);
    fill(caption, words.merges.here(tokens, made));
  };
}
