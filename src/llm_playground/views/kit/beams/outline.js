// The texts of a beam search after a step as a tree of lists: what they share is written once.

import { element } from "../dom.js";
import { signedDecimal } from "../numbers.js";
import { words } from "../words.js";
import { pathTo, statusOf, textOf, winningPath } from "./paths.js";

/** @typedef {import("../../types").BeamTree} BeamTree */

/**
 * @param {BeamTree} tree
 * @param {number} at  the step
 * @param {number[]} leaves  the last nodes of the texts
 */
export function beamOutline(tree, at, leaves) {
  /** @type {Map<number | null, number[]>} */
  const below = new Map();
  for (const node of [...new Set(leaves.flatMap((leaf) => pathTo(tree, leaf)))].sort((one, two) => one - two)) {
    const { parent } = tree.nodes[node];
    below.set(parent, [...(below.get(parent) ?? []), node]);
  }
  const best = winningPath(tree);

  /**
   * @param {number} node
   * @returns {HTMLElement}
   */
  function branch(node) {
    const run = [node];
    for (let next = below.get(node) ?? []; next.length === 1 && !leaves.includes(run[run.length - 1]); ) {
      run.push(next[0]);
      next = below.get(next[0]) ?? [];
    }
    const last = run[run.length - 1];
    const text = element("span", { class: best.has(node) ? "lp-beam-of-best" : "lp-beam-parted" }, textOf(tree, run));
    return element("li", {}, leaves.includes(last) ? leaf(tree, last, at, text, best.has(last)) : text, list(last));
  }

  /**
   * @param {number | null} parent
   * @returns {HTMLElement | false}
   */
  function list(parent) {
    const nodes = below.get(parent) ?? [];
    return nodes.length > 0 && element("ul", {}, nodes.map(branch));
  }

  return element("div", { class: "lp-beam-outline" }, list(null));
}

/**
 * @param {BeamTree} tree
 * @param {number} node
 * @param {number} at
 * @param {HTMLElement} text
 * @param {boolean} isBest  whether it is, or becomes, the best text
 */
function leaf(tree, node, at, text, isBest) {
  const status = statusOf(tree, node, at);
  const { logprob, score, step } = tree.nodes[node];
  const { divisor } = tree.steps[step];
  const told = words.beam_tree;
  return element(
    "button",
    { type: "button", class: `lp-beam-leaf lp-${status}`, "data-node": node },
    text,
    element(
      "span",
      { class: "lp-beam-leaf-end" },
      element("span", { class: "lp-beam-shape" }, told.shapes[status]),
      ` ${told.statuses[status]}${isBest ? ` ${told.bestMark}` : ""} · `,
      element(
        "span",
        { class: "lp-beam-figures" },
        told.formula(signedDecimal(logprob, 3), divisor, signedDecimal(score, 4)),
      ),
    ),
  );
}
