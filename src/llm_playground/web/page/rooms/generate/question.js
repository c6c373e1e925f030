// What the server is asked of a step: how its token would be chosen with what is set now, after the tokens before it.

import { isDrawn } from "../../../../views/kit/steps/noise.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../types").Run} Run */
/** @typedef {import("../../recording.js").Recording} Recording */

/**
 * The question; null while there is nothing to ask, or nothing that can be answered.
 * @param {Catalog} catalog
 * @param {Recording} recording
 * @param {Run} now  what is set
 * @param {{ at: number, u: number | null, seed: number | null }} place  the step, the u set by hand, the seed of the run
 */
export function questionOf(catalog, { started, run, steps }, now, { at, u, seed }) {
  if (!started || !run || (at === steps.length && steps.length === 0)) return null;
  const { strategy, parameters, order, stop, top } = now;
  const before = steps.slice(0, at).map(({ choice }) => choice);
  const chosen = steps[at]?.choice;
  const { searches, sampled } = kindOf(catalog, strategy);
  if (searches && (!kindOf(catalog, started.strategy).searches || !chosen)) return null;
  const draws = sampled && !searches;
  return {
    model: run.model,
    prompt: started.prompt.ids,
    taken: before.map(({ id }) => id),
    chances: before.filter(isDrawn).map(({ probability }) => probability),
    strategy,
    parameters,
    ...(order !== undefined && { order }),
    ...(stop && { stop }),
    ...(draws && { seed }),
    ...(draws && parameters.draw !== "gumbel" && { u: u ?? chosen?.u ?? null }),
    ...(searches && { token: chosen?.id }),
    top,
  };
}

/**
 * Whether what is set needs another run: the strategy is asked anew at every step, but not what the text began with.
 * @param {Catalog} catalog
 * @param {Recording} recording
 * @param {Run} now
 */
export function needsRun(catalog, { run, started, busy }, now) {
  if (run === null || busy) return false;
  const isKept = now.seed === null || now.seed === started?.seed || now.seed === run.seed;
  const isSearch = (/** @type {string} */ name) => kindOf(catalog, name).searches;
  const isOther = run.prompt !== now.prompt || run.model !== now.model || !isKept;
  return isOther || (started !== null && isSearch(now.strategy) && !isSearch(started.strategy));
}

/**
 * What kind of strategy this is.
 * @param {Catalog} catalog
 * @param {string} name
 */
export function kindOf(catalog, name) {
  const { searches = false, sampled = false } = catalog.strategies.find((each) => each.name === name) ?? {};
  return { searches, sampled };
}
