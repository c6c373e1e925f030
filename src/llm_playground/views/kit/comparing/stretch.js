// A stretch of characters that two models cut in two ways: what the tokens of each cost, and what each had expected.

import { element } from "../dom.js";
import { count, decimal, percent } from "../numbers.js";
import { chip, pieceLabel, visible } from "../pieces.js";
import { isKnown } from "../scored_token.js";
import { row, table } from "../tables.js";
import { words } from "../words.js";
import { sideBadge } from "./side.js";

/** @typedef {import("../../types").ModelComparison} Comparison */
/** @typedef {import("../../types").OwnVocabularies} OwnVocabularies */
/** @typedef {import("../../types").ScoredToken} ScoredToken */

const EXPECTED = 3; // likeliest tokens in the place of each

/**
 * @param {Comparison} comparison
 * @param {number} index
 */
export function stretchStory({ text, vocabularies }, index) {
  const own = /** @type {OwnVocabularies} */ (vocabularies);
  const stretch = own.stretches[index];
  const characters = visible([...text].slice(...stretch.span).join(""));
  const said = words.twoModels;
  const side = (
    /** @type {"A" | "B"} */ letter,
    /** @type {ScoredToken[]} */ tokens,
    /** @type {number | null} */ bits,
  ) =>
    element(
      "section",
      {},
      element(
        "p",
        { class: "lp-paid" },
        sideBadge(letter),
        element("b", {}, bits === null ? "–" : words.score.bits(bits)),
        bits === null ? "" : said.aByte(bits / stretch.bytes),
      ),
      tokensTable(letter, tokens),
    );
  return [
    element("h3", {}, said.stretch(index + 1, element("code", { class: "lp-chip" }, characters))),
    element("p", { class: "lp-sentence" }, said.paid(stretch.bytes)),
    element(
      "div",
      { class: "lp-own-sides" },
      side("A", own.score_a.tokens.slice(...stretch.a), stretch.bits_a),
      side("B", own.score_b.tokens.slice(...stretch.b), stretch.bits_b),
    ),
  ];
}

/**
 * The tokens of one model, and in the last column what it had held most likely in the place of each.
 * @param {string} letter
 * @param {ScoredToken[]} tokens
 */
function tokensTable(letter, tokens) {
  const said = words.twoModels;
  const rows = tokens.map((token) =>
    row(
      chip(token.piece),
      isKnown(token)
        ? [
            decimal(token.bits, 2),
            count(token.rank),
            token.distribution.candidates
              .slice(0, EXPECTED)
              .map(({ piece, probability }) =>
                element("span", { class: "lp-expected" }, `${pieceLabel(piece)} ${percent(probability)}`),
              ),
          ]
        : ["–", "–", "–"],
    ),
  );
  return table(said.ownTokens(letter), said.ownColumns, rows, "lp-own-tokens");
}

/**
 * Why the probabilities of tokens are not compared.
 * @param {OwnVocabularies} own
 */
export function whyNot({ size_a, size_b, token, piece_a, piece_b }) {
  const said = words.twoModels;
  const differ =
    piece_a !== null && piece_b !== null
      ? said.otherToken(token, chip(piece_a), chip(piece_b))
      : [said.otherSizes(size_a, size_b)];
  return said.whyNot(differ);
}
