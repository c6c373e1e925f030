// Where the models of a comparison part: two of them along one text, token by token, below what they have answered.

import { choice } from "../../../../views/kit/choice.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import comparison from "../../../../views/model_comparison.js";
import { askJson } from "../../api.js";
import { modelCard } from "../../models.js";
import { words } from "../../words.js";
import { laterSection } from "../inside/later.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {{ letter: string, model: string, text: string, ids: number[] }} Answer  of one lane, with the ids of its tokens */
/** @typedef {{ prompt: string | { role: string, content: string }[], answers: Answer[] }} Subject */

const OWN = "own";
/** @type {Record<string, boolean | null>} */
const TEMPLATES = { each: null, both: true, neither: false };

/**
 * The section, empty until the room `tell`s what was asked and answered. It asks the server when it comes near the screen.
 * @param {Catalog} catalog
 */
export function differenceSection(catalog) {
  const said = words.compare.difference;
  const state = new State({ comparison: null, colour: "kl_ba", selected: null });
  /** @type {Subject | null} */
  let subject = null;
  let pair = ["", ""];
  let source = "";
  let template = "each";
  const place = element("div");
  const controls = element("div", { class: "lp-choosers" });
  const dressed = element("div", { class: "lp-view" }, controls);
  const own = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { rows: 2, "aria-label": said.own, spellcheck: "false" })
  );
  const ownRow = element(
    "div",
    { class: "text-row", hidden: true },
    own,
    element("button", { type: "button", class: "quiet", onclick: ask }, said.go),
  );
  const section = laterSection(
    said.title,
    said.lead,
    element("div", {}, dressed, ownRow, place),
    async (question, signal) => {
      state.apply({ comparison: await askJson("api/compare-models", question, signal), selected: null });
    },
    () => state.set("comparison", null),
    place,
  );
  const unmount = mount(comparison, place, state);
  section.node.hidden = true; // until there is something to compare

  function request() {
    const { prompt, answers } = /** @type {Subject} */ (subject);
    const [model, other] = pair;
    const answer = answers[Number(source)];
    const text = source === OWN ? own.value : sharesTokens(answer.model) ? answer.ids : answer.text;
    return { model, other, text, prompt, template: TEMPLATES[template] };
  }

  /** Whether the ids of a model's answer are those of both models, as far as the catalog knows. @param {string} model */
  function sharesTokens(model) {
    return pair.every((each) => each === model || modelCard(catalog, each)?.twin === model);
  }

  function ask() {
    if (subject && (source !== OWN || own.value !== "")) section.tell(/** @type {any} */ (request())); // its question is about two models
  }

  function draw() {
    if (!subject) return;
    const { answers } = subject;
    const models = [...new Set(answers.map(({ model }) => model))];
    const text = choice(
      said.text,
      [
        ...answers.map(({ letter }, at) => /** @type {[string, string]} */ ([`${at}`, said.answerOf(letter)])),
        [OWN, said.own],
      ],
      (value) => {
        source = value;
        ownRow.hidden = source !== OWN;
        if (source === OWN) own.focus();
        ask();
      },
    );
    text.mark(source);
    const asked = choice(said.template, Object.entries(said.templates), (value) => {
      template = value;
      ask();
    });
    asked.mark(template);
    const hasTemplate = pair.some((each) => modelCard(catalog, each)?.kind !== "base");
    fill(
      controls,
      models.length > 2 && pair.map((model, side) => picker(side, model, models)),
      text.node,
      hasTemplate && typeof subject.prompt === "string" && asked.node,
    );
  }

  /**
   * @param {number} side
   * @param {string} model
   * @param {string[]} models
   */
  function picker(side, model, models) {
    const options = models.map((each) => element("option", { value: each, selected: each === model }, each));
    const select = /** @type {HTMLSelectElement} */ (element("select", {}, options));
    select.addEventListener("change", () => {
      pair[side] = select.value;
      ask();
    });
    return element("label", {}, said.model("AB"[side]), select);
  }

  return {
    node: section.node,
    /** @param {Subject} next  what was asked, and what each lane made of it */
    tell(next) {
      const answers = next.answers.filter(({ ids }) => ids.length > 0);
      if (answers.length === 0) return;
      subject = { ...next, answers };
      const models = [...new Set(next.answers.map(({ model }) => model))];
      if (!pair.every((each) => models.includes(each))) pair = [models[0], models[1] ?? models[0]];
      // The answer of the second model, which in a pair is the trained one; what was chosen stays.
      const ofSecond = answers.map(({ model }) => model).lastIndexOf(pair[1]);
      if (source === "" || (source !== OWN && Number(source) >= answers.length)) source = `${Math.max(0, ofSecond)}`;
      section.node.hidden = false;
      draw();
      ask();
    },
    close() {
      section.close();
      unmount();
    },
  };
}
