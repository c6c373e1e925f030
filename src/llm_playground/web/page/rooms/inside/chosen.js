// What the whole room is about: one token of a text, one layer and one head, the same in every section.

import { State } from "../../../../views/kit/host.js";

/** `position` null is the last token. */
export function freshChoice() {
  const text = { heads: null, encoding: null, patterns: [], first: 0 };
  return new State({ ...text, layer: 0, head: 0, position: null, n_layer: 0, n_head: 0 });
}

/**
 * The selected token of a section is that of the room. A section may still show an earlier text, of more tokens: one that
 * the room's text does not have is not selected.
 * @param {State} chosen
 * @param {State} state
 */
export function sharePosition(chosen, state) {
  chosen.on("change:position", () => state.set("position", chosen.get("position")));
  state.on("change:position", () => {
    const position = state.get("position");
    const isThere = position === null || position < (chosen.get("encoding")?.ids.length ?? Infinity);
    if (isThere) chosen.set("position", position);
    else state.set("position", chosen.get("position"));
  });
}
