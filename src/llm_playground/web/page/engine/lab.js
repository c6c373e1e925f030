// What there is to see of a tokenizer: a text in tokens, in chunks, a word merge by merge, one token, a search.

import { hex } from "./distribution.js";
import { Refusal } from "./refusal.js";
import { encodingRecord } from "./runs.js";

/** @typedef {import("./tokenizer.js").Tokenizer} Tokenizer */

const NEIGHBOURS = 6; // to either side
const MATCHES = 200;
const SEPARATORS = String.fromCharCode(28, 29, 30, 31);
const BLANK = new RegExp(`[\\p{White_Space}${SEPARATORS}]+`, "u"); // what Python splits words at

/**
 * A text in several tokenizers, here always the same one, so that they agree everywhere.
 * @param {Tokenizer} tokenizer
 * @param {{ text: string, tokenizers: string[], allow_special?: boolean, characters?: number | null }} asked
 */
export function comparison(tokenizer, { text, tokenizers, allow_special = false, characters = null }) {
  const encoding = tokenizer.explain(text, allow_special);
  const { ids } = encoding;
  const letters = [...encoding.text];
  const words = encoding.text.split(BLANK).filter(Boolean).length;
  const statistics = tokenizers.map((name) => ({
    ...{ name, vocab_size: tokenizer.vocabSize, unknown_id: null, tokens: ids.length },
    ...{ tokens_per_word: words ? ids.length / words : null },
    ...{ characters_per_token: ids.length ? letters.length / ids.length : null },
    ...{ unknown_tokens: 0, unknown_rate: ids.length ? 0 : null, round_trip: tokenizer.decode(ids) === encoding.text },
  }));
  const shown = encodingRecord(characters === null ? encoding : beginning(encoding, letters, Math.max(1, characters)));
  const nothing = { disagreements: [], disagreements_count: 0 };
  return {
    text: shown.text,
    characters: letters.length,
    encodings: tokenizers.map(() => shown),
    statistics,
    ...nothing,
  };
}

/**
 * The tokens of about the first `characters`, up to where none of them goes on.
 * @param {import("./tokenizer.js").Encoding} encoding
 * @param {string[]} letters
 * @param {number} characters
 */
function beginning(encoding, letters, characters) {
  if (letters.length <= characters) return encoding;
  const { ids, pieces, spans } = encoding;
  let end = 0;
  for (const [, next] of spans) if (end === 0 || next <= characters) end = Math.max(end, next);
  const count = spans.filter(([start]) => start < end).length;
  const text = letters.slice(0, end).join("");
  return { text, ids: ids.slice(0, count), pieces: pieces.slice(0, count), spans: spans.slice(0, count) };
}

/**
 * @param {Tokenizer} tokenizer
 * @param {{ text: string, tokenizer: string, size?: number, allow_special?: boolean }} asked
 */
export function chunks(tokenizer, { text, tokenizer: name, size = 512, allow_special = false }) {
  if (!(size >= 1)) throw new Refusal(`size is ${size}; it must be a whole number of at least 1.`, "size", "size");
  const { spans } = tokenizer.explain(text, allow_special);
  const made = [];
  for (let first = 0; first < spans.length; first += size) {
    const part = spans.slice(first, first + size);
    const [start, end] = [part[0][0], part[part.length - 1][1]];
    made.push({ index: first / size, first, tokens: part.length, start, end });
  }
  return { tokenizer: name, size, total: spans.length, chunks: made };
}

/** A word on its way through the merges. @param {Tokenizer} tokenizer  @param {{ word: string, tokenizer: string }} asked */
export function word(tokenizer, { word, tokenizer: name }) {
  /** @type {object[]} */
  const steps = [];
  tokenizer.merged(new TextEncoder().encode(word), (tokens, ranks, best) => {
    const ids = tokens.map((token) => tokenizer.ids.get(token) ?? 0);
    const known = ranks.map((rank) => (rank < Number.POSITIVE_INFINITY ? rank : null));
    const winner = known[best] === null || known.length === 0 ? null : best;
    steps.push({ ids, pieces: ids.map((id) => hex(tokenizer.pieces[id])), ranks: known, winner });
  });
  return { tokenizer: name, word, steps };
}

/** All that is known of one token. @param {Tokenizer} tokenizer  @param {{ id: number, tokenizer: string }} asked */
export function token(tokenizer, { id, tokenizer: name }) {
  const vocab_size = tokenizer.vocabSize;
  if (!(id < vocab_size)) throw new Refusal(`There is no token ${id}; the ids go from 0 to ${vocab_size - 1}.`, "id");
  const idOf = (/** @type {string} */ written) => tokenizer.ids.get(written) ?? 0;
  const made = new Map(tokenizer.merges.map((pair, rank) => [idOf(pair.join("")), { rank, parts: pair.map(idOf) }]));
  const tree = new Map();
  for (const waiting = [id]; waiting.length > 0; ) {
    const next = /** @type {number} */ (waiting.shift());
    if (tree.has(next)) continue;
    const { rank = null, parts = null } = made.get(next) ?? {};
    tree.set(next, { id: next, piece: hex(tokenizer.pieces[next]), rank, parts });
    waiting.push(...(parts ?? []));
  }
  const first = Math.max(0, id - NEIGHBOURS);
  const neighbours = Array.from({ length: Math.min(vocab_size, id + NEIGHBOURS + 1) - first }, (_, i) => first + i);
  return {
    ...{ tokenizer: name, id, piece: hex(tokenizer.pieces[id]), vocab_size, rank: tree.get(id).rank },
    ...{ is_special: [...tokenizer.specialTokens.values()].includes(id), tree: [...tree.values()] },
    neighbours: neighbours.map((near) => entry(tokenizer, near)),
  };
}

/**
 * The tokens whose bytes hold those of a text; or, for "#" and a number, the token with that id.
 * @param {Tokenizer} tokenizer
 * @param {{ query: string }} asked
 */
export function search(tokenizer, { query }) {
  const id = /^#\d+$/.test(query) ? Number(query.slice(1)) : tokenizer.vocabSize;
  if (id < tokenizer.vocabSize) return { query, matches: [entry(tokenizer, id)], total: 1 };
  const wanted = hex(new TextEncoder().encode(query));
  const blanks = /^(?:20|09|0a|0b|0c|0d)+/;
  const stripped = (/** @type {string} */ bytes) => bytes.replace(blanks, "").replace(/(?:20|09|0a|0b|0c|0d)+$/, "");
  const place = ({ piece = "" }) =>
    2 * Number(stripped(piece) !== stripped(wanted)) + Number(!piece.replace(blanks, "").startsWith(wanted));
  const found = tokenizer.pieces.map((_, id) => entry(tokenizer, id)).filter(({ piece }) => holds(piece, wanted));
  // A space before a word does not count: "fox" should bring " fox" first.
  if (wanted) found.sort((a, b) => place(a) - place(b));
  return { query, matches: found.slice(0, MATCHES), total: found.length };
}

/** Whether bytes hold others, both in hexadecimal. @param {string} bytes  @param {string} wanted */
function holds(bytes, wanted) {
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) if (at % 2 === 0) return true;
  return false;
}

/** @param {Tokenizer} tokenizer  @param {number} id */
function entry(tokenizer, id) {
  return { id, piece: hex(tokenizer.pieces[id]) };
}
