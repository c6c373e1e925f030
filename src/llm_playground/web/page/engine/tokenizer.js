// Byte-level BPE: a text to token ids, exactly, and back. The text is cut into words, each word into its UTF-8 bytes, and
// neighbours are joined as training joined them, the earliest merge first.

/**
 * A text cut into tokens: `pieces[i]` are the bytes of token `ids[i]`, which covers the characters `spans[i]`.
 * @typedef {{ text: string, ids: number[], pieces: Uint8Array[], spans: [number, number][] }} Encoding
 */

const utf8 = new TextEncoder();

/**
 * GPT-2's alphabet: a character for each byte. Those that can be seen stand for themselves, all others for the characters
 * from 256 on.
 */
const CHARACTERS = Array.from({ length: 256 }, (_, byte) => byte);
{
  const isSeen = (/** @type {number} */ byte) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  for (let byte = 0; byte < 256; byte++) if (!isSeen(byte)) CHARACTERS[byte] = next++;
}
const BYTES = new Map(CHARACTERS.map((code, byte) => [String.fromCharCode(code), byte]));

export class Tokenizer {
  /** @param {any} file  what a `tokenizer.json` holds */
  constructor({ model, pre_tokenizer, added_tokens }) {
    /** @type {Map<string, number>} */
    this.ids = new Map(Object.entries(model.vocab));
    /** @type {[string, string][]} */
    this.merges = model.merges;
    /** The place of each merge, by its two tokens. @type {Map<string, number>} */
    this.ranks = new Map(this.merges.map((pair, rank) => [pair.join(" "), rank]));
    /** @type {Map<string, number>} */
    this.specialTokens = new Map(
      added_tokens.map((/** @type {{ content: string, id: number }} */ token) => [token.content, token.id]),
    );
    // JavaScript takes another set of characters for white space than all other engines do.
    const pattern = pre_tokenizer.pretokenizers[0].pattern.Regex;
    this.pattern = new RegExp(
      pattern.replaceAll("\\s", "\\p{White_Space}").replaceAll("\\S", "\\P{White_Space}"),
      "gu",
    );
    /** @type {Uint8Array[]} */
    this.pieces = [];
    for (const [token, id] of this.ids) {
      const isSpecial = this.specialTokens.get(token) === id;
      this.pieces[id] = isSpecial ? utf8.encode(token) : Uint8Array.from(token, (each) => BYTES.get(each) ?? 0);
    }
    /** The ids of each word seen so far: texts repeat their words. @type {Map<string, number[]>} */
    this.words = new Map();
  }

  get vocabSize() {
    return this.pieces.length;
  }

  /**
   * @param {string} text
   * @param {boolean} [allowSpecial]  whether a special token written in the text counts as one
   * @returns {number[]}
   */
  encode(text, allowSpecial = false) {
    const whole = wellFormed(text);
    if (!allowSpecial) return this.#encode(whole);
    const names = [...this.specialTokens.keys()].sort((a, b) => b.length - a.length);
    const special = new RegExp(`(${names.map((name) => name.replace(/\W/g, "\\$&")).join("|")})`);
    return whole.split(special).flatMap((part, place) => {
      const id = this.specialTokens.get(part);
      return place % 2 === 1 && id !== undefined ? [id] : this.#encode(part);
    });
  }

  /** @param {string} text */
  #encode(text) {
    return (text.match(this.pattern) ?? []).flatMap((word) => {
      let ids = this.words.get(word);
      if (!ids) this.words.set(word, (ids = this.merged(utf8.encode(word)).map((token) => this.ids.get(token) ?? 0)));
      return ids;
    });
  }

  /**
   * The tokens of one word, in GPT-2's alphabet.
   * @param {Uint8Array} bytes
   * @param {(tokens: string[], ranks: number[], best: number) => void} [tell]  hears of the word before each merge
   */
  merged(bytes, tell) {
    const tokens = Array.from(bytes, (byte) => String.fromCharCode(CHARACTERS[byte]));
    const rank = (/** @type {number} */ place) =>
      this.ranks.get(`${tokens[place]} ${tokens[place + 1]}`) ?? Number.POSITIVE_INFINITY;
    const ranks = tokens.slice(1).map((_, place) => rank(place)); // of each token with the one after it
    while (true) {
      let best = 0;
      for (let place = 1; place < ranks.length; place++) if (ranks[place] < ranks[best]) best = place;
      tell?.(tokens, ranks, best);
      if (!(ranks[best] < Number.POSITIVE_INFINITY)) return tokens;
      tokens.splice(best, 2, tokens[best] + tokens[best + 1]);
      ranks.splice(best, 1);
      if (best > 0) ranks[best - 1] = rank(best - 1);
      if (best < ranks.length) ranks[best] = rank(best);
    }
  }

  /** @param {number[]} ids  @returns {string}  bytes that are no UTF-8 become U+FFFD */
  decode(ids) {
    return decoded(joined(ids.map((id) => this.pieces[id])));
  }

  /**
   * @param {string} text
   * @param {boolean} [allowSpecial]
   * @returns {Encoding}
   */
  explain(text, allowSpecial = false) {
    const ids = this.encode(text, allowSpecial);
    const pieces = ids.map((id) => this.pieces[id]);
    return { text: wellFormed(text), ids, pieces, spans: spansOf(pieces) };
  }
}

/**
 * The half-open range of characters that each piece covers. Pieces that share one character share its span.
 * @param {Uint8Array[]} pieces
 * @returns {[number, number][]}
 */
function spansOf(pieces) {
  const goesOn = (/** @type {number} */ byte) => (byte & 0xc0) === 0x80;
  let begun = 0; // characters whose first byte has been seen
  return pieces.map((piece) => {
    const start = begun - Number(piece.length > 0 && goesOn(piece[0]));
    for (const byte of piece) begun += Number(!goesOn(byte));
    return [start, begun];
  });
}

/**
 * The characters of `text` that each piece covers, one after the other. A token that adds nothing to it covers none.
 * @param {string} text
 * @param {Uint8Array[]} pieces
 * @returns {[number, number][]}
 */
export function spansAlong(text, pieces) {
  const data = utf8.encode(text);
  const goesOn = (/** @type {number} */ place) => Number((data[place] & 0xc0) === 0x80);
  const begun = [0]; // how many characters begin before each byte
  for (let place = 0; place < data.length; place++) begun.push(begun[place] + 1 - goesOn(place));
  let place = 0;
  return pieces.map((piece) => {
    const end = piece.every((byte, i) => byte === data[place + i]) ? place + piece.length : place;
    /** @type {[number, number]} */
    const span = [begun[place] - goesOn(place), begun[end]];
    place = end;
    return span;
  });
}

/**
 * Pieces with the text that they are. They may begin or end within a character, which then is U+FFFD.
 * @param {Uint8Array[]} pieces
 * @returns {{ text: string, spans: [number, number][] }}
 */
export function textOfPieces(pieces) {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  const spans = pieces.map((piece, place) => {
    const start = [...text].length;
    text += decoder.decode(piece, { stream: place < pieces.length - 1 });
    // What is pending will be one more character.
    return /** @type {[number, number]} */ ([start, [...decoded(joined(pieces.slice(0, place + 1)))].length]);
  });
  return { text, spans };
}

/** Half a surrogate pair, which has no UTF-8, becomes U+FFFD. @param {string} text */
export function wellFormed(text) {
  return decoded(utf8.encode(text));
}

/** @param {Uint8Array} bytes */
export function decoded(bytes) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** @param {Uint8Array[]} pieces */
export function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let end = 0;
  for (const piece of pieces) {
    whole.set(piece, end);
    end += piece.length;
  }
  return whole;
}
