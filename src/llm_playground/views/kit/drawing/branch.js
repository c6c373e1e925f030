// A branch of a block: it leaves the residual stream, computes, and comes back at a "+".

import { element } from "../dom.js";
import { bytesOf } from "../levels.js";
import { percent } from "../numbers.js";
import { chip, pieceLabel, spokenPiece } from "../pieces.js";
import { words } from "../words.js";
import { colourBar } from "./bar.js";
import { length, vectorBar } from "./place.js";

/** @typedef {import("../../types").ForwardPass} ForwardPass */
/** @typedef {import("../dom.js").Child} Child */
/** @typedef {(kind: string, layer: number | null, title: Child, ...more: Child[]) => HTMLElement} MakePart */

/**
 * @param {ForwardPass} pass
 * @param {number} layer
 * @param {MakePart} part
 * @param {(layer: number, head: number) => void} choose
 */
export function attentionBranch(pass, layer, part, choose) {
  const told = words.forward_pass;
  const { scale } = pass.places[2 * layer];
  return [
    element(
      "div",
      { class: "lp-branch" },
      part("ln_1", layer, told.norms[pass.norm], divided(scale)),
      element("div", { class: "lp-box" }, part("attention", layer, told.attention), heads(pass, layer, choose)),
    ),
    back(pass.attention[layer].added, part("attn_out", layer, "+"), told.attentionAdds),
  ];
}

/**
 * @param {ForwardPass} pass
 * @param {number} layer
 * @param {MakePart} part
 */
export function mlpBranch(pass, layer, part) {
  const told = words.forward_pass;
  const { added, levels, most } = pass.mlp[layer];
  const cells = bytesOf(levels).map((level) => level / 255);
  const strip = colourBar(cells, (index) => told.neurons(index * pass.neurons_each, pass.neurons_each, pass.n_inner));
  return [
    element(
      "div",
      { class: "lp-branch" },
      part("ln_2", layer, told.norms[pass.norm], divided(pass.places[2 * layer + 1].scale)),
      element(
        "div",
        { class: "lp-box" },
        part("mlp", layer, told.mlp),
        element(
          "div",
          { class: "lp-strips" },
          element("div", { class: "lp-head-row" }, strip),
          element("p", { class: "lp-looks-most" }, told.mostNeurons(most)),
        ),
      ),
    ),
    back(added, part("mlp_out", layer, "+"), told.mlpAdds),
  ];
}

/** @param {number} scale */
function divided(scale) {
  return element("small", {}, words.forward_pass.divided(length(scale)));
}

/**
 * What comes back to the line.
 * @param {import("../../types").Bar} added
 * @param {HTMLElement} plus
 * @param {string} title
 */
function back(added, plus, title) {
  return element(
    "div",
    { class: "lp-return" },
    plus,
    element("span", { class: "lp-adds" }, title),
    vectorBar(added),
    element("span", { class: "lp-length" }, words.forward_pass.length(length(added.norm))),
  );
}

/**
 * A strip for each head; those that share keys and values stand together.
 * @param {ForwardPass} pass
 * @param {number} layer
 * @param {(layer: number, head: number) => void} choose
 */
function heads(pass, layer, choose) {
  const { n_head, n_kv_head } = pass;
  const told = words.forward_pass;
  const strips = Array.from({ length: n_head }, (_, head) => headStrip(pass, layer, head, choose));
  const group = n_head / n_kv_head;
  return element(
    "div",
    { class: "lp-strips", role: "group", "aria-label": told.heads(layer) },
    group === 1
      ? strips
      : Array.from({ length: n_kv_head }, (_, shared) =>
          element(
            "div",
            { class: "lp-kv" },
            element("small", {}, told.sharedKeys(shared)),
            strips.slice(shared * group, (shared + 1) * group),
          ),
        ),
  );
}

/**
 * @param {ForwardPass} pass
 * @param {number} layer
 * @param {number} head
 * @param {(layer: number, head: number) => void} choose
 */
function headStrip(pass, layer, head, choose) {
  const told = words.forward_pass;
  const { pieces } = pass.encoding;
  const weights = weightsOf(pass, layer, head);
  const [key, weight] = pass.attention[layer].most[head];
  const strip = colourBar(weights.map(Math.sqrt), (cell) => {
    const first = cell * pass.keys_each;
    const last = Math.min(pass.position, first + pass.keys_each - 1);
    return told.looksAt(pieceLabel(pieces[first]), last - first + 1, percent(weights[cell]));
  });
  return element(
    "button",
    {
      type: "button",
      class: "lp-head-row lp-stop",
      tabindex: -1,
      "aria-pressed": "false",
      "data-head": `${layer}.${head}`,
      "aria-label": told.headLooks(head, spokenPiece(pieces[key]), percent(weight)),
      onclick: () => choose(layer, head),
    },
    element("span", {}, head),
    strip,
    element("span", { class: "lp-looks-most" }, chip(pieces[key]), element("small", {}, percent(weight))),
  );
}

/**
 * How much a head looks at each token up to the selected one; of a long text, at most at any of a few neighbours.
 * @param {ForwardPass} pass
 * @param {number} layer
 * @param {number} head
 */
export function weightsOf(pass, layer, head) {
  const all = bytesOf(pass.attention[layer].levels);
  const size = all.length / pass.n_head;
  return all.slice(head * size, (head + 1) * size).map((level) => (level / 255) ** 2);
}
