// Where in a model and in a text somebody wants to look, checked; and numbers as a drawing shows them.

import { Refusal } from "../refusal.js";

/** @typedef {import("../model.js").Model} Model */

/**
 * @param {string} name
 * @param {any} value
 * @param {number} most
 * @param {string} why
 */
function wholeNumber(name, value, most, why) {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  const sentence = `${name} is ${JSON.stringify(value)}; it must be a whole number from 0 to ${most.toLocaleString("en")}${why}.`;
  throw new Refusal(sentence, name, name);
}

/** A text in quotes. @param {string} text */
export function quoted(text) {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return text.includes("'") ? `"${escaped}"` : `'${escaped}'`;
}

/** @param {number} number  @param {string} noun */
function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A token of a text of `n` tokens, from 0; null is the last. @param {number} n  @param {number | null} position */
export function positionIn(n, position) {
  if (position === null) return n - 1;
  return wholeNumber("position", position, n - 1, `: the text has ${count(n, "token")}, from 0`);
}

/** The token whose key is scored: one up to `query`, or the one before. @param {number} query  @param {number | null} key */
export function keyUpTo(query, key) {
  return key === null ? Math.max(query - 1, 0) : wholeNumber("key", key, query, ": a token sees none after it");
}

/**
 * A layer and a head of a model, from 0.
 * @param {Model} model
 * @param {number} layer
 * @param {number} head
 */
export function checkHead({ name, transformer: { config } }, layer, head) {
  wholeNumber("layer", layer, config.n_layer - 1, `: ${name} has ${count(config.n_layer, "layer")}`);
  wholeNumber("head", head, config.n_head - 1, `: ${name} has ${count(config.n_head, "head")}`);
}

/**
 * A token given by its id, or by a text that is this one token.
 * @param {Model} model
 * @param {number | string} token
 * @param {string} [name]
 */
export function tokenId({ name: model, tokenizer }, token, name = "token") {
  const size = tokenizer.vocabSize;
  if (typeof token !== "string")
    return wholeNumber(name, token, size - 1, `: ${model} has ${size.toLocaleString("en")} tokens`);
  const special = tokenizer.specialTokens.get(token);
  const ids = special === undefined ? tokenizer.encode(token) : [special];
  if (ids.length === 1) return ids[0];
  const texts = ids.slice(0, 6).map((id) => quoted(tokenizer.decode([id])));
  const made = ids.length === 0 ? "makes none of it" : `cuts it into ${ids.length}: ${texts.join(", ")}`;
  const isWord = ids.length > 1 && tokenizer.encode(` ${token}`).length === 1;
  const spaced = isWord ? ` With the space that begins a word it is one: ${quoted(` ${token}`)}.` : "";
  const sentence = `${name} is ${quoted(token)}; it must be one token, but ${model} ${made}${ids.length > 6 ? " ..." : ""}.`;
  throw new Refusal(sentence + spaced, name, name);
}

/**
 * What the model is asked to read, if it can be shown.
 * @param {Model} model
 * @param {any} prompt
 * @param {number} [most]
 */
export function promptToShow(model, prompt, most = model.contextLength) {
  const encoding = model.prompt(prompt);
  if (encoding.ids.length > most)
    throw new Refusal(
      `This text is ${encoding.ids.length} tokens long; at most ${most} can be looked at. Shorten it.`,
      "prompt",
    );
  return encoding;
}

/** To six significant digits; what is nearly 1 stays so. @param {number} number */
export function rounded(number) {
  if (number === 0) return 0;
  const shorter = Number(number.toPrecision(6));
  return shorter === 1 ? number : shorter;
}

/** A vector as plain numbers of six significant digits. @param {ArrayLike<number>} vector */
export function numbers(vector) {
  return Array.from(vector, rounded);
}

/**
 * Rows of a matrix that lies row after row.
 * @param {Float32Array} matrix
 * @param {number} width
 */
export function rowsOf(matrix, width) {
  return Array.from({ length: matrix.length / width }, (_, row) => matrix.subarray(row * width, (row + 1) * width));
}

/** Bytes as records write them. @param {ArrayLike<number>} bytes  from -128 to 255 */
export function base64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] & 255);
  return btoa(text);
}
