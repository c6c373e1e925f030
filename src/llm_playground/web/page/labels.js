// What a value is called on the screen. Of strategies and parameters the server's table says it, of others the words.

import { words } from "./words.js";

/** @type {Map<string, string>} */
const labels = new Map(Object.entries(words.labels));

/** @param {import("./types").Catalog} catalog */
export function learnLabels({ strategies, parameters }) {
  for (const { name, label } of [...strategies, ...parameters]) labels.set(name, label);
}

/** @param {string} name  of a strategy, a parameter or another value that can be set */
export function label(name) {
  return labels.get(name) ?? name;
}

/**
 * A sentence of the server as it stands on the page: where it first says the name of a value, the label is there.
 * @param {{ message: string, subject?: string | null }} problem
 */
export function labelled({ message, subject }) {
  if (!subject) return message;
  const name = subject.split(".").at(-1) ?? subject;
  return message.replace(subject, () => label(name));
}
