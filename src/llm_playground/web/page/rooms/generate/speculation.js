// The same prompt with a draft model: speculative decoding, round by round, below the steps.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import speculation from "../../../../views/speculation.js";
import { modelCard } from "../../models.js";
import { words } from "../../words.js";
import { coming } from "./coming.js";

const NUMBERS = [1, 2, 3, 4, 6, 8];
const USUAL = 4;

/**
 * @param {import("../../types").Catalog} catalog
 * @param {() => import("../../types").Run} request  what the settings ask for now
 */
export function speculationSection(catalog, request) {
  const view = new State({ speculation: null, selected: null });
  const answer = coming();
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
    answer.nodes,
  );
  const unmount = mount(speculation, answer.place, view);

  function hide() {
    answer.clear();
    node.hidden = true;
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

  function run() {
    // Gumbel noise is another way to draw from the same distribution, which has no place here.
    const { draw: _, ...parameters } = request().parameters;
    const body = { ...request(), parameters, draft: draft.value, num_draft_tokens: Number(number.value) };
    return answer.ask("api/speculation", body, (event, data) => {
      if (event === "round") return words.speculation.running(data.index + 1);
      if (event === "speculation") {
        answer.place.hidden = false;
        view.apply({ speculation: data, selected: null });
      }
      return null;
    });
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
