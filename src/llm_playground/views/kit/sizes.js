// Sizes and large numbers for the eye: "24.6 kB", "1.3 billion".

import { decimal } from "./numbers.js";
import { words } from "./words.js";

/**
 * Three figures and their unit, as long as one has a name.
 * @param {number} value
 * @param {[power: number, name: string][]} units  each from that power of ten on, in rising order
 */
function inUnits(value, units) {
  const [power, name] = units.filter(([least]) => least === 0 || value >= 0.9995 * 10 ** least).at(-1) ?? [0, ""];
  const size = value / 10 ** power;
  const digits = power === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${decimal(size, digits)}${name && "\u202f"}${name}`;
}

/** A number of bytes, in powers of ten: "805 MB". @param {number} bytes */
export function byteSize(bytes) {
  return inUnits(
    bytes,
    words.byteUnits.map((unit, at) => [3 * at, unit]),
  );
}

/** A large count: "4.19 million". @param {number} n */
export function large(n) {
  return inUnits(n, words.sizes);
}
