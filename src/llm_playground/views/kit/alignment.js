// Several encodings of one text, read side by side: what each token stands for, and who cuts a part how.

import { pieceLabel, pieceText, visible } from "./pieces.js";

/** @typedef {import("../types").Comparison} Comparison */
/** @typedef {ReturnType<typeof readable>} Readable */
/** @typedef {ReturnType<Readable["read"]>[0]} Token */
/** @typedef {{ start: number, end: number, tokens: Token[] }} Cell  tokens that share characters */

/** @param {number} which */
export function letter(which) {
  return String.fromCharCode(65 + which);
}

/**
 * A comparison of which a range of tokens can be read, each with `text`, its characters, and `label`, what is shown of it.
 * @param {Comparison} comparison
 */
export function readable(comparison) {
  const { encodings, statistics } = comparison;
  const characters = [...comparison.text]; // code points, which is what spans count
  const read = (/** @type {number} */ which, /** @type {number} */ first, /** @type {number} */ end) =>
    encodings[which].ids.slice(first, end).map((id, offset) => {
      const hex = encodings[which].pieces[first + offset];
      const [start, end] = encodings[which].spans[first + offset];
      const text = characters.slice(start, end).join("");
      const piece = pieceText(hex);
      const whole = piece !== null && text !== "" && piece.trimStart() === text.trimStart();
      const kind =
        id === statistics[which].unknown_id ? "unknown" : piece === null ? "part" : whole ? "whole" : "rewritten";
      const label = labelOf(kind, hex, text);
      return { at: `${which}:${first + offset}`, who: letter(which), id, hex, start, end, text, kind, label };
    });
  return { ...comparison, read };
}

/**
 * What is shown of a token: of the space before it only what is in the text as well as in the token, since some
 * tokenizers put one there, and others drop it.
 * @param {string} kind
 * @param {string} hex
 * @param {string} text
 */
function labelOf(kind, hex, text) {
  const piece = pieceText(hex);
  switch (kind) {
    case "unknown":
      return visible(text.trimStart() || text);
    case "whole":
      return visible(piece !== null && piece.length < text.length ? piece : text);
    case "part":
      return pieceLabel(hex);
    default:
      return visible((text ? piece?.trimStart() : piece) || text);
  }
}

/**
 * The lines of a disagreement: tokenizers that make the same of it share one.
 * @param {Token[][]} tokens  of each tokenizer
 */
export function linesOf(tokens) {
  /** @type {Record<string, number[]>} */
  const groups = {};
  tokens.forEach((mine, which) => {
    (groups[mine.map(({ start, end, kind, label }) => [start, end, kind, label]).join()] ??= []).push(which);
  });
  return Object.values(groups).map((group) => {
    const who = group.map(letter).join(" ");
    /** @type {Cell[]} */
    const cells = [];
    tokens[group[0]].forEach((first, index) => {
      const token = { ...first, who, at: group.map((which) => tokens[which][index].at).join() };
      const last = cells.at(-1);
      if (last && token.start < last.end) last.end = Math.max(last.end, last.tokens.push(token) && token.end);
      else cells.push({ start: token.start, end: Math.max(token.end, token.start + 1), tokens: [token] });
    });
    return { who, cells };
  });
}
