// The tree of a beam search, below the steps of its best text.

import beamTree from "../../../../views/beam_tree.js";
import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { words } from "../../words.js";
import { coming } from "./coming.js";

export function beamSection() {
  const view = new State({ tree: null });
  const answer = coming();
  const node = element(
    "section",
    { class: "card", hidden: true },
    element("h2", { class: "big" }, words.beam_tree.title),
    element("p", { class: "effect" }, words.beam_tree.lead),
    answer.nodes,
  );
  const unmount = mount(beamTree, answer.place, view);

  function hide() {
    answer.clear();
    node.hidden = true;
  }

  /**
   * @param {import("../../types").Run} run  a beam search that has ended
   */
  function show(run) {
    node.hidden = false;
    return answer.ask("api/beam-tree", run, (event, data) => {
      if (event === "beam_step") return words.searching(data.index + 1, run.max_new_tokens);
      if (event === "beam_tree") {
        answer.place.hidden = false; // first, since the view measures itself
        view.apply({ tree: data, step: undefined });
      }
      return null;
    });
  }

  return {
    node,
    show,
    hide,
    close() {
      hide();
      unmount();
    },
  };
}
