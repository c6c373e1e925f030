// The tree of a beam search, below the steps of its best text.

import beamTree from "../../../../views/beam_tree.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { askEvents } from "../../api.js";
import { words } from "../../words.js";

export function beamSection() {
  const view = new State({ tree: null });
  const news = element("p", { class: "effect", role: "status" });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const place = element("div", { hidden: true });
  const node = element(
    "section",
    { class: "card", hidden: true },
    element("h2", { class: "big" }, words.beam_tree.title),
    element("p", { class: "effect" }, words.beam_tree.lead),
    news,
    problem,
    place,
  );
  const unmount = mount(beamTree, place, view);
  let asking = new AbortController();

  function hide() {
    asking.abort();
    node.hidden = true;
  }

  /**
   * @param {import("../../types").Run} run  a beam search that has ended
   */
  async function show(run) {
    hide();
    const mine = (asking = new AbortController());
    place.hidden = problem.hidden = true;
    node.hidden = news.hidden = false;
    fill(news, words.waiting);
    try {
      for await (const { event, data } of askEvents("api/beam-tree", run, mine.signal)) {
        if (event === "loading") fill(news, data.message);
        else if (event === "beam_step") fill(news, words.searching(data.index + 1, run.max_new_tokens));
        else if (event === "error") tell(data.message);
        else if (event === "beam_tree") {
          place.hidden = false; // first, since the view measures itself
          view.apply({ tree: data, step: undefined });
        }
      }
    } catch (error) {
      if (!mine.signal.aborted) tell(error instanceof Error ? error.message : String(error));
    }
    if (mine === asking) news.hidden = true;
  }

  /** @param {string} message */
  function tell(message) {
    problem.hidden = false;
    fill(problem, message);
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
