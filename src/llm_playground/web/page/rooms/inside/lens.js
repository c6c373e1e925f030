// The section of the lenses: what the model would say at each layer, and where each token of a text was settled.

import commitment from "../../../../views/commitment.js";
import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import lens from "../../../../views/lens.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { sharePosition } from "./chosen.js";
import { later, viewSection } from "./later.js";

const NEW_TOKENS = 24;

/** @param {State} chosen  what the whole room is about */
export function lensSection(chosen) {
  const state = new State({ grid: null, kind: "logit", position: chosen.get("position") });
  sharePosition(chosen, state);
  const [title, lead] = words.inside.lens;
  const ask = (/** @type {import("./later.js").Question} */ question, /** @type {AbortSignal} */ signal) =>
    askJson("api/lens", { ...question, kind: state.get("kind") }, signal);
  const section = viewSection(title, lead, lens, state, "grid", ask, { hasWayOut: true });
  const strip = commitmentStrip(() => state.get("kind"));
  section.node.append(strip.node);
  state.on("change:kind", () => {
    const [grid, kind] = [state.get("grid"), state.get("kind")];
    if (!(grid?.offered ?? [kind]).includes(kind)) return;
    if (grid?.kind !== kind) section.again();
    strip.again();
  });
  return {
    ...section,
    /** @param {import("./later.js").Question} question */
    tell(question) {
      section.tell(question);
      strip.tell(question);
    },
    close() {
      section.close();
      strip.close();
    },
  };
}

/** @param {() => string} kind  of the lens that reads the layers */
function commitmentStrip(kind) {
  const state = new State({ strip: null, definition: "first_and_stays", max_new_tokens: NEW_TOKENS });
  const place = element("div");
  let begun = false;
  const asked = later(
    place,
    async (question, signal) => {
      begun = true;
      const body = { ...question, kind: kind(), max_new_tokens: state.get("max_new_tokens") };
      state.set("strip", await askJson("api/commitment", body, signal));
    },
    () => state.set("strip", null),
  );
  const again = () => begun && asked.again();
  const unmount = mount(commitment, place, state);
  state.on("change:max_new_tokens", again);
  const [title, lead] = words.inside.commitment;
  return {
    node: element(
      "div",
      { class: "within" },
      element("h3", {}, title),
      element("p", { class: "effect" }, lead),
      asked.node,
    ),
    again,
    tell: asked.tell,
    close() {
      asked.close();
      unmount();
    },
  };
}
