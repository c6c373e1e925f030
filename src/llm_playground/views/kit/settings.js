// The value of a parameter as it is read on the screen, by the rule of `written` in records/settings.py.

import { number } from "./numbers.js";

/** @param {unknown} value  a number, a word, a list of texts or token ids, or numbers by text */
export function written(value) {
  if (typeof value === "number") return number(value);
  if (Array.isArray(value))
    return value.map((each) => (Array.isArray(each) ? `[${each.join(", ")}]` : JSON.stringify(each))).join(", ");
  if (value !== null && typeof value === "object")
    return Object.entries(value)
      .map(([text, each]) => `${JSON.stringify(text)}: ${number(each)}`)
      .join(", ");
  return String(value);
}
