// The section of the lenses: what the model would say at each layer.

import lens from "../../../../views/lens.js";
import { askJson } from "../../api.js";
import { State } from "../../host.js";
import { words } from "../../words.js";
import { viewSection } from "./later.js";

export function lensSection() {
  const state = new State({ grid: null, kind: "logit" });
  const [title, lead] = words.inside.lens;
  const section = viewSection(title, lead, lens, state, "grid", (question, signal) =>
    askJson("api/lens", { ...question, kind: state.get("kind") }, signal),
  );
  state.on("change:kind", () => {
    const [grid, kind] = [state.get("grid"), state.get("kind")];
    if (grid?.kind !== kind && (grid?.offered ?? [kind]).includes(kind)) section.again();
  });
  return section;
}
