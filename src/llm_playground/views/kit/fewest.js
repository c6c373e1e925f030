// Which tokenizer needs the fewest tokens: one rule for all tables.

/** @typedef {{ unknown_tokens: number }} Counted */

/**
 * Whether a tokenizer writes the whole text. Few tokens are no merit where some only say that something was there.
 * @param {Counted} cost
 */
export function writesAll(cost) {
  return cost.unknown_tokens === 0;
}

/**
 * Of tokenizers on the same text, those that need the fewest tokens; none where all need the same, as there is nothing
 * to choose then. One that does not write the whole text is never among them.
 * @template {Counted} C
 * @param {C[]} costs
 * @param {(cost: C) => number} measure
 * @returns {boolean[]}
 */
export function fewest(costs, measure) {
  const least = Math.min(...costs.filter(writesAll).map(measure));
  const differ = costs.some((cost) => measure(cost) !== least);
  return costs.map((cost) => differ && writesAll(cost) && measure(cost) === least);
}
