// The section of one token's arithmetic. Its layer and head are those of the attention beside it.

import workings from "../../../../views/workings.js";
import { askJson } from "../../api.js";
import { State } from "../../host.js";
import { words } from "../../words.js";
import { viewSection } from "./later.js";

/** @param {State} head  what the view of attention shows: the text, a layer and a head */
export function workingsSection(head) {
  const state = new State({ workings: null, encoding: null, position: null, layer: 0, head: 0, n_layer: 0, n_head: 0 });
  const [title, lead] = words.inside.workings;
  const section = viewSection(title, lead, workings, state, "workings", (question, signal) => {
    const place = { position: state.get("position"), layer: state.get("layer"), head: state.get("head") };
    return askJson("api/workings", { ...question, ...place }, signal);
  });
  let following = false; // the room, which asks by itself

  for (const name of ["position", "layer", "head"])
    state.on(`change:${name}`, () => {
      if (following) return;
      if (name !== "position") head.set(name, state.get(name));
      section.again();
    });

  /** Another text, or another layer or head of the same one. */
  function follow() {
    const names = ["encoding", "layer", "head", "n_layer", "n_head"];
    const shown = Object.fromEntries(names.map((name) => [name, head.get(name)]));
    const moved = state.get("layer") !== shown.layer || state.get("head") !== shown.head;
    following = true;
    state.apply(state.get("encoding") === shown.encoding ? shown : { ...shown, position: null });
    following = false;
    if (moved && state.get("workings") !== null) section.again();
  }

  for (const name of ["encoding", "layer", "head"]) head.on(`change:${name}`, follow);
  return section;
}
