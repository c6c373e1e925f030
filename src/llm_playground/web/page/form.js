// What a person has set: kept in the address, so that a link shows the same, and on this machine, so that coming back
// loses nothing. Prompt, model and seed are shared by all rooms; everything else is a room's own.

import { roomOfAddress } from "./doors.js";

const LONGEST_LINK = 4000; // characters; beyond that a text stays out of the address
const SHARED = ["prompt", "model", "seed"];
const TEXTS = ["prompt", "own", "before"]; // too long for a link, they are taken from the last visit
const NEVER_OFF = ["model", "strategy"];

/** @typedef {Record<string, string>} Values  such as {model: "tiny-gpt2", top_p: "0.9"}; what is absent is switched off */

/** What is set for one of the texts side by side: the form itself for the names of this lane. */
export class Lane {
  #form;
  /** @type {Values} */
  values;

  /**
   * @param {Form} form
   * @param {Values} values
   */
  constructor(form, values) {
    this.#form = form;
    this.values = values;
  }

  /** @param {string} name */
  get(name) {
    return name in this.values || this.#form.isOfLane(name) ? this.values[name] : this.#form.get(name);
  }

  /** @param {Record<string, string | null | undefined>} patch  null takes a name out */
  set(patch) {
    this.#form.setLane(this, patch);
  }
}

/** Tells of every change by the event "change". */
export class Form extends EventTarget {
  #room;
  /** Names whose value in the address stands in this room alone. The entry of the visit keeps them, a link does not. */
  #here;
  #laneNames;
  #link;
  /** @type {Values} */
  #own;
  /** @type {Values} */
  #shared;
  /** @type {Lane[]} */
  lanes;
  /** @type {string[]} sentences about what a link asked for and did not get */
  notices = [];
  /** Whether a link brought somebody here, rather than the name of the room. */
  linked;

  /**
   * @param {string} room
   * @param {Values} fresh  what a first visit begins with
   * @param {string[]} laneNames  what each lane has for itself
   */
  constructor(room, fresh, laneNames = NEVER_OFF) {
    super();
    this.#room = room;
    this.#laneNames = laneNames;
    const link = new URLSearchParams(location.hash.split("?")[1] ?? "");
    this.#here = new Set(history.state?.here);
    this.#link = link;
    this.linked = [...link.keys()].length > 0;
    const { lanes: kept, ...own } = /** @type {{ lanes?: Values[] }} */ (read(`room:${room}`) ?? {});
    const shared = read("shared") ?? {};
    const certain = Object.fromEntries(Object.entries(fresh).filter(([name]) => !this.#canBeOff(name)));
    const texts = Object.fromEntries(Object.entries(own).filter(([name]) => TEXTS.includes(name)));
    const flat = this.linked
      ? { ...certain, ...texts, ...without(shared, "seed"), ...firsts(link) }
      : { ...(Object.keys(own).length > 0 ? { ...certain, ...own } : fresh), ...shared };
    this.#own = this.#pick(flat, (name) => !SHARED.includes(name) && !laneNames.includes(name));
    this.#shared = this.#pick(flat, (name) => SHARED.includes(name));
    const first = this.linked || !kept ? flat : { ...certain, ...kept[0], ...shared };
    const others = this.linked ? lanesOf(link, laneNames) : (kept ?? []).slice(1);
    this.lanes = [first, ...others.map((lane) => ({ strategy: first.strategy, model: first.model, ...lane }))].map(
      (values) =>
        new Lane(
          this,
          this.#pick(values, (name) => laneNames.includes(name)),
        ),
    );
    if (this.linked) this.#keepShared({ seed: null, ...firsts(link) }, this.#here);
    this.#keepOwn();
    this.#writeAddress();
  }

  /** @param {string} name */
  get(name) {
    if (this.isOfLane(name)) return this.lanes[0].values[name];
    return SHARED.includes(name) ? this.#shared[name] : this.#own[name];
  }

  /** @param {Record<string, string | null | undefined>} patch  null takes a name out */
  set(patch) {
    this.#keepShared(patch);
    this.#put(patch);
    for (const name of Object.keys(patch)) this.#here.delete(name);
    this.#changed();
  }

  /**
   * The same in this room alone: what the others share stays as somebody chose it there.
   * @param {Record<string, string | null | undefined>} patch
   */
  setHere(patch) {
    this.#put(patch);
    for (const name of Object.keys(patch)) this.#here.add(name);
    this.#changed();
  }

  /** @param {Record<string, string | null | undefined>} patch */
  #put(patch) {
    for (const [name, value] of Object.entries(patch)) {
      if (this.isOfLane(name)) put(this.lanes[0].values, name, value);
      else put(SHARED.includes(name) ? this.#shared : this.#own, name, value);
    }
  }

  /**
   * @param {Lane} lane
   * @param {Record<string, string | null | undefined>} patch
   */
  setLane(lane, patch) {
    if (lane === this.lanes[0]) return this.set(patch);
    for (const [name, value] of Object.entries(patch)) put(lane.values, name, value);
    this.#changed();
  }

  /** @param {Values} [values] */
  addLane(values = {}) {
    const lane = new Lane(this, { ...this.lanes[0].values, ...values });
    this.lanes.push(lane);
    this.#changed();
    return lane;
  }

  /** @param {Lane} lane */
  removeLane(lane) {
    this.lanes = this.lanes.filter((other) => other !== lane);
    this.#changed();
  }

  /**
   * Whether a person has chosen this, here or in another room.
   * @param {string} name  one that all rooms share
   */
  isChosen(name) {
    return name in (read("shared") ?? {});
  }

  /** Whether the link that brought somebody here says this. @param {string} name */
  isLinked(name) {
    return Boolean(this.#link.get(name));
  }

  /** @param {string} name */
  isOfLane(name) {
    return this.#laneNames.includes(name);
  }

  /**
   * A link to a room with what is set here; `patch` says what is to be otherwise.
   * @param {string} room
   * @param {Record<string, string | null | undefined>} patch
   */
  link(room, patch = {}) {
    /** @type {Values} */
    const values = { ...this.lanes[0].values, ...this.#shared };
    if (this.isOfLane("model")) values.model = this.lanes[0].values.model;
    for (const [name, value] of Object.entries(patch)) put(values, name, value);
    return `#/${room}?${new URLSearchParams(values)}`;
  }

  /** @param {string} name */
  #canBeOff(name) {
    return name === "seed" || (this.#laneNames.includes(name) && !NEVER_OFF.includes(name));
  }

  /**
   * @param {Values} values
   * @param {(name: string) => boolean} wanted
   */
  #pick(values, wanted) {
    return Object.fromEntries(Object.entries(values).filter(([name, value]) => wanted(name) && value !== undefined));
  }

  /**
   * @param {Record<string, string | null | undefined>} patch
   * @param {Set<string>} [but]  names that are no choice of somebody's
   */
  #keepShared(patch, but = new Set()) {
    const shared = read("shared") ?? {};
    for (const name of SHARED) if (name in patch && !but.has(name)) put(shared, name, patch[name]);
    keep("shared", shared);
  }

  #changed() {
    this.#keepOwn();
    // A door that was taken has changed the address already, though its room is entered a moment later.
    if (roomOfAddress() === this.#room) this.#writeAddress();
    this.dispatchEvent(new Event("change"));
  }

  #keepOwn() {
    keep(`room:${this.#room}`, { ...this.#own, lanes: this.lanes.map(({ values }) => values) });
  }

  #writeAddress() {
    const entries = Object.entries({ ...this.#shared, ...this.#own }).filter(([name]) => !this.isOfLane(name));
    for (const name of this.#laneNames) {
      const values = this.lanes.map((lane) => lane.values[name]);
      if (values.some((value) => value !== undefined)) for (const value of values) entries.push([name, value ?? ""]);
    }
    const short = new URLSearchParams(entries.filter(([, value]) => value.length < LONGEST_LINK)).toString();
    const linkable = short.length < 2 * LONGEST_LINK ? short : "";
    history.replaceState({ here: [...this.#here] }, "", `#/${this.#room}${linkable && `?${linkable}`}`);
  }
}

/**
 * @param {Values} values
 * @param {string} name
 * @param {string | null | undefined} value
 */
function put(values, name, value) {
  if (value === null || value === undefined) delete values[name];
  else values[name] = value;
}

/**
 * @param {Values} values
 * @param {string} name
 */
function without(values, name) {
  const { [name]: _, ...rest } = values;
  return rest;
}

/**
 * What a link says of the first lane and of all. An empty value is one that is switched off, except that of a text.
 * @param {URLSearchParams} link
 * @returns {Values}
 */
function firsts(link) {
  const names = [...new Set(link.keys())];
  return Object.fromEntries(
    names
      .map((name) => [name, /** @type {string} */ (link.get(name))])
      .filter(([name, value]) => value !== "" || TEXTS.includes(name) || name === "go"),
  );
}

/**
 * What a link says of the other lanes: a name that it gives twice is of two lanes.
 * @param {URLSearchParams} link
 * @param {string[]} laneNames
 */
function lanesOf(link, laneNames) {
  const most = Math.max(1, ...laneNames.map((name) => link.getAll(name).length));
  return Array.from({ length: most - 1 }, (_, index) =>
    Object.fromEntries(
      laneNames.map((name) => [name, link.getAll(name)[index + 1]]).filter(([, value]) => Boolean(value)),
    ),
  );
}

/**
 * @param {string} name
 * @returns {Record<string, any> | null}
 */
function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null");
    return kept && typeof kept === "object" ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {object} values
 */
function keep(name, values) {
  try {
    localStorage.setItem(name, JSON.stringify(values));
  } catch {
    // Storage may be full or forbidden; the address still has it.
  }
}
