// What each part of the model does for the next token: a map of all, and one of them with and without it.

import effects from "../../../../views/effects.js";
import { element } from "../../../../views/kit/dom.js";
import { askJson } from "../../api.js";
import { mount, State } from "../../host.js";
import { words } from "../../words.js";
import { later, laterSection } from "./later.js";

export function missingParts() {
  const state = new State({ map: null, part: null, effect: null, to: "zero" });
  const place = element("div");
  const one = later(
    place,
    async (question, signal) => {
      const [part, to] = [state.get("part"), state.get("to")];
      state.set("effect", part && (await askJson("api/ablate", { ...question, to, name: part }, signal)));
    },
    () => state.set("effect", null),
  );
  const [title, lead] = words.inside.missing;
  const map = laterSection(
    title,
    lead,
    one.node,
    async (question, signal) => {
      state.set("map", await askJson("api/ablation-map", { ...question, to: state.get("to") }, signal));
    },
    () => state.set("map", null),
  );
  const unmount = mount(effects, place, state);
  let model = "";
  state.on("change:part", one.again);
  state.on("change:to", () => {
    map.again();
    one.again();
  });
  return {
    ...map,
    /** @param {import("./later.js").Question} question */
    tell(question) {
      if (question.model !== model) state.apply({ map: null, part: null, effect: null }); // it has other parts
      model = question.model;
      map.tell(question);
      one.tell(question);
    },
    close() {
      map.close();
      one.close();
      unmount();
    },
  };
}
