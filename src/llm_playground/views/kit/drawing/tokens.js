// The tokens of the text as chips: the selected one is followed through the model, the others are as dark as a head
// looks at them.

import { element, fill } from "../dom.js";
import { indexOf, pressing, roving } from "../keys.js";
import { spokenPiece } from "../pieces.js";
import { tokenOptions } from "../token_options.js";
import { words } from "../words.js";

/** @param {(index: number) => void} choose */
export function tokenChips(choose) {
  const node = element("div", {
    class: "lp-chosen-token",
    "data-part": "tokens",
    role: "listbox",
    "aria-label": words.forward_pass.tokens,
    "aria-orientation": "horizontal",
  });
  roving(node, '[role="option"]');
  pressing(node, "[data-index]", (item) => choose(indexOf(item)));
  let shown = "";

  return {
    node,
    /** @param {string[]} pieces */
    show(pieces) {
      if (pieces.join() === shown) return;
      shown = pieces.join();
      fill(
        node,
        tokenOptions(pieces, (index, piece) => words.forward_pass.token(index, spokenPiece(piece))),
      );
    },
    /**
     * @param {number} position
     * @param {number[]} weights  of the tokens up to it; empty where they are not known one by one
     */
    mark(position, weights) {
      const items = /** @type {HTMLElement[]} */ ([...node.children]);
      items.forEach((item, index) => {
        item.setAttribute("aria-selected", String(index === position));
        item.classList.toggle("lp-ahead", index > position);
        item.style.setProperty("--share", String(index < position ? (weights[index] ?? 0) : 0));
        if (!node.contains(document.activeElement)) item.tabIndex = index === position ? 0 : -1;
      });
      const chosen = items[position];
      // Within the list alone: the page stays where it is.
      if (chosen) node.scrollTop = Math.max(0, chosen.offsetTop - node.clientHeight / 2);
    },
  };
}
