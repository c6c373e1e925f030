// The section of attribution: what each part of the model wrote towards the logit of a next token.

import attribution from "../../../../views/attribution.js";
import { term } from "../../../../views/kit/terms.js";
import { askJson } from "../../api.js";
import { State } from "../../host.js";
import { words } from "../../words.js";
import { viewSection } from "./later.js";

export function attributionSection() {
  const fresh = { token: null, against: null, position: null };
  const state = new State({ attribution: null, ...fresh });
  const [title, lead] = words.inside.attribution;
  const section = viewSection(term("logit", title), lead, attribution, state, "attribution", (question, signal) => {
    const which = Object.fromEntries(Object.keys(fresh).map((name) => [name, state.get(name)]));
    return askJson("api/attribution", { ...question, ...which }, signal);
  });
  let told = "";
  // What a model cannot be asked is told above; without an answer there is nothing to choose from.
  state.on("change:attribution", () => {
    section.place.hidden = state.get("attribution") === null;
  });
  for (const name of Object.keys(fresh)) state.on(`change:${name}`, () => told !== "" && section.again());
  return {
    ...section,
    /** @param {import("./later.js").Question} next */
    tell(next) {
      if (JSON.stringify(next) !== told) {
        told = ""; // another text has other next tokens
        state.apply(fresh);
        told = JSON.stringify(next);
      }
      section.tell(next);
    },
  };
}
