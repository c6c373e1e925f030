// All heads of the model on the text that it reads.

import heads from "../../../../views/heads.js";
import { element } from "../../../../views/kit/dom.js";
import { mount } from "../../../../views/kit/host.js";
import { askJson } from "../../api.js";
import { later } from "./later.js";

/** @param {import("../../../../views/kit/host.js").State} state  that of the attention below: both show the same layer and head */
export function allHeads(state) {
  const place = element("div", { class: "all-heads" });
  const asked = later(
    place,
    (question, signal) => askHeads(state, question, signal),
    () => state.set("heads", null),
  );
  const unmount = mount(heads, place, state);
  return {
    ...asked,
    close() {
      asked.close();
      unmount();
    },
  };
}

/**
 * All heads on a text, unless they are there already: two sections show them, and either may come near first.
 * @param {import("../../../../views/kit/host.js").State} state
 * @param {import("./later.js").Question} question
 * @param {AbortSignal} signal
 */
export async function askHeads(state, question, signal) {
  const what = JSON.stringify(question);
  if (state.get("heads") !== null && state.get("heads_of") === what) return;
  state.apply({ heads: await askJson("api/heads", question, signal), heads_of: what });
}
