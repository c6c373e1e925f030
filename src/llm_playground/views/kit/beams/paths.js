// The texts of a beam search: a node stands for its token and all before it.

import { visible } from "../pieces.js";

/** @typedef {import("../../types").BeamTree} BeamTree */
/** @typedef {"live" | "finished" | "pruned" | "inner"} Status  "inner": it goes on in longer texts */

/**
 * The nodes from the first token of a text to `node`.
 * @param {BeamTree} tree
 * @param {number | null} node
 */
export function pathTo(tree, node) {
  const nodes = [];
  for (let at = node; at !== null; at = tree.nodes[at].parent) nodes.push(at);
  return nodes.reverse();
}

/**
 * The text of some nodes in one line; spaces stand as they are.
 * @param {BeamTree} tree
 * @param {number[]} nodes
 */
export function textOf(tree, nodes) {
  return joined(nodes.map((node) => tree.nodes[node].choice.piece));
}

/**
 * Tokens as one line of text.
 * @param {string[]} pieces  hexadecimal
 */
export function joined(pieces) {
  const bytes = Uint8Array.from(pieces.join("").match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return text
    .split(" ")
    .map((word) => (word === "" ? "" : visible(word)))
    .join(" ");
}

/**
 * What a node is after step `at`.
 * @param {BeamTree} tree
 * @param {number} node
 * @param {number} at
 * @returns {Status}
 */
export function statusOf(tree, node, at) {
  const { step, fate, pruning } = tree.nodes[node];
  if (pruning && pruning.step <= at) return "pruned";
  if (fate === "finished") return "finished";
  return step === at ? "live" : "inner";
}

/**
 * Whether its beams are split into groups.
 * @param {BeamTree} tree
 */
export function grouped(tree) {
  return Number(tree.start.parameters.num_beam_groups ?? 1) > 1;
}

/**
 * The nodes of the best text; none where no text was found.
 * @param {BeamTree} tree
 */
export function winningPath(tree) {
  return new Set(tree.ends.length > 0 ? pathTo(tree, tree.ends[0]) : []);
}
