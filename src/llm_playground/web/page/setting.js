// The value of a parameter as the form and a link hold it, and back: a text; of a list or a mapping its JSON.

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
 * @param {string | undefined} text
 * @returns {Record<string, number>}
 */
export function biases(text) {
  const value = json(text ?? "");
  return value && typeof value === "object" && !Array.isArray(value) ? value : {};
}

/** @param {string} text */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
