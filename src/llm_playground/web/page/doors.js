// From a token to the other rooms: the same prompt, model and seed, and the place of the token.

import { element } from "../../views/kit/dom.js";
import { toField } from "./setting.js";
import { words } from "./words.js";

/** @typedef {Pick<import("./recording.js").Recording, "run" | "steps"> & { started: { seed: number | null, prompt?: { ids: number[] } } | null }} Recording */
/** @typedef {import("./types").Run} Run */

const REMOTE = "remote:"; // how the name of a model on another server begins

/**
 * The settings of a run as a link carries them, with the seed that it had.
 * @param {Recording} recording
 * @returns {Record<string, string>}
 */
function settingsOf({ run, started }) {
  const { model, prompt, strategy, parameters, order, max_new_tokens, stop } = /** @type {Run} */ (run);
  const seed = started?.seed ?? null;
  return {
    prompt: typeof prompt === "string" ? prompt : (prompt.at(-1)?.content ?? ""),
    model,
    strategy,
    ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, toField(value)])),
    ...(stop && { stop: toField(stop) }),
    ...(order !== undefined && { order: String(order) }), // names in an array come out between commas
    max_new_tokens: String(max_new_tokens),
    ...(seed !== null && { seed: String(seed) }),
  };
}

/** The name of the room that the address leads to; empty at the start. */
export function roomOfAddress() {
  return location.hash.replace(/^#\/?/, "").split("?")[0];
}

/**
 * @param {string} room
 * @param {Record<string, string>} values
 */
export function address(room, values) {
  return `#/${room}?${new URLSearchParams(values)}`;
}

/**
 * @param {string} href
 * @param {string} title
 */
export function door(href, title) {
  return element("a", { class: "way", href }, title);
}

/**
 * The way to the room Inside; of a model on another server the reason why there is none.
 * @param {string} href
 * @param {string} model
 * @param {string} [title]
 */
export function insideDoor(href, model, title = words.doors.inside) {
  return model.startsWith(REMOTE) ? element("span", { class: "no-way" }, words.doors.notInside) : door(href, title);
}

/**
 * What the model looked at when it chose step `index`: its whole input at that time.
 * @param {Recording} recording
 * @param {number} index
 */
export function inside(recording, index) {
  const { prompt, model, seed } = settingsOf(recording);
  const read = recording.started?.prompt?.ids ?? [];
  const ids = [...read, ...recording.steps.slice(0, index).map((step) => step.choice.id)].join(",");
  return insideDoor(address("inside", { prompt, model, ...(seed !== undefined && { seed }), ids }), model);
}

/**
 * @param {Recording} recording
 * @param {number} index
 */
export function itsStep(recording, index) {
  return door(address("generate", { ...settingsOf(recording), step: String(index + 1), go: "" }), words.doors.step);
}

/**
 * @param {Recording} recording
 * @param {string} [title]
 */
export function wholeText(recording, title = words.doors.text) {
  return door(address("playground", { ...settingsOf(recording), go: "" }), title);
}

/**
 * To Compare, for what no other room can ask: a conversation, or a template that is not the model's own.
 * @param {Recording} recording
 * @param {string | null} template  as the link calls it
 * @param {string} beside  the model of the other lane
 */
export function compared(recording, template, beside) {
  const { run } = recording;
  const { model, ...settings } = settingsOf(recording);
  const before = typeof run?.prompt === "string" ? [] : (run?.prompt ?? []).slice(0, -1);
  const turns = JSON.stringify(before.map(({ role, content }) => [role, content]));
  const link = new URLSearchParams({ ...settings, ...(before.length > 0 && { turns }), go: "" });
  for (const [name, values] of Object.entries({ model: [model, beside], template: [template ?? "", ""] }))
    for (const value of values) link.append(name, value);
  return door(`#/compare?${link}`, words.doors.compare);
}
