// A text between all places where a token begins or ends.

/** @typedef {{ start: number, end: number, tokens: number[] }} Stretch  a part of the text, and the tokens over it */

/**
 * The text, as far as its first `limit` tokens go, cut wherever a token begins or ends. Tokens may share characters
 * (the bytes of an emoji), and leave some out (the spaces between words).
 * @param {[number, number][]} spans
 * @param {number} limit
 * @param {number} length
 * @returns {Stretch[]}
 */
export function stretchesOf(spans, limit, length) {
  const early = spans.slice(0, limit);
  const end = early.length < spans.length ? early[early.length - 1][1] : length;
  const borders = [...new Set([0, ...early.flat(), end])].sort((a, b) => a - b);
  const places = new Map(borders.map((border, place) => [border, place]));
  const found = borders
    .slice(1)
    .map((end, place) => ({ start: borders[place], end, tokens: /** @type {number[]} */ ([]) }));
  early.forEach(([start, end], token) => {
    found.slice(places.get(start), places.get(end)).forEach((stretch) => stretch.tokens.push(token));
  });
  return found;
}
