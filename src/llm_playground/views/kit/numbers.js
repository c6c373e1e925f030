// Numbers for the eye.

/**
 * A whole number with its thousands apart.
 * @param {number} n
 */
export function count(n) {
  return n.toLocaleString("en");
}

/**
 * A probability for the eye. What is not exactly 0 or 1 never looks as if it were.
 * @param {number} p
 */
export function percent(p) {
  const x = 100 * p;
  const gap = "\u202f%";
  if (p === 0 || p === 1) return x + gap;
  if (x > 99.9) return `> 99.9${gap}`;
  if (x < 0.001) return `< 0.001${gap}`;
  return x.toFixed(x >= 1 ? 1 : x >= 0.1 ? 2 : 3) + gap;
}

/**
 * "1 token", "2,048 tokens".
 * @param {number} n
 * @param {string} noun
 */
export function plural(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}
