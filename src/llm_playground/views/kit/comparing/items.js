// A compared text as the items that are pointed at: tokens where the models share them, else stretches of characters.

import { pieceLabel, pieceText, spokenPiece, visible } from "../pieces.js";
import { words } from "../words.js";

/** @typedef {import("../../types").ModelComparison} Comparison */
/** @typedef {import("../../types").ComparedToken} Token */
/** @typedef {import("../../types").ComparedStretch} Stretch */
/** @typedef {import("../../types").ComparedColour} Colour */
/**
 * @typedef {object} Item
 * @property {string} text  as it stands in the text
 * @property {string} spoken
 * @property {boolean} known  whether both models say something about it
 * @property {number} apart  how far they are apart here, in nats or bits; Infinity where one rules out what the other may say
 * @property {"a" | "b" | null} likelier  by which model it is likelier, where that is what is shown
 * @property {number} share  `apart` on the scale of the colours, 0 to 1
 * @property {number} up  the bar above the line of the map, 0 to 1
 * @property {number} down  the one below
 */

/**
 * What the colours stand for: from the last of these on there is no more ink. The scale is that of a square root, so that
 * small differences are seen too, and the first that reaches as far as the text does is taken.
 */
const SCALES = {
  nats: [
    [0.02, 0.1, 0.25, 0.5],
    [0.1, 0.5, 1, 2],
    [0.5, 2, 4, 8],
  ],
  bits: [
    [0.25, 1, 2, 4],
    [1, 4, 8, 16],
  ],
};
export const MOST_BITS_A_BYTE = 8;

/**
 * @param {Comparison} comparison
 * @param {Colour} colour
 * @returns {{ items: Item[], scale: number[] }}
 */
export function comparedItems(comparison, colour) {
  const { vocabularies, tokens } = comparison;
  const items = vocabularies
    ? vocabularies.stretches.map((each) => stretchItem(comparison, each))
    : tokens.map((each) => (colour === "token" ? tokenItem(each) : klItem(each, colour)));
  const most = Math.max(0, ...items.map(({ apart }) => apart).filter(Number.isFinite));
  const scales = SCALES[vocabularies ? "bits" : "nats"];
  const scale = scales.find((each) => most <= each[3]) ?? scales[scales.length - 1];
  for (const item of items) {
    item.share = shareOf(item.apart, scale);
    if (!vocabularies) item[item.likelier === "a" ? "down" : "up"] = item.share;
  }
  return { items, scale };
}

/**
 * How much ink there is.
 * @param {number} apart
 * @param {number[]} scale
 */
export function shareOf(apart, scale) {
  return Math.min(1, Math.sqrt(apart / scale[3]));
}

const EMPTY = { share: 0, up: 0, down: 0 }; // until the scale is known

/** @param {Token} token @param {"kl_ab" | "kl_ba"} colour @returns {Item} */
function klItem({ piece, distributions }, colour) {
  const apart = distributions ? (distributions[colour] ?? Infinity) : 0;
  return {
    text: runningPiece(piece),
    spoken: words.twoModels.spoken(spokenPiece(piece), distributions ? apart : null),
    known: distributions !== null,
    apart,
    likelier: null,
    ...EMPTY,
  };
}

/** @param {Token} token @returns {Item} */
function tokenItem({ piece, a, b }) {
  const more = a && b ? b.logprob - a.logprob : 0;
  return {
    text: runningPiece(piece),
    spoken: words.twoModels.spokenToken(spokenPiece(piece), a && b ? more : null),
    known: a !== null && b !== null,
    apart: Math.abs(more),
    likelier: more > 0 ? "b" : more < 0 ? "a" : null,
    ...EMPTY,
  };
}

/** @param {Comparison} comparison @param {Stretch} stretch @returns {Item} */
function stretchItem({ text }, { span, bytes, bits_a, bits_b }) {
  const characters = [...text].slice(...span).join("");
  const known = bits_a !== null && bits_b !== null;
  const more = known ? bits_a - bits_b : 0;
  return {
    text: characters.trim() === "" ? visible(characters) : characters,
    spoken: words.twoModels.spokenStretch(characters.trim() || visible(characters), bits_a, bits_b),
    known,
    apart: Math.abs(more),
    likelier: more > 0 ? "b" : more < 0 ? "a" : null,
    share: 0,
    up: Math.min(1, (bits_a ?? 0) / bytes / MOST_BITS_A_BYTE),
    down: Math.min(1, (bits_b ?? 0) / bytes / MOST_BITS_A_BYTE),
  };
}

/** @param {string} piece */
function runningPiece(piece) {
  const whole = pieceText(piece);
  return whole === null || whole.trim() === "" ? pieceLabel(piece) : whole;
}
