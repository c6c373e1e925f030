// How the weights of a model were stored, where that changed them: the numbers that are shown are those of what was
// stored, and not those of the model that it was made from. Stands beside everything that a model computed.

import { element, fill, watch } from "../dom.js";
import { words } from "../words.js";

/**
 * @param {string | null | undefined} quantization  "Q4_K_M"; nothing is said of weights that were stored whole
 * @param {string} [model]  its name, where others stand beside it
 */
export function badge(quantization, model) {
  const says = quantization ? words.badge(quantization) : null;
  const whose = model !== undefined && `${model}: `;
  return says !== null && element("p", { class: "lp-badge" }, whose, element("b", {}, quantization), ", ", says);
}

/** The badge of what a view shows, by its state. @param {import("../../types").AnyModel} model */
export function badgeOf(model) {
  const node = element("div");
  const draw = () => void fill(node, badge(model.get("quantization")));
  draw();
  return { node, unwatch: watch(model, ["quantization"], draw) };
}
