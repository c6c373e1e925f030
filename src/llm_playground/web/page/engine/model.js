// A model as runs ask it: its transformer, its tokenizer, and what ends or begins a text.

import { Refusal } from "./refusal.js";
import { readSafetensors } from "./safetensors.js";
import { spansAlong, Tokenizer, textOfPieces, wellFormed } from "./tokenizer.js";
import { Transformer } from "./transformer.js";
import { readWeights } from "./weights.js";

/** @typedef {import("./tokenizer.js").Encoding} Encoding */

export class Model {
  /**
   * @param {{ name: string, isInstruct: boolean, tokenizer: Tokenizer, stopIds: number[], beginning: number }} facts
   * @param {Transformer} transformer
   */
  constructor(facts, transformer) {
    this.facts = facts;
    this.name = facts.name;
    this.isInstruct = facts.isInstruct;
    this.tokenizer = facts.tokenizer;
    this.stopIds = facts.stopIds;
    this.transformer = transformer;
    this.contextLength = transformer.config.context_length;
  }

  /**
   * @param {string} name
   * @param {{ config: any, generation: any, tokenizer: any, weights: ArrayBuffer, isInstruct: boolean }} files
   */
  static of(name, { config, generation, tokenizer, weights, isInstruct }) {
    const read = readWeights(config, readSafetensors(weights));
    const { eos_token_id, bos_token_id: beginning } = generation;
    const facts = { name, isInstruct, tokenizer: new Tokenizer(tokenizer), stopIds: [eos_token_id].flat(), beginning };
    return new Model(facts, new Transformer(read.config, read.weights));
  }

  /** The same model for a text of its own, of which it remembers what it has read. */
  forText() {
    const { config, weights } = this.transformer;
    return new Model(this.facts, new Transformer(config, weights));
  }

  /** The same model, which has read the same. */
  copy() {
    return new Model(this.facts, this.transformer.copy());
  }

  /** @param {number[]} ids */
  nextLogits(ids) {
    return this.transformer.nextLogits(ids);
  }

  /** The bytes of a token. @param {number} id */
  piece = (id) => this.tokenizer.pieces[id];

  /**
   * Of all tokens before the last of `ids` the one whose vector is most like its own, by the cosine.
   * @param {number[]} ids
   */
  nearest(ids) {
    const C = this.transformer.config.n_embd;
    const states = this.transformer.hiddenStates(ids);
    const product = (/** @type {number} */ a, /** @type {number} */ b) => {
      let sum = 0;
      for (let c = 0; c < C; c++) sum += states[a * C + c] * states[b * C + c];
      return sum;
    };
    const last = ids.length - 1;
    let [similarity, nearest] = [Number.NEGATIVE_INFINITY, 0];
    for (let t = 0; t < last; t++) {
      const cosine = product(t, last) / Math.sqrt(product(t, t) * product(last, last));
      if (cosine > similarity) [similarity, nearest] = [cosine, t];
    }
    return { similarity, nearest };
  }

  /**
   * What the model is to continue, exactly as it reads it: of a text, of messages or of token ids.
   * @param {string | (number | { role: string, content: string })[]} prompt
   * @returns {Encoding}
   */
  prompt(prompt) {
    const encoding = this.#encoding(prompt);
    if (encoding.ids.length > this.contextLength)
      throw new Refusal(
        `The prompt has ${encoding.ids.length} tokens, but ${this.name} reads at most ${this.contextLength}: shorten the prompt.`,
        "prompt",
      );
    return encoding;
  }

  /** @param {string | (number | { role: string, content: string })[]} prompt  @returns {Encoding} */
  #encoding(prompt) {
    if (typeof prompt !== "string" && prompt.every((item) => typeof item === "number")) return this.#ofIds(prompt);
    if (this.isInstruct) return this.#chat(typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt);
    if (typeof prompt !== "string")
      throw new Refusal(
        `${this.name} is a base model without a chat template: give it a text instead of messages.`,
        "prompt",
      );
    return prompt === "" ? this.#laid("", [this.facts.beginning]) : this.tokenizer.explain(prompt);
  }

  /** @param {number[]} ids  @returns {Encoding} */
  #ofIds(ids) {
    const pieces = ids.map(this.piece);
    return { ids, pieces, ...textOfPieces(pieces) };
  }

  /**
   * ChatML: each message between two special tokens, which count where the template wrote them, not where a user did.
   * @param {any[]} messages
   */
  #chat(messages) {
    let text = "";
    /** @type {number[]} */
    const ids = [];
    const write = (/** @type {string} */ part, isTemplate = true) => {
      text += wellFormed(part);
      ids.push(...this.tokenizer.encode(part, isTemplate));
    };
    const isTyped = (/** @type {string} */ content) =>
      [...this.tokenizer.specialTokens.keys()].some((token) => content.includes(token));
    let pending = "";
    for (const { role, content } of messages) {
      pending += `<|im_start|>${role}\n`;
      if (isTyped(content)) {
        write(pending);
        write(content, false);
        pending = "";
      } else pending += content;
      pending += "<|im_end|>\n";
    }
    write(`${pending}<|im_start|>assistant\n`);
    return this.#laid(text, ids);
  }

  /**
   * Ids with the text that they stand for.
   * @param {string} text
   * @param {number[]} ids
   * @returns {Encoding}
   */
  #laid(text, ids) {
    const pieces = ids.map(this.piece);
    return { text, ids, pieces, spans: spansAlong(text, pieces) };
  }
}
