// The section of the lenses: what the model would say at each layer.

import { element } from "../../../../views/kit/dom.js";
import lens from "../../../../views/lens.js";
import { askJson } from "../../api.js";
import { mount, State } from "../../host.js";
import { words } from "../../words.js";
import { laterSection } from "./later.js";

export function lensSection() {
  const state = new State({ grid: null, kind: "logit" });
  const place = element("div");
  const [title, lead] = words.inside.lens;
  const section = laterSection(
    title,
    lead,
    place,
    async (question, signal) => {
      state.set("grid", await askJson("api/lens", { ...question, kind: state.get("kind") }, signal));
    },
    () => state.set("grid", null),
  );
  const unmount = mount(lens, place, state);
  state.on("change:kind", () => {
    const [grid, kind] = [state.get("grid"), state.get("kind")];
    if (grid?.kind !== kind && (grid?.offered ?? [kind]).includes(kind)) section.again();
  });
  return {
    ...section,
    close() {
      section.close();
      unmount();
    },
  };
}
