// Numbers for the eye, written as the language of the host writes them.

import { language } from "./language.js";

// Making a formatter costs some hundred times as much as using it, and a table has thousands of numbers.
const fixed = [0, 1, 2, 3, 4].map(
  (digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const short = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
const twoFigures = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
const long = new Intl.NumberFormat(language, { maximumSignificantDigits: 15 });
const rules = new Intl.PluralRules(language);

/**
 * A whole number with its thousands apart: "2,048".
 * @param {number} n
 */
export function count(n) {
  return fixed[0].format(n);
}

/**
 * What rounds to 0 is 0 for the eye: nobody reads a sign before it.
 * @param {number} x
 * @param {number} digits
 */
function unsignedZero(x, digits) {
  return Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x;
}

/**
 * A number as a person would have typed it: "0.9", "50".
 * @param {number} x
 */
export function number(x) {
  return short.format(unsignedZero(x, 4));
}

/**
 * A number with all its digits: "0.30000000000000004" would be one too many.
 * @param {number} x
 */
export function exact(x) {
  return long.format(x);
}

/**
 * A number with exactly so many decimals, so that the figures of a column can be compared at a glance: "0.50".
 * @param {number} x
 * @param {0 | 1 | 2 | 3 | 4} digits
 */
export function decimal(x, digits) {
  return fixed[digits].format(unsignedZero(x, digits));
}

/**
 * A small number of at least 0 with two figures: "0.0021", "1.3". Only 0 looks like 0.
 * @param {number} x
 */
export function significant(x) {
  return x > 0 && x < 1e-4 ? `< ${short.format(1e-4)}` : twoFigures.format(x);
}

/**
 * A number that may not be known, where a server told of the likeliest tokens alone.
 * @param {number | null} x
 * @param {0 | 1 | 2 | 3 | 4} digits
 */
export function known(x, digits) {
  return x === null ? "?" : decimal(x, digits);
}

/**
 * A number with a minus that is as wide as a plus.
 * @param {number} x
 * @param {0 | 1 | 2 | 3 | 4} [digits]
 */
export function signedDecimal(x, digits = 2) {
  return `${unsignedZero(x, digits) < 0 ? "\u2212" : ""}${decimal(Math.abs(x), digits)}`;
}

/**
 * A change, with its sign: "+0.50".
 * @param {number} x
 * @param {0 | 1 | 2 | 3 | 4} [digits]
 */
export function withSign(x, digits = 2) {
  return `${unsignedZero(x, digits) < 0 ? "\u2212" : "+"}${decimal(Math.abs(x), digits)}`;
}

/**
 * A probability for the eye. What is not exactly 0 or 1 never looks as if it were.
 * @param {number} p
 */
export function percent(p) {
  const x = 100 * p;
  const gap = "\u202f%"; // a narrow space that does not break
  if (p === 0 || p === 1) return count(x) + gap;
  if (x > 99.9) return `> ${decimal(99.9, 1)}${gap}`;
  if (x < 0.001) return `< ${decimal(0.001, 3)}${gap}`;
  return decimal(x, x >= 1 ? 1 : x >= 0.1 ? 2 : 3) + gap;
}

/**
 * A probability in a column of them: always one decimal, so that they can be compared at a glance.
 * @param {number} p
 */
export function tenths(p) {
  if (p > 0 && p < 0.001) return `< ${decimal(0.1, 1)}\u202f%`;
  if (p < 1 && p > 0.999) return `> ${decimal(99.9, 1)}\u202f%`;
  return `${decimal(100 * p, 1)}\u202f%`;
}

/**
 * The form of a word that goes with a number. English has two forms, other languages have up to six.
 * @param {number} n
 * @param {{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>} forms
 */
export function form(n, forms) {
  return forms[rules.select(n)] ?? forms.other;
}

/**
 * A number and its word: "1 token", "2,048 tokens".
 * @param {number} n
 * @param {{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>} forms
 */
export function plural(n, forms) {
  return `${count(n)} ${form(n, forms)}`;
}
