// The section of attribution: what each part of the model wrote towards the logit of a next token.

import attribution from "../../../../views/attribution.js";
import { State } from "../../../../views/kit/host.js";
import { term } from "../../../../views/kit/terms.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { sharePosition } from "./chosen.js";
import { viewSection } from "./later.js";

/** @param {State} chosen  what the whole room is about */
export function attributionSection(chosen) {
  const fresh = { token: null, against: null };
  const state = new State({ attribution: null, ...fresh, position: chosen.get("position") });
  sharePosition(chosen, state);
  const [title, lead] = words.inside.attribution;
  const section = viewSection(term("logit", title), lead, attribution, state, "attribution", (question, signal) => {
    const which = Object.fromEntries([...Object.keys(fresh), "position"].map((name) => [name, state.get(name)]));
    return askJson("api/attribution", { ...question, ...which }, signal);
  });
  let told = "";
  /** @type {import("./later.js").Question | null} */
  let question = null;
  // After another token others may come next; it is asked about when the section comes near.
  state.on("change:position", () => {
    told = "";
    if (question) tell(question);
  });
  for (const name of Object.keys(fresh)) state.on(`change:${name}`, () => told !== "" && section.again());

  /** @param {import("./later.js").Question} next */
  function tell(next) {
    question = next;
    if (JSON.stringify(next) !== told) {
      told = ""; // another text has other next tokens
      state.apply(fresh);
      told = JSON.stringify(next);
    }
    section.tell({ ...next, position: state.get("position") });
  }

  return { ...section, tell };
}
