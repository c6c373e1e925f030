// A text along which a model in float32 and the same model in fewer bits are compared, token by token.

import { bold, element } from "../dom.js";
import { count, percent, significant } from "../numbers.js";
import { chip, pieceLabel, spokenPiece } from "../pieces.js";
import { row, table } from "../tables.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";

/** @typedef {import("../../types").Quantization} Quantization */
/** @typedef {import("../../types").StoredModel} StoredModel */

const INKED = [1e-4, 1]; // nats; below the first a token has no ink, from the last on it has all

/**
 * The tokens of the text. Each is inked by how far the distributions are apart that it was predicted from.
 * @param {Quantization} found
 * @param {StoredModel} type
 */
export function textTokens(found, type) {
  const said = words.quantization;
  const own = found.pieces.length - found.n_generated;
  return [
    ...found.pieces.flatMap((piece, index) => [
      index === own && element("span", { class: "lp-stored-own", "aria-hidden": true }, said.own),
      token(found, type, index, pieceLabel(piece), spokenPiece(piece)),
    ]),
    token(found, type, found.pieces.length, said.next, said.next),
  ];
}

/**
 * @param {Quantization} found
 * @param {StoredModel} type
 * @param {number} index
 * @param {string} label
 * @param {string} spoken
 */
function token(found, type, index, label, spoken) {
  const said = words.quantization;
  const kl = type.kl[index - 1 - found.first];
  const flip = flipBefore(type, index);
  const heard = kl === undefined ? said.unasked : said.spoken(significant(kl), flip && spokenPiece(flip.after.piece));
  const node = element(
    "span",
    {
      role: "option",
      class: `lp-stored-token${flip ? " lp-flipped" : ""}${kl === undefined ? " lp-unasked" : ""}`,
      tabindex: -1,
      "data-index": index,
      "aria-selected": "false",
      "aria-label": `${spoken}: ${heard}`,
    },
    element("code", {}, label),
    flip && element("small", {}, `→ ${pieceLabel(flip.after.piece)}`),
  );
  node.style.setProperty("--share", String(ink(kl ?? 0)));
  return node;
}

/** @param {number} kl */
function ink(kl) {
  if (kl <= INKED[0]) return 0;
  return Math.min(1, Math.log(kl / INKED[0]) / Math.log(INKED[1] / INKED[0]));
}

/**
 * The flip that is about the token at `index`: it stands after the one before.
 * @param {StoredModel} type
 * @param {number} index
 */
function flipBefore(type, index) {
  return type.flips.find((flip) => flip.position === index - 1) ?? null;
}

/**
 * What is told of a token.
 * @param {Quantization} found
 * @param {StoredModel} type
 * @param {number} index
 */
export function toldOf(found, type, index) {
  const said = words.quantization;
  const kl = type.kl[index - 1 - found.first];
  const before = found.pieces[index - 1];
  if (before === undefined) return said.begins;
  if (kl === undefined) return said.notCompared(chip(before), count(index));
  const flip = flipBefore(type, index);
  const apart = said.apart(chip(before), count(index), termOf("kl"), bold(significant(kl)), termOf("nats"));
  if (!flip) return [...apart, said.same(type.type)];
  const { before: one, after: other } = flip;
  return [
    ...apart,
    ...said.flip(
      type.type,
      chip(one.piece),
      bold(percent(one.probability)),
      chip(other.piece),
      bold(percent(other.probability)),
    ),
  ];
}

/**
 * @param {Quantization} found
 * @param {StoredModel} type
 */
export function flipTable(found, type) {
  const said = words.quantization;
  const rows = type.flips.map(({ position, before, after }) =>
    row(count(position + 1), [
      chip(found.pieces[position]),
      element("span", {}, chip(before.piece), ` ${percent(before.probability)}`),
      element("span", {}, chip(after.piece), ` ${percent(after.probability)}`),
    ]),
  );
  return table(said.flips(type.type), said.flipColumns(type.type), rows);
}
