// The order of the warpers: in the form the name of a preset, or the names of warpers between commas, or of one alone.

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./form.js").Lane} Lane */

/**
 * The preset of that name; absent, it is the first one. None if it is an order of one's own.
 * @param {string | undefined} order
 * @param {Catalog} catalog
 */
export function presetOrder(order, { orders }) {
  return order === undefined ? orders[0] : orders.find(({ name }) => name === order);
}

/**
 * The warpers that are switched on, each with its values, in the order of the table.
 * @param {Form | Lane} lane
 * @param {Catalog} catalog
 * @returns {Map<string, Record<string, string>>}
 */
export function warpersInUse(lane, { strategies, parameters }) {
  const kind = strategies.find(({ name }) => name === lane.get("strategy"));
  /** @type {Map<string, Record<string, string>>} */
  const used = new Map();
  for (const { name, warper } of parameters) {
    const value = lane.get(name);
    if (warper && value !== undefined && kind?.parameters.includes(name))
      used.set(warper, { ...used.get(warper), [name]: value });
  }
  return used;
}

/**
 * Whether an order is one of one's own.
 * @param {string} order
 * @param {Catalog} catalog
 */
const isOwn = (order, { parameters }) => order.includes(",") || parameters.some(({ warper }) => warper === order);

/**
 * An order as a request carries it. One of one's own says only what was put in order: what is switched on later and not
 * in it comes last.
 * @param {string} order
 * @param {Map<string, unknown>} used
 * @param {Catalog} catalog
 */
export function readOrder(order, used, catalog) {
  if (!isOwn(order, catalog)) return order;
  const names = order.split(",").map((name) => name.trim());
  return [...names, ...[...used.keys()].filter((name) => !names.includes(name))];
}

/**
 * The warpers that are switched on, first to last.
 * @param {Form | Lane} lane
 * @param {Catalog} catalog
 */
export function inOrder(lane, catalog) {
  const used = warpersInUse(lane, catalog);
  const order = lane.get("order");
  const own = order && isOwn(order, catalog) ? readOrder(order, used, catalog) : presetOrder(order, catalog)?.warpers;
  const names = typeof own === "object" ? own : [];
  // A preset may have no place for one; the server says so, and until then it is shown last.
  return [...names.filter((name) => used.has(name)), ...[...used.keys()].filter((name) => !names.includes(name))];
}

/**
 * What the form is to hold for these warpers in this order: nothing if it is the usual one, a preset's name, or a list.
 * @param {string[]} names
 * @param {Catalog} catalog
 */
export function orderOf(names, { orders }) {
  const usual = orders[0].warpers.filter((name) => names.includes(name));
  return usual.join() === names.join() ? null : names.join(",");
}
