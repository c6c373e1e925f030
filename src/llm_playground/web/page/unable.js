// What the chosen models cannot be asked for, since their server does not tell enough: not offered, with the reason.

import { element } from "../../views/kit/dom.js";
import { label as labelOf } from "./labels.js";
import { modelCard } from "./models.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */

/**
 * What models cannot be asked for, each with the reason.
 * @param {Catalog} catalog
 * @param {string[]} keys
 * @returns {Record<string, string>}  by the names of strategies and parameters
 */
export function unableTo(catalog, keys) {
  return Object.assign({}, ...keys.map((key) => modelCard(catalog, key)?.unable));
}

/**
 * A parameter that the model cannot be asked for.
 * @param {string} title
 * @param {string} reason
 */
export function cannotBeSet(title, reason) {
  const head = element("div", { class: "knob-head" }, element("b", {}, title));
  return element("div", { class: "knob off" }, head, element("small", {}, words.unable([], reason)));
}

/**
 * The strategies that are not to be had, those with the same reason together.
 * @param {Record<string, string>} unable
 * @param {Catalog} catalog
 */
export function missingStrategies(unable, { strategies }) {
  const reasons = new Set(strategies.map(({ name }) => unable[name]).filter(Boolean));
  return [...reasons].map((reason) => {
    const named = strategies.filter(({ name }) => unable[name] === reason).map(({ name }) => labelOf(name));
    return element("p", { class: "effect" }, words.unable(named, reason));
  });
}
