// A generated token as it stands in the text that it adds to.

import { pieceLabel, pieceText, spacesAndWord } from "../pieces.js";

/** @typedef {import("../../types").ChosenStep} Step */

/**
 * The spaces before it and the rest. A token that adds no text (a special one, or a part of a character) is written out.
 * @param {Pick<Step, "choice" | "text">} step
 */
export function writtenToken({ choice, text }) {
  const silent = () => pieceText(choice.piece) ?? pieceLabel(choice.piece);
  return spacesAndWord(text === "" ? silent() : text.replaceAll("\n", "⏎\n"));
}
