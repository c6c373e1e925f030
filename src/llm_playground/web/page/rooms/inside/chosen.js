// What the whole room is about: one token of a text, one layer and one head, the same in every section.

import { State } from "../../host.js";

/** `position` null is the last token. */
export function freshChoice() {
  const text = { heads: null, encoding: null, patterns: [], first: 0 };
  return new State({ ...text, layer: 0, head: 0, position: null, n_layer: 0, n_head: 0 });
}

/**
 * The selected token of a section is that of the room.
 * @param {State} chosen
 * @param {State} state
 */
export function sharePosition(chosen, state) {
  chosen.on("change:position", () => state.set("position", chosen.get("position")));
  state.on("change:position", () => chosen.set("position", state.get("position")));
}
