// What each part of the model does for the next token: a map of all, and one of them with and without it.

import effects from "../../../../views/effects.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { later, laterSection } from "./later.js";

const UNASKED = 100; // passes; a model that needs more is large, and takes its time

/**
 * @param {import("../../form.js").Form} form  which keeps the part that is switched off, and what takes its place
 * @param {() => number} passes  as many as the model has heads and MLPs
 */
export function missingParts(form, passes) {
  const to = form.get("to") === "mean" ? "mean" : "zero";
  const state = new State({ map: null, part: form.get("part") ?? null, effect: null, to });
  const place = element("div");
  const one = later(
    place,
    async (question, signal) => {
      const [part, to] = [state.get("part"), state.get("to")];
      state.set("effect", part && (await askJson("api/ablate", { ...question, to, name: part }, signal)));
    },
    () => state.set("effect", null),
    null,
  );
  const go = element("button", { type: "button", class: "quiet", hidden: true, onclick: ask });
  const [title, lead] = words.inside.missing;
  const map = laterSection(
    title,
    lead,
    element("div", {}, go, one.node),
    async (question, signal) => {
      state.set("map", await askJson("api/ablation-map", { ...question, to: state.get("to") }, signal));
    },
    () => state.set("map", null),
    place,
  );
  const unmount = mount(effects, place, state);
  /** @type {import("./later.js").Question | null} */
  let about = null;
  state.on("change:part", () => {
    form.set({ part: state.get("part") });
    one.again();
  });
  state.on("change:to", () => {
    form.set({ to: state.get("to") === "zero" ? null : state.get("to") });
    map.again();
    one.again();
  });
  function ask() {
    if (!about) return;
    go.hidden = true;
    map.tell(about);
    one.tell(about);
  }

  return {
    ...map,
    /** @param {import("./later.js").Question} question */
    tell(question) {
      const many = passes() > UNASKED;
      // Another model has other parts.
      if (about && question.model !== about.model) state.apply({ map: null, part: null, effect: null });
      else if (many) state.apply({ map: null, effect: null });
      about = question;
      go.hidden = !many;
      if (many) fill(go, words.inside.missingGo(passes()));
      else ask();
    },
    close() {
      map.close();
      one.close();
      unmount();
    },
  };
}
