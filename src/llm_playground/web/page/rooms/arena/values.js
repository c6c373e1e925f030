// The values that a parameter goes through in a sweep.

const MOST = 20; // unless somebody asks for more or fewer
const LISTED = 100; // at most; how many there may be is the server's to say

/** @typedef {{ first: number, last: number, points: number }} Range */

/**
 * Where a sweep of a parameter begins and ends unless somebody says otherwise: as its slider, in round steps.
 * @param {import("../../types").ParameterCard} parameter
 * @returns {Range}
 */
export function rangeOf({ slider, whole }) {
  const { lowest, highest } = slider ?? { lowest: 0, highest: 1 };
  const width = highest - lowest;
  const powers = [-4, -3, -2, -1, 0, 1, 2].filter((power) => !whole || power >= 0);
  const steps = powers.flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
  const fits = (/** @type {number} */ step) => Math.floor(width / step + 1e-9) + (lowest === 0 ? 0 : 1) <= MOST;
  const step = steps.find(fits) ?? width;
  const first = lowest === 0 ? step : lowest; // at 0 most are off or greedy
  const points = Math.floor((highest - first) / step + 1e-9) + 1;
  return { first: round(first), last: round(first + (points - 1) * step), points };
}

/**
 * So many values from one to the other, evenly; of whole numbers each once.
 * @param {Range} range
 * @param {boolean} whole
 */
export function valuesOf({ first, last, points }, whole) {
  const length = Math.min(Math.max(Math.floor(points), 1), LISTED);
  const all = Array.from({ length }, (_, at) => first + (length > 1 ? (at * (last - first)) / (length - 1) : 0));
  return [...new Set(all.map((value) => (whole ? Math.round(value) : round(value))))];
}

/** Without the traces of binary arithmetic. @param {number} value */
function round(value) {
  return Number(value.toFixed(4));
}
