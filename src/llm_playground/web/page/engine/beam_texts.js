// The texts that a beam search follows, and what it tells of them at its end.

import { Writing } from "./writing.js";

/**
 * @typedef {import("./beam.js").Search} Search
 * @typedef {import("./model.js").Model} Model
 */
/**
 * One text of the search: all its ids, the prompt's included, and the text that it continues, number `parent` of the live
 * ones. Its last token added `tokenLogprob` to `logprob`, less its `penalty`; `draw` says how it was drawn. While it lives
 * it has a `reader`: a model that has read the text before that token.
 * @typedef {{ ids: number[], previous: Text | null, choice: any, stages: any[], parent: number, tokenLogprob: number,
 *   penalty: number, logprob: number, score: number, draw: { u: number, chance: number } | null,
 *   reader: Model | null }} Text
 */

/** Best first; of two equal ones the one that finished earlier. @param {Text[]} texts */
export function byScore(texts) {
  return texts.sort((a, b) => b.score - a.score);
}

/** The text after each of its new tokens. @param {Text | null} text  @returns {Text[]} */
export function tokensOf(text) {
  const tokens = [];
  for (; text?.previous; text = text.previous) tokens.unshift(text);
  return tokens;
}

/**
 * What was read of a text goes on with the first that continues it, and the others get a copy.
 * @param {Text[]} before
 * @param {Text[]} live
 */
export function handOn(before, live) {
  const given = new Set();
  for (const text of live) {
    const reader = /** @type {Model} */ (text.previous?.reader);
    text.reader = given.has(reader) ? reader.copy() : reader;
    given.add(reader);
  }
  for (const text of before) text.reader = null;
}

/** Whether its last token ends it. @param {Search} search  @param {Text} text */
export function isOver({ model, plan }, text) {
  if (model.stopIds.includes(text.ids[text.ids.length - 1])) return true;
  if (plan.stop.length === 0) return false;
  const writing = new Writing(plan.stop);
  for (const { choice } of tokensOf(text)) writing.write(null, model.piece(choice.id), false);
  return writing.stopString !== null;
}

/**
 * The best of the finished texts step by step, and the ending with all of them.
 * @param {Search} search
 * @param {Text[]} finished  best first
 * @returns {Generator<{ event: string, data: any }>}
 */
export function* conclusion(search, finished) {
  const hypotheses = finished.map((text) => hypothesis(search, text));
  const { steps, writing } = written(search, finished[0] ?? search.begun());
  for (const step of steps) yield { event: "step", data: step };
  const ids = finished[0]?.ids ?? [];
  const ended = search.model.stopIds.includes(ids[ids.length - 1]) || writing.stopString !== null;
  const finish_reason = finished.length > 0 && ended ? "stop" : search.reason;
  yield {
    event: "ending",
    data: { finish_reason, completion: writing.text, hypotheses, stop_string: writing.stopString },
  };
}

/** The record of a finished text. @param {Search} search  @param {Text} text */
export function hypothesis(search, text) {
  const { ids, logprob, score } = text;
  return { ids: ids.slice(search.prompt.length), text: written(search, text).writing.text, logprob, score };
}

/** @param {Search} search  @param {Text} text */
function written({ model, plan }, text) {
  const writing = new Writing(plan.stop);
  const tokens = tokensOf(text);
  const steps = tokens.flatMap(({ choice, stages }, index) => {
    const piece = model.stopIds.includes(choice.id) ? new Uint8Array() : model.piece(choice.id);
    return writing.write({ index, choice, stages, text: "" }, piece, index === tokens.length - 1);
  });
  return { steps, writing };
}
