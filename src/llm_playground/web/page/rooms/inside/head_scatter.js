// All heads as points, and what the chosen one looks at in texts of the story world.

import headExamples from "../../../../views/head_examples.js";
import headScatter from "../../../../views/head_scatter.js";
import { element } from "../../../../views/kit/dom.js";
import { mount } from "../../../../views/kit/host.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { askHeads } from "./heads.js";
import { later, section } from "./later.js";

/** @param {import("../../../../views/kit/host.js").State} state  that of all heads and of the attention: they show the same head */
export function headScatterSection(state) {
  const [points, examples] = [element("div"), element("div")];
  const all = later(
    points,
    (question, signal) => askHeads(state, question, signal),
    () => state.set("heads", null),
  );
  let begun = false;
  const asked = later(
    examples,
    async ({ model }, signal) => {
      begun = true;
      const place = { layer: state.get("layer"), head: state.get("head") };
      state.set("examples", await askJson("api/head-examples", { model, ...place }, signal));
    },
    () => state.set("examples", null),
  );
  const unmount = [mount(headScatter, points, state), mount(headExamples, examples, state)];
  const [title, lead] = words.inside.headScatter;
  for (const name of ["layer", "head"]) state.on(`change:${name}`, () => begun && asked.again());
  return {
    node: section(title, lead, all.node, asked.node),
    /** @param {import("./later.js").Question} question */
    tell(question) {
      all.tell(question);
      asked.tell({ model: question.model, prompt: "" }); // the texts are always the same
    },
    close() {
      all.close();
      asked.close();
      unmount.forEach((stop) => stop());
    },
  };
}
