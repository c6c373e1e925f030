// A text as it is written. Tokens may hold a part of a character, and may turn out to write a stop string: a step is told
// once its part of the text is certain, so that nothing that was told has to be taken back.

/** @typedef {{ index: number, choice: any, stages: any[], text: string }} Step */

export class Writing {
  /** @param {string[]} stop */
  constructor(stop) {
    this.stop = stop;
    this.text = ""; // of all steps told so far
    /** The one before which the text has ended. @type {string | null} */
    this.stopString = null;
    this.decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    /** @type {{ step: Step | null, text: string }[]} */
    this.waiting = [];
  }

  /**
   * One token more, or one of which somebody else has told (null). The steps that are certain now, with what each adds.
   * @param {Step | null} step
   * @param {Uint8Array} piece  what it adds to the text
   * @param {boolean} isLast
   * @returns {Step[]}
   */
  write(step, piece, isLast) {
    const before = this.waiting.map(({ text }) => text).join("");
    const text = this.decoder.decode(piece, { stream: !isLast });
    this.waiting.push({ step, text });
    const found = this.find(before + text, before.length);
    if (found) this.stopString = found.stop;
    const certain = before.length + text.length;
    if (found || isLast) return this.#tell(found ? found.at : certain, true);
    return this.#tell(certain - this.#undecided(before + text), false);
  }

  /**
   * Where the first stop string begins that is complete after more than `since` characters; of several the longest.
   * @param {string} text
   * @param {number} since
   */
  find(text, since) {
    for (let end = since + 1; this.stop.length > 0 && end <= text.length; end++) {
      const ending = this.stop.filter((stop) => text.slice(0, end).endsWith(stop)).sort((a, b) => b.length - a.length);
      if (ending.length > 0) return { at: end - ending[0].length, stop: ending[0] };
    }
    return null;
  }

  /** How many characters at the end of `text` may be the beginning of a stop string. @param {string} text */
  #undecided(text) {
    const longest = Math.max(0, ...this.stop.map((stop) => stop.length - 1));
    for (let n = Math.min(longest, text.length); n > 0; n--)
      if (this.stop.some((stop) => stop.length > n && stop.startsWith(text.slice(-n)))) return n;
    return 0;
  }

  /**
   * The steps all of whose text is among the first `certain` characters of what waits; or all of them, cut there.
   * @param {number} certain
   * @param {boolean} all
   */
  #tell(certain, all) {
    const told = [];
    while (this.waiting.length > 0 && (all || this.waiting[0].text.length <= certain)) {
      const [{ step, text }] = this.waiting.splice(0, 1);
      const written = text.slice(0, certain);
      certain = Math.max(0, certain - text.length);
      this.text += written;
      if (step) told.push({ ...step, text: written });
    }
    return told;
  }
}
