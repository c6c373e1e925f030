// Texts that set a warper, or that a person takes by hand, as the tokens of a model.

import { hex } from "./distribution.js";
import { Refusal } from "./refusal.js";
import { decoded } from "./tokenizer.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {{ text: string, ways: number[][], pieces: string[][] }} Spelled */

export class Speller {
  /** @param {Pick<Model, "name" | "piece" | "tokenizer">} model */
  constructor(model) {
    this.model = model;
    /** All that was asked. @type {Spelled[]} */
    this.told = [];
  }

  /**
   * A warper that knows which tokens its texts are.
   * @param {import("./plan.js").Link} link
   * @returns {import("./plan.js").Link}
   */
  spelled(link) {
    const { logit_bias, banned_words } = link.parameters;
    const settings = { ...link.settings, piece: this.model.piece };
    if (logit_bias) settings.biased = Object.keys(logit_bias).map((token) => this.token(token));
    if (banned_words) settings.banned = banned_words.flatMap((/** @type {any} */ word) => this.sequences(word));
    return { ...link, settings };
  }

  /**
   * The token of which this is the text, or the id in digits.
   * @param {string} named
   */
  token(named) {
    const special = this.model.tokenizer.specialTokens.get(named);
    const ids = /^\d+$/.test(named)
      ? [this.#known(Number(named))]
      : special === undefined
        ? this.model.tokenizer.encode(named)
        : [special];
    if (ids.length !== 1) throw new Refusal(this.#notOne(named, ids), "parameters.logit_bias");
    this.#tell(named, [ids]);
    return ids[0];
  }

  /**
   * The ids of a word as it stands, and those that it has after a space, if it does not begin with one.
   * @param {string | number[]} word
   * @returns {number[][]}
   */
  sequences(word) {
    const encode = (/** @type {string} */ text) => this.model.tokenizer.encode(text);
    if (typeof word !== "string") {
      const ways = [word.map((id) => this.#known(id))];
      this.#tell(`[${word.join(", ")}]`, ways);
      return ways;
    }
    const ways = /^\p{White_Space}/u.test(word) ? [encode(word)] : [encode(word), encode(` ${word}`)];
    this.#tell(word, ways);
    return ways;
  }

  /**
   * The tokens that are taken by hand: of a text all its tokens.
   * @param {string | number} token
   */
  forced(token) {
    if (typeof token === "number") return [this.#known(token)];
    if (token === "")
      throw new Refusal(
        "token is empty; write the text that is to come next, most often with a space before it.",
        "token",
        "token",
      );
    const special = this.model.tokenizer.specialTokens.get(token);
    return special === undefined ? this.model.tokenizer.encode(token) : [special];
  }

  /** @param {string} text  @param {number[][]} ways */
  #tell(text, ways) {
    const known = this.told.findIndex((each) => each.text === text);
    const pieces = ways.map((ids) => ids.map((id) => hex(this.model.piece(id))));
    this.told.splice(known < 0 ? this.told.length : known, 1, { text, ways, pieces });
  }

  /** @param {number} id */
  #known(id) {
    const size = this.model.tokenizer.vocabSize;
    if (id < size) return id;
    throw new Refusal(`There is no token ${id}; the ids of ${this.model.name} go from 0 to ${size - 1}.`, "token");
  }

  /** @param {string} text  @param {number[]} ids */
  #notOne(text, ids) {
    const more = ids.length > 6 ? " …" : "";
    const written = ids.slice(0, 6).map((id) => `'${decoded(this.model.piece(id))}'`);
    const parts = written.join(", ").includes("\ufffd") // parts of a character, which no text names
      ? ` (ids ${ids.slice(0, 6).join(", ")}${more}). Name one of these by its id, such as ${ids[0]}.`
      : `: ${written.join(", ")}${more}. Name one of these, or a token by its id.`;
    const spaced = this.model.tokenizer.encode(` ${text}`);
    const also = spaced.length === 1 ? ` With the space that begins a word it is one: ' ${text}'.` : "";
    return `A bias is for one token, and ${this.model.name} writes '${text}' with ${ids.length}${parts}${also}`;
  }
}
