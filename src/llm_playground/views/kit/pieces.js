// Tokens: their bytes, as text, as a label, as a chip, as they are read out.

import { element } from "./dom.js";
import { words } from "./words.js";

/**
 * The bytes of a token as text; null where they are no whole characters.
 * @param {string} hex
 * @returns {string | null}
 */
export function pieceText(hex) {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  try {
    // Not to ignore the byte order mark is what `ignoreBOM` means: without it U+FEFF would vanish from the text.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** @param {number} byte */
export function hexByte(byte) {
  return byte.toString(16).padStart(2, "0");
}

/**
 * Bytes as people read them: "20 66 6f 78".
 * @param {string} hex
 */
export function hexBytes(hex) {
  const rest = hex.length > 128 ? words.pieces.restOfBytes(hex.length / 2) : "";
  return (hex.slice(0, 128).match(/../g) ?? []).join(" ") + rest;
}

/**
 * A text; of a very long one the beginning, and in words how long it is.
 * @param {string} text
 * @returns {[string, string]}
 */
function beginning(text) {
  const letters = text.length > 64 ? [...text] : [];
  return letters.length > 64 ? [letters.slice(0, 40).join(""), words.pieces.restOfText(letters.length)] : [text, ""];
}

/**
 * A text; of a very long one the beginning and the length.
 * @param {string} text
 */
export function shorten(text) {
  return beginning(text).join("");
}

/** @type {Record<string, string>} */
const MARKS = { " ": "␣", "\n": "⏎", "\t": "⇥" };

/**
 * A text as one line, by the rule of `label` in plain/static_parts.py: whitespace visible, control characters as the
 * pictures that Unicode has of them, others that cannot be seen escaped: "␣fox", "␛", "\\u200b".
 * @param {string} text
 */
export function visible(text) {
  const [shown, rest] = beginning(text);
  return shown.replace(/[\p{C}\p{Z}]/gu, (character) => MARKS[character] ?? escaped(character)) + rest;
}

/** @param {string} character */
function escaped(character) {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  const [letter, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).padStart(digits, "0")}`;
}

/**
 * A token as `visible` has it; bytes that are no character as "‹e2 98›".
 * @param {string} hex
 */
export function pieceLabel(hex) {
  const text = pieceText(hex);
  return text === null ? `‹${hexBytes(hex)}›` : visible(text) || words.pieces.nothing;
}

/**
 * A token as a part of a text that runs on: what would not be seen is made visible, a space between two words is not.
 * @param {string} hex
 */
export function runningText(hex) {
  const text = pieceText(hex);
  if (text === null || text.trim() === "") return pieceLabel(hex);
  return shorten(text).replaceAll("\n", MARKS["\n"]);
}

/**
 * A text as the spaces before it and the rest; blanks alone are the rest. The spaces may stay behind at the end of the
 * line above, where they would be a sliver of another box if they had the colour of the word.
 * @param {string} text
 */
export function spacesAndWord(text) {
  const [, spaces, word] = /** @type {string[]} */ (/^( *)(.*)$/s.exec(text));
  return word === "" ? ["", spaces] : [spaces, word];
}

/**
 * A token as it is read out: "space fox".
 * @param {string} hex
 */
export function spokenPiece(hex) {
  const text = pieceText(hex);
  if (text === null) return words.pieces.spokenBytes(hexBytes(hex));
  const { space, newLine, tab, spokenNothing } = words.pieces;
  const spoken = { " ": space, "\n": newLine, "\t": tab };
  const read = shorten(text).replace(/[ \n\t]/g, (mark) => ` ${spoken[/** @type {keyof spoken} */ (mark)]} `);
  return read.trim() || spokenNothing;
}

/**
 * A token as a small chip, its whitespace visible but quiet.
 * @param {string} hex
 * @param {string} [label]
 */
export function chip(hex, label = pieceLabel(hex)) {
  const parts = label.split(/([\u2400-\u2423⏎⇥]|‹.*›)/);
  return element(
    "code",
    { class: "lp-chip" },
    parts.map((part, at) => (at % 2 ? element("span", { class: "lp-mark" }, part) : part)),
  );
}
