// Lanes to begin with, and what the lanes that are set can teach.

import { LETTERS } from "../../lane.js";
import { modelCard, modelsOf } from "../../models.js";
import { words } from "../../words.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../form.js").Lane} Lane */
/** @typedef {{ model: string, template: string | null }} Setting  of a lane */

/**
 * A base model and an instruct model that are at hand; a pair that differs in nothing but its training teaches most.
 * @param {Catalog} catalog
 * @returns {{ base: string, instruct: string }}
 */
export function pairAtHand(catalog) {
  const first = (/** @type {"base" | "instruct"} */ kind) =>
    (modelsOf(catalog, kind).find(({ state }) => state !== "remote") ?? modelsOf(catalog, kind)[0]).key;
  const instruct = first("instruct");
  return { base: modelCard(catalog, instruct)?.twin ?? first("base"), instruct };
}

/**
 * A model and its twin; of a model without one the pair that is at hand.
 * @param {Catalog} catalog
 * @param {string[]} keys  the first of them that has a twin counts
 */
export function pairOf(catalog, keys) {
  const model = keys.map((key) => modelCard(catalog, key)).find((each) => each?.twin);
  if (!model?.twin) return pairAtHand(catalog);
  return model.kind === "base" ? { base: model.key, instruct: model.twin } : { base: model.twin, instruct: model.key };
}

/**
 * What is to stand beside a model.
 * @param {Catalog} catalog
 * @param {string} key
 */
export function besideIt(catalog, key) {
  const { base, instruct } = modelCard(catalog, key)?.twin ? pairOf(catalog, [key]) : pairAtHand(catalog);
  return key === instruct ? base : instruct;
}

/**
 * @param {{ base: string, instruct: string }} pair
 * @returns {Record<keyof typeof words.compare.presets, Setting[]>}
 */
export function presetLanes({ base, instruct }) {
  const [continuing, answering] = [base, instruct].map((model) => ({ model, template: null }));
  return {
    twins: [continuing, answering],
    template: [continuing, answering, { model: base, template: "twin" }],
    without: [answering, { model: instruct, template: "none" }],
  };
}

/**
 * What can be read off the lanes as they are set; nothing, where they are any others.
 * @param {Lane[]} lanes
 * @param {Catalog} catalog
 * @param {boolean} isOneStrategy  whether all lanes choose in the same way
 */
export function lessonOf(lanes, catalog, isOneStrategy) {
  const said = words.compare.lessons;
  const set = lanes.map((lane, at) => ({
    letter: LETTERS[at],
    card: modelCard(catalog, lane.get("model")),
    template: lane.get("template") ?? null,
  }));
  for (const one of set) {
    const same = set.find(
      (other) => other.letter > one.letter && other.card === one.card && other.template === one.template,
    );
    if (same && isOneStrategy) return said.same(one.letter, same.letter);
  }
  for (const lent of set.filter(({ template }) => template === "twin")) {
    const base = set.find(({ card, template }) => card === lent.card && template === null);
    const chat = set.find(({ card, template }) => card?.key === lent.card?.twin && template === null);
    if (base && chat) return said.template(base.letter, chat.letter, lent.letter);
  }
  for (const without of set.filter(({ template }) => template === "none")) {
    const chat = set.find(({ card, template }) => card === without.card && template === null);
    if (chat) return said.without(chat.letter, without.letter);
  }
  for (const base of set.filter(({ card, template }) => card?.kind === "base" && template === null)) {
    const chat = set.find(({ card, template }) => card?.key === base.card?.twin && template === null);
    if (chat) return said.twins(base.letter, chat.letter);
  }
  const bases = set.filter(({ card, template }) => card?.kind === "base" && template === null);
  const other = bases.find(({ card }) => card?.key !== bases[0].card?.key);
  if (other && set.every(({ card }) => card?.kind === "base")) return said.bases(bases[0].letter, other.letter);
  return "";
}
