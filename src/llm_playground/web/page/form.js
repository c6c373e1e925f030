// What a person has set in a room: kept in the address, so that a link shows the same, and on this machine, so that
// coming back loses nothing.

const LONGEST_LINK = 4000; // characters; beyond that a text stays out of the address
const OPTIONAL = ["temperature", "top_k", "top_p", "min_p", "typical_p", "repetition_penalty", "seed"];

/** A flat record of texts, such as {model: "tiny-gpt2", top_p: "0.9"}. A name that is absent is switched off. */
export class Form {
  #room;
  /** @type {Record<string, string>} */
  #values;

  /**
   * @param {string} room
   * @param {Record<string, string>} fresh  what a first visit begins with
   */
  constructor(room, fresh) {
    this.#room = room;
    const linked = Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? ""));
    const kept = read(room);
    this.#values =
      Object.keys(linked).length > 0
        ? { ...needed(fresh), ...texts(kept), ...linked }
        : { ...needed(fresh), ...(kept ?? fresh) };
    this.#write();
  }

  /** @param {string} name */
  get(name) {
    return this.#values[name];
  }

  /** @param {Record<string, string | null | undefined>} patch  null takes a name out */
  set(patch) {
    for (const [name, value] of Object.entries(patch)) {
      if (value === null || value === undefined) delete this.#values[name];
      else this.#values[name] = value;
    }
    this.#write();
  }

  #write() {
    try {
      localStorage.setItem(`room:${this.#room}`, JSON.stringify(this.#values));
    } catch {
      // Storage may be full or forbidden; the address still has it.
    }
    const entries = Object.entries(this.#values);
    const short = new URLSearchParams(entries.filter(([, value]) => value.length < LONGEST_LINK)).toString();
    const linkable = short.length < 2 * LONGEST_LINK ? short : "";
    history.replaceState(null, "", `#/${this.#room}${linkable && `?${linkable}`}`);
  }
}

/**
 * What is never switched off, so that its absence in a link means nothing.
 * @param {Record<string, string>} values
 */
function needed(values) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !OPTIONAL.includes(name)));
}

/**
 * A text too long for a link is taken from the last visit.
 * @param {Record<string, string> | null} values
 */
function texts(values) {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => ["prompt", "text", "own"].includes(name)));
}

/**
 * @param {string} room
 * @returns {Record<string, string> | null}
 */
function read(room) {
  try {
    const kept = JSON.parse(localStorage.getItem(`room:${room}`) ?? "null");
    return kept && typeof kept === "object" ? kept : null;
  } catch {
    return null;
  }
}
