// The blocks of the drawing: each with its two branches, or folded to a line.

import { element } from "../dom.js";
import { words } from "../words.js";
import { attentionBranch, mlpBranch } from "./branch.js";
import { length, placeBeside } from "./place.js";

const WHOLE = 6; // blocks: a model of more is folded, but for the selected block

/** @typedef {import("../../types").ForwardPass} ForwardPass */
/** @typedef {import("./branch.js").MakePart} MakePart */

/** @param {number} n_layer */
export function isShownWhole(n_layer) {
  return n_layer <= WHOLE;
}

/**
 * A step along the line: what leaves it on one side, and what the stream is then on the other.
 * @param {string} kind  a class of its own, if it has one
 * @param {import("../dom.js").Child[]} content
 * @param {HTMLElement | null} beside
 * @param {HTMLElement} opened  where the arithmetic of this step opens
 */
export function step(kind, content, beside, opened) {
  return element("li", { class: `lp-step ${kind}` }, element("div", { class: "lp-work" }, content), beside, opened);
}

/**
 * @param {ForwardPass} pass
 * @param {number} layer
 * @param {{ folded: boolean, part: MakePart, panel: (kinds: string[], layer: number) => HTMLElement,
 *   chooseHead: (layer: number, head: number) => void, fold: (layer: number) => void }} with_
 */
export function block(pass, layer, { folded, part, panel, chooseHead, fold }) {
  const told = words.forward_pass;
  const answer = pass.next.candidates[0].id;
  const [attention, mlp] = [pass.attention[layer], pass.mlp[layer]];
  const fresh = element(
    "button",
    {
      type: "button",
      class: "lp-fold lp-stop",
      tabindex: -1,
      "aria-expanded": String(!folded),
      "data-fold": layer,
      onclick: () => fold(layer),
    },
    element("span", { "aria-hidden": true }, folded ? "▸" : "▾"),
    element("b", {}, told.block(layer)),
  );
  const after = placeBeside(pass.places[2 * layer + 2], answer);
  const steps = folded
    ? [
        step(
          "lp-folded",
          [
            element(
              "div",
              { class: "lp-folded-line" },
              fresh,
              element("span", {}, told.folded(length(attention.added.norm), length(mlp.added.norm))),
            ),
          ],
          after,
          panel([], layer),
        ),
      ]
    : [
        element("li", { class: "lp-step lp-block-head" }, fresh),
        step(
          "",
          attentionBranch(pass, layer, part, chooseHead),
          placeBeside(pass.places[2 * layer + 1], answer),
          panel(["ln_1", "attention", "attn_out"], layer),
        ),
        step("", mlpBranch(pass, layer, part), after, panel(["ln_2", "mlp", "mlp_out"], layer)),
      ];
  return element(
    "li",
    { class: "lp-block", "data-layer": layer },
    element("ol", { "aria-label": told.block(layer) }, steps),
  );
}
