// All heads of the model on the text that it reads.

import heads from "../../../../views/heads.js";
import { element } from "../../../../views/kit/dom.js";
import { askJson } from "../../api.js";
import { mount } from "../../host.js";
import { later } from "./later.js";

/** @param {import("../../host.js").State} state  that of the attention below: both show the same layer and head */
export function allHeads(state) {
  const place = element("div", { class: "all-heads" });
  const asked = later(
    place,
    async (question, signal) => state.set("heads", await askJson("api/heads", question, signal)),
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
