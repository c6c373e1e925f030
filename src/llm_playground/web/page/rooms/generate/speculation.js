// The same prompt with a draft model: speculative decoding, round by round, below the steps.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import speculation from "../../../../views/speculation.js";
import { askEvents } from "../../api.js";
import { modelCard } from "../../models.js";
import { words } from "../../words.js";

const NUMBERS = [1, 2, 3, 4, 6, 8];
const USUAL = 4;

/**
 * @param {import("../../types").Catalog} catalog
 * @param {() => import("../../types").Run} request  what the settings ask for now
 */
export function speculationSection(catalog, request) {
  const view = new State({ speculation: null, selected: null });
  const news = element("p", { class: "effect", role: "status" });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const place = element("div", { hidden: true });
  const draft = /** @type {HTMLSelectElement} */ (element("select", {}));
  const number = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      {},
      NUMBERS.map((n) => element("option", { value: n, selected: n === USUAL }, String(n))),
    )
  );
  const button = element("button", { type: "button", class: "quiet", onclick: run }, words.speculation.go);
  const node = element(
    "section",
    { class: "card", hidden: true },
    element("h2", { class: "big" }, words.speculation.title),
    element("p", { class: "effect" }, words.speculation.lead),
    element(
      "div",
      { class: "drafting" },
      element("label", {}, element("span", {}, words.speculation.draft), draft),
      element("label", {}, element("span", {}, words.speculation.number), number),
      button,
    ),
    news,
    problem,
    place,
  );
  const unmount = mount(speculation, place, view);
  let asking = new AbortController();

  function hide() {
    asking.abort();
    node.hidden = place.hidden = problem.hidden = news.hidden = true;
  }

  /** Offer it for the text that was just made by `model`. @param {string} model */
  function offer(model) {
    hide();
    // Those that ship here have one tokenizer, and no other model has it.
    const isBundled = (/** @type {string} */ key) => modelCard(catalog, key)?.state === "bundled";
    const able = catalog.models.filter(({ key }) => key !== model && isBundled(key) === isBundled(model));
    fill(
      draft,
      able.map((each) => element("option", { value: each.key }, words.models.option(each))),
    );
    node.hidden = able.length === 0;
  }

  async function run() {
    asking.abort();
    const mine = (asking = new AbortController());
    place.hidden = problem.hidden = true;
    news.hidden = false;
    fill(news, words.waiting);
    // Gumbel noise is another way to draw from the same distribution, which has no place here.
    const { draw: _, ...parameters } = request().parameters;
    try {
      for await (const { event, data } of askEvents(
        "api/speculation",
        { ...request(), parameters, draft: draft.value, num_draft_tokens: Number(number.value) },
        mine.signal,
      )) {
        if (event === "loading") fill(news, data.message);
        else if (event === "round") fill(news, words.speculation.running(data.index + 1));
        else if (event === "error") tell(data.message);
        else if (event === "speculation") {
          place.hidden = false;
          view.apply({ speculation: data, selected: null });
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
    offer,
    hide,
    close() {
      hide();
      unmount();
    },
  };
}
