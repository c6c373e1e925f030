// Sizes and large numbers for the eye: "24.6 kB", "1.3 billion".

import { language } from "./language.js";
import { count, decimal } from "./numbers.js";
import { words } from "./words.js";

// Three figures and the word that the language has for so many: Chinese counts in ten thousands.
const compact = new Intl.NumberFormat(language, {
  notation: "compact",
  compactDisplay: "long",
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});

/** A number of bytes, in powers of ten: "805 MB". @param {number} bytes */
export function byteSize(bytes) {
  const units = words.byteUnits;
  let [size, at] = [bytes, 0];
  while (size >= 999.5 && at < units.length - 1) [size, at] = [size / 1000, at + 1];
  const digits = at === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${decimal(size, digits)}\u202f${units[at]}`;
}

/** A large count: "4.19 million". @param {number} n */
export function large(n) {
  return n < 999.5 ? count(n) : compact.format(n).replaceAll(/\s/g, "\u202f");
}
