// The merges that built a token: as boxes above each other, and as a table.

import { element } from "./dom.js";
import { count } from "./numbers.js";
import { chip, hexBytes, pieceText, spokenPiece } from "./pieces.js";
import { row, table } from "./tables.js";
import { term } from "./terms.js";
import { words } from "./words.js";

/** @typedef {import("../types").TreeNode} TreeNode */

/**
 * Nested lists: below each part the two that were merged into it. They are opened level by level until there are many;
 * what lies deeper is seen by choosing the part.
 * @param {TreeNode[]} tree  each token once, though it may be a part more than once
 */
export function partTree(tree) {
  const MOST = 300;
  const nodes = new Map(tree.map((node) => [node.id, node]));
  const root = partItem(tree[0]);
  root.querySelector("button")?.setAttribute("tabindex", "0");
  const drawn = [{ node: tree[0], item: root }];
  for (const { node, item } of drawn) {
    if (node.parts === null || drawn.length >= MOST) continue;
    const parts = node.parts.flatMap((id) => nodes.get(id) ?? []).map((part) => ({ node: part, item: partItem(part) }));
    item.append(
      element(
        "ul",
        {},
        parts.map((part) => part.item),
      ),
    );
    drawn.push(...parts);
  }
  return root;
}

/** @param {TreeNode} node */
function partItem({ id, piece, rank, parts }) {
  const item = element(
    "li",
    { class: parts === null ? "lp-byte" : "" },
    element(
      "button",
      { type: "button", "data-id": id, tabindex: -1, title: words.token.idIs(count(id)) },
      element("span", { class: "lp-unseen" }, spokenPiece(piece), rank !== null && words.token.byMerge(rank)),
      element(
        "span",
        { class: "lp-label", "aria-hidden": true },
        chip(piece),
        element("small", {}, rank !== null ? count(rank) : pieceText(piece) !== null && hexBytes(piece)),
      ),
    ),
  );
  item.style.setProperty("--bytes", String(piece.length / 2));
  return item;
}

/** @param {TreeNode[]} tree */
export function partTable(tree) {
  const pieces = new Map(tree.map((node) => [node.id, node.piece]));
  const rows = tree.map(({ id, piece, rank, parts }) =>
    row(chip(piece), [
      count(id),
      rank === null ? "–" : count(rank),
      parts === null
        ? words.token.byte(hexBytes(piece))
        : parts.flatMap((part, side) => [side > 0 && " + ", chip(pieces.get(part) ?? "")]),
    ]),
  );
  const [part, id, rank, made] = words.token.partColumns;
  return table(words.token.partTable, [part, id, term("merge_rank", rank), made], rows);
}
