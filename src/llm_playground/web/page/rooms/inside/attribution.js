// The section of attribution: what each part of the model wrote towards the logit of a next token.

import attribution from "../../../../views/attribution.js";
import { element } from "../../../../views/kit/dom.js";
import { term } from "../../../../views/kit/terms.js";
import { askJson } from "../../api.js";
import { mount, State } from "../../host.js";
import { words } from "../../words.js";
import { laterSection } from "./later.js";

export function attributionSection() {
  const fresh = { token: null, against: null, position: null };
  const state = new State({ attribution: null, ...fresh });
  const place = element("div");
  const [title, lead] = words.inside.attribution;
  const section = laterSection(
    term("logit", title),
    lead,
    place,
    async (question, signal) => {
      const which = Object.fromEntries(Object.keys(fresh).map((name) => [name, state.get(name)]));
      state.set("attribution", await askJson("api/attribution", { ...question, ...which }, signal));
    },
    () => state.set("attribution", null),
  );
  const unmount = mount(attribution, place, state);
  let told = "";
  // What a model cannot be asked is told above; without an answer there is nothing to choose from.
  state.on("change:attribution", () => {
    place.hidden = state.get("attribution") === null;
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
    close() {
      section.close();
      unmount();
    },
  };
}
