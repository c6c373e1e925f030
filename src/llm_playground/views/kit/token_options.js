// The tokens of a text as the options of a list, each with its number.

import { element } from "./dom.js";
import { pieceLabel } from "./pieces.js";

/**
 * @param {string[]} pieces
 * @param {(index: number, piece: string) => string} spoken  how one is read out
 */
export function tokenOptions(pieces, spoken) {
  return pieces.map((piece, index) =>
    element(
      "span",
      { role: "option", tabindex: -1, "data-index": index, "aria-label": spoken(index, piece) },
      pieceLabel(piece),
    ),
  );
}
