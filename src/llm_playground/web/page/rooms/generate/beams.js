// The tree of a beam search, below the steps of its best text.

import beamTree from "../../../../views/beam_tree.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { words } from "../../words.js";

export function beamSection() {
  const view = new State({ tree: null });
  const problem = element("p", { class: "problem" });
  const place = element("div");
  const node = element(
    "section",
    { class: "card", hidden: true },
    element("h2", { class: "big" }, words.beam_tree.title),
    element("p", { class: "effect" }, words.beam_tree.lead),
    problem,
    place,
  );
  const unmount = mount(beamTree, place, view);

  /** @param {string | null} said  what is in the way of a tree */
  function open(said) {
    fill(problem, said);
    problem.hidden = said === null;
    place.hidden = said !== null;
    node.hidden = false;
  }

  return {
    node,
    /** @param {import("../../../../views/types").BeamTree} tree */
    show(tree) {
      open(null); // first, since the view measures itself
      view.apply({ tree, step: undefined });
    },
    /** @param {number} most  how many tokens a search may look ahead whose tree is shown */
    refuse: (most) => open(words.beam_tree.tooFar(most)),
    hide() {
      node.hidden = true;
    },
    close: unmount,
  };
}
