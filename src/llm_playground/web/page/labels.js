// What strategies and parameters are called: the server's table says it.

/** @type {Map<string, string>} */
const labels = new Map();

/** @param {import("./types").Catalog} catalog */
export function learnLabels({ strategies, parameters }) {
  for (const { name, label } of [...strategies, ...parameters]) labels.set(name, label);
}

/** @param {string} name  of a strategy or parameter */
export function label(name) {
  return labels.get(name) ?? name;
}
