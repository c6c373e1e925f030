// What was asked for, checked: the strategy, its chain of warpers in their order, how long the text may become. What a
// person can set is told by the catalog, here as on the page.

import { CUTS, surpriseBound } from "./cuts.js";
import { Refusal } from "./refusal.js";
import { repeated } from "./repeating.js";
import { WARPERS } from "./warpers.js";

/**
 * @typedef {import("../types").Catalog} Catalog
 * @typedef {import("../types").ParameterCard} Parameter
 * @typedef {import("./warpers.js").Past} Past
 * @typedef {import("./distribution.js").Distribution} Distribution
 * @typedef {{ name: string, parameters: Record<string, any>, settings: any, cuts: boolean }} Link  of the chain
 * @typedef {{ strategy: string, sampled: boolean, searches: boolean, parameters: Record<string, any>, chain: Link[],
 *   max_new_tokens: number, seed: number | null, stop: string[] }} Plan
 */

/**
 * @param {Catalog} catalog
 * @param {any} asked  the body of a request
 * @returns {Plan}
 */
export function makePlan(
  catalog,
  { strategy = "greedy", parameters = {}, max_new_tokens = 50, seed = null, order, stop },
) {
  const kind = catalog.strategies.find((each) => each.name === strategy);
  if (!kind) throw new Refusal(`There is no strategy ${shown(strategy)}.`, "strategy");
  const rows = new Map(catalog.parameters.map((row) => [row.name, row]));
  /** @type {Record<string, any>} */
  const values = { ...kind.defaults };
  for (const [name, value] of Object.entries(parameters)) {
    const row = rows.get(name);
    if (value === null) continue;
    if (!row || !kind.parameters.includes(name))
      throw new Refusal(`${strategy} does not use ${name}.`, `parameters.${name}`);
    values[name] = checked(row, value, `parameters.${name}`);
  }
  const chain = inOrder(catalog, values, order ?? catalog.orders[0].name);
  /** @type {Record<string, any>} */
  const inForce = Object.assign({}, ...chain.map((link) => link.parameters));
  for (const [name, value] of Object.entries(values)) if (!rows.get(name)?.warper) inForce[name] = value;
  shareBeams(inForce);
  const check = (/** @type {string} */ name, /** @type {any} */ value) =>
    checked(/** @type {Parameter} */ (rows.get(name)), value, name);
  if (seed !== null && !kind.sampled)
    throw new Refusal(`${strategy} draws nothing, so a seed changes nothing.`, "seed");
  const fresh = kind.sampled ? crypto.getRandomValues(new Uint32Array(1))[0] : null;
  const length = check("max_new_tokens", max_new_tokens);
  return {
    ...{ strategy, sampled: kind.sampled, searches: kind.searches, parameters: inForce, chain, max_new_tokens: length },
    ...{ seed: seed === null ? fresh : check("seed", seed), stop: stop == null ? [] : check("stop", stop) },
  };
}

/** @param {Record<string, any>} parameters  of a search: its groups have as many beams each */
function shareBeams({ num_beams: beams = 1, num_beam_groups: groups = 1 }) {
  if (beams % groups > 0)
    throw new Refusal(
      `num_beam_groups is ${groups}; the groups must share the ${beams} beams evenly.`,
      "parameters.num_beam_groups",
      "num_beam_groups",
    );
}

/**
 * The warpers that are in use, first to last; of one of them what was not given is as the table has it.
 * @param {Catalog} catalog
 * @param {Record<string, any>} values
 * @param {string | string[]} order  a preset, or names
 * @returns {Link[]}
 */
function inOrder(catalog, values, order) {
  const names = typeof order === "string" ? catalog.orders.find(({ name }) => name === order)?.warpers : order;
  if (!names) throw new Refusal(`There is no order ${shown(order)}.`, "order");
  const used = new Set(
    catalog.parameters.filter(({ name, warper }) => warper && name in values).map((row) => row.warper),
  );
  const missing = [...used].find((warper) => warper && !names.includes(warper));
  if (missing) throw new Refusal(`The order has no place for ${missing}, which is in use.`, "order");
  return names
    .filter((name) => used.has(name))
    .map((name) => {
      const rows = catalog.parameters.filter(({ warper }) => warper === name);
      const parameters = Object.fromEntries(rows.map((row) => [row.name, values[row.name] ?? row.default]));
      return { name, parameters, settings: parameters, cuts: rows.some((row) => row.cuts) };
    });
}

/**
 * A value, if it is legal for its row of the table.
 * @param {Parameter} row
 * @param {any} value
 * @param {string} field
 */
function checked(row, value, field) {
  const { kind, lowest, highest, above, whole, options } = row;
  const low = lowest ?? Number.NEGATIVE_INFINITY;
  const isNumber = (/** @type {any} */ each) =>
    Number.isFinite(each) &&
    (above ? each > low : each >= low) &&
    each <= (highest ?? Number.POSITIVE_INFINITY) &&
    (!whole || Number.isInteger(each));
  if (kind === "number" && isNumber(value)) return value;
  if (kind === "options" && options.some((option) => option.value === value)) return value;
  if (kind === "texts") {
    const texts = typeof value === "string" ? [value] : value;
    if (Array.isArray(texts) && texts.every((text) => text.length > 0)) return [...new Set(texts)];
  }
  if (kind === "biases" && Object.values(value ?? {}).every(isNumber)) return value;
  throw new Refusal(`${row.name} is ${shown(value)}; it must be ${row.legal} (${row.hint}).`, field, row.name);
}

/** @param {any} value */
function shown(value) {
  return JSON.stringify(value);
}

/**
 * The distribution on its way through the chain: the model's own first, then the one after each warper.
 * @param {Distribution} own
 * @param {Link[]} chain
 * @param {Past} past
 * @param {Distribution} [start]  what goes into the chain in its place
 */
export function observe(own, chain, past, start = own) {
  const seen = [own];
  for (const [i, { name, settings }] of chain.entries()) {
    const before = i === 0 ? start : seen[i];
    const stays = CUTS[name]?.(before, settings, past);
    seen.push(stays ? before.only(stays) : before.changed(WARPERS[name](before, settings, past)));
  }
  return seen;
}

/**
 * What a warper went by besides its parameters, if it looks back or acts by chance.
 * @param {Link} link
 * @param {Past} past
 * @returns {Record<string, number>}
 */
export function stateOf({ name, settings }, past) {
  if (name === "mirostat") return { mu: surpriseBound(settings, past) };
  if (name === "xtc") return { u: past.coin };
  if (name === "dry") return { longest: Math.max(0, ...repeated(settings, past).values()) };
  return {};
}
