// What a text repeats: how long a run the next token would go on with.

import { joined } from "./tokenizer.js";

const LONGEST = 50; // a run that long has been punished beyond any hope

/**
 * By token: the length of the longest end of the text that stands in it earlier too, before this token. No run reaches
 * back beyond a sequence breaker, and a token that holds one goes on with none.
 * @param {{ dry_sequence_breakers: string[], piece: (id: number) => Uint8Array }} settings
 * @param {{ ids: number[] }} past
 * @returns {Map<number, number>}
 */
export function repeated({ dry_sequence_breakers, piece }, { ids }) {
  const breakers = dry_sequence_breakers.map((text) => latin1(new TextEncoder().encode(text)));
  const longest = breakers.length > 0 ? sinceBreaker(breakers, ids, piece) : LONGEST;
  /** @type {Map<number, number>} */
  const runs = new Map();
  for (let place = 1; place < ids.length; place++) {
    let n = 0;
    while (n < Math.min(place, longest) && ids[place - 1 - n] === ids[ids.length - 1 - n]) n++;
    if (n > (runs.get(ids[place]) ?? 0)) runs.set(ids[place], n);
  }
  for (const id of runs.keys()) if (breakers.some((breaker) => latin1(piece(id)).includes(breaker))) runs.delete(id);
  return runs;
}

/**
 * How many tokens stand after the one in which the last breaker ends, at most as many as a run may have.
 * @param {string[]} breakers
 * @param {number[]} ids
 * @param {(id: number) => Uint8Array} piece
 */
function sinceBreaker(breakers, ids, piece) {
  const pieces = ids.slice(-LONGEST - Math.max(...breakers.map((breaker) => breaker.length))).map(piece);
  const text = latin1(joined(pieces));
  const ends = breakers.map((breaker) => (text.includes(breaker) ? text.lastIndexOf(breaker) + breaker.length : 0));
  const end = Math.max(...ends);
  let since = 0;
  let left = text.length;
  while (since < Math.min(pieces.length, LONGEST) && (left -= pieces[pieces.length - 1 - since].length) >= end) since++;
  return since;
}

/** Bytes as a text of as many characters, in which other bytes can be looked for. @param {Uint8Array} bytes */
function latin1(bytes) {
  return String.fromCharCode(...bytes);
}
