// The section of attribution: what each part of the model wrote towards the logit of a next token.

import attribution from "../../../../views/attribution.js";
import { element } from "../../../../views/kit/dom.js";
import { term } from "../../../../views/kit/terms.js";
import { askJson } from "../../api.js";
import { mount, State } from "../../host.js";
import { words } from "../../words.js";
import { laterSection } from "./later.js";

export function attributionSection() {
  const state = new State({ attribution: null, token: null, against: null });
  const place = element("div");
  const [title, lead] = words.inside.attribution;
  const section = laterSection(
    term("logit", title),
    lead,
    place,
    async (question, signal) => {
      const which = { token: state.get("token"), against: state.get("against") };
      state.set("attribution", await askJson("api/attribution", { ...question, ...which }, signal));
    },
    () => state.set("attribution", null),
  );
  const unmount = mount(attribution, place, state);
  let told = "";
  for (const name of ["token", "against"]) state.on(`change:${name}`, () => told !== "" && section.again());
  return {
    ...section,
    /** @param {import("./later.js").Question} next */
    tell(next) {
      if (JSON.stringify(next) !== told) {
        told = ""; // another text has other next tokens
        state.apply({ token: null, against: null });
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
