// The shades of cells from the least to the most, in a line between what both ends stand for.

import { element, fill } from "../dom.js";

export function shadeScale() {
  const node = element("p", { class: "lp-shade-scale", "aria-hidden": true });
  return {
    node,
    /** @param {string} least @param {string} most */
    show(least, most) {
      fill(node, element("span", {}, least), element("i", { class: "lp-shades" }), element("span", {}, most));
    },
  };
}
