// The value of a parameter as the form and a link hold it, and back: a text; of a list or a mapping its JSON.

import { words } from "./words.js";

/** @typedef {import("../../views/types").Setting} Setting */

/** @param {Setting} value */
export function toField(value) {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * The value that the form holds for a parameter. What is no JSON is one text, as somebody wrote it into a link.
 * @param {string} text
 * @param {Pick<import("./types").ParameterCard, "kind" | "options">} parameter
 * @returns {Setting}
 */
export function ofField(text, { kind, options }) {
  if (kind === "texts") return texts(text);
  if (kind === "biases") return biases(text);
  return options.find((option) => String(option.value) === text)?.value ?? Number(text);
}

/**
 * @param {string | undefined} text
 * @returns {(string | number[])[]}
 */
export function texts(text) {
  if (!text) return [];
  const value = json(text);
  return Array.isArray(value) ? value : [text];
}

/**
 * Those that `checkBiases` let pass.
 * @param {string | undefined} text
 * @returns {Record<string, number>}
 */
export function biases(text) {
  return text ? JSON.parse(text) : {};
}

/**
 * See that what the form holds as biases are some; of what is none a notice tells that it is left out.
 * @param {import("./form.js").Form} form
 * @param {import("./form.js").Form | import("./form.js").Lane} lane
 * @param {import("./types").Catalog} catalog
 */
export function checkBiases(form, lane, { parameters }) {
  for (const { name, label } of parameters.filter(({ kind }) => kind === "biases")) {
    const text = lane.get(name);
    if (!text || isBiases(json(text))) continue;
    form.notices.push(words.notices.biases(label, text));
    lane.set({ [name]: null });
  }
}

/**
 * See that what the form holds for a choice of a few is one of them; of what is none a notice tells that it is left out.
 * @param {import("./form.js").Form} form
 * @param {import("./form.js").Form | import("./form.js").Lane} lane
 * @param {import("./types").Catalog} catalog
 */
export function checkOptions(form, lane, { parameters }) {
  for (const { name, label, options } of parameters.filter(({ options }) => options.length > 0)) {
    const text = lane.get(name);
    if (!text || options.some(({ value }) => String(value) === text)) continue;
    form.notices.push(words.notices.leftOut(label, text));
    lane.set({ [name]: null });
  }
}

/** @param {unknown} value */
function isBiases(value) {
  if (!value || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((each) => typeof each === "number");
}

/** @param {string} text */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
