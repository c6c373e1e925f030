// Sizes and large numbers for the eye: "24.6 kB", "1.3 billion".

import { decimal } from "./numbers.js";
import { words } from "./words.js";

/**
 * @param {number} value
 * @param {string[]} units  each a thousand times the one before
 */
function inUnits(value, units) {
  let [size, at] = [value, 0];
  while (size >= 999.5 && at < units.length - 1) [size, at] = [size / 1000, at + 1];
  const digits = at === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${decimal(size, digits)}${units[at] && "\u202f"}${units[at]}`;
}

/** A number of bytes, in powers of ten: "805 MB". @param {number} bytes */
export function byteSize(bytes) {
  return inUnits(bytes, words.byteUnits);
}

/** A large count: "4.19 million". @param {number} n */
export function large(n) {
  return inUnits(n, words.sizes);
}
