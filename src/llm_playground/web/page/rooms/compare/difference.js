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
/**
 * A lane that has run, with the ids of the tokens of its text.
 * @typedef {{ letter: string, model: string, template: boolean | string | null, text: string, ids: number[] }} Lane
 */
/** @typedef {{ prompt: import("../../types").Run["prompt"], lanes: Lane[] }} Subject */

const OWN = "own";
const EACH = "each";
/** @type {Record<string, boolean>} */
const TEMPLATES = { both: true, neither: false };

/**
 * The section, empty until the room `tell`s what was asked and answered. It asks the server when it comes near the screen.
 * @param {Catalog} catalog
 */
export function differenceSection(catalog) {
  const said = words.compare.difference;
  const state = new State({ comparison: null, colour: "kl_ba", selected: null });
  /** @type {Subject | null} */
  let subject = null;
  let pair = [0, 1]; // of the lanes
  /** The lane whose text both read, or OWN; @type {number | typeof OWN | null} */
  let source = null;
  let template = EACH;
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

  /** The two that are compared. @returns {Lane[]} */
  const chosen = () => pair.map((at) => /** @type {Subject} */ (subject).lanes[at]);

  function request() {
    const { prompt, lanes } = /** @type {Subject} */ (subject);
    const [a, b] = chosen();
    const each = [a.template, b.template];
    return { model: a.model, other: b.model, text: textOf(lanes), prompt, template: TEMPLATES[template] ?? each };
  }

  /** @param {Lane[]} lanes */
  function textOf(lanes) {
    if (typeof source !== "number") return own.value;
    const { model, ids, text } = lanes[source];
    return sharesTokens(model) ? ids : text;
  }

  /** Whether the ids of a model's answer are those of both models, as far as the catalog knows. @param {string} model */
  function sharesTokens(model) {
    return chosen().every((each) => each.model === model || modelCard(catalog, each.model)?.twin === model);
  }

  function ask() {
    if (subject && (source !== OWN || own.value !== "")) section.tell(/** @type {any} */ (request())); // its question is about two models
  }

  function draw() {
    if (!subject) return;
    const { lanes } = subject;
    /** @type {[string, string][]} */
    const answers = lanes.flatMap(({ letter, ids }, at) => (ids.length > 0 ? [[`${at}`, said.answerOf(letter)]] : []));
    const text = choice(said.text, [...answers, [OWN, said.own]], (value) => {
      source = value === OWN ? OWN : Number(value);
      ownRow.hidden = source !== OWN;
      if (source === OWN) own.focus();
      ask();
    });
    text.mark(`${source}`);
    const asked = choice(said.template, Object.entries(said.templates), (value) => {
      template = value;
      ask();
    });
    const hasTemplate = chosen().some(({ model }) => modelCard(catalog, model)?.kind !== "base");
    if (!hasTemplate) template = EACH; // there is none that both could read
    asked.mark(template);
    fill(
      controls,
      lanes.length > 2 && pair.map((_, side) => picker(side, lanes)),
      text.node,
      hasTemplate && asked.node,
    );
  }

  /**
   * @param {number} side
   * @param {Lane[]} lanes
   */
  function picker(side, lanes) {
    const options = lanes.map(({ letter, model }, at) =>
      element("option", { value: at, selected: at === pair[side] }, said.lane(letter, model)),
    );
    const select = /** @type {HTMLSelectElement} */ (element("select", {}, options));
    select.addEventListener("change", () => {
      pair[side] = Number(select.value);
      draw();
      ask();
    });
    return element("label", {}, said.side("AB"[side]), select);
  }

  return {
    node: section.node,
    /** @param {Subject} next  what was asked, and what each lane made of it */
    tell(next) {
      const answered = next.lanes.flatMap(({ ids }, at) => (ids.length > 0 ? [at] : []));
      if (answered.length === 0) return;
      subject = next;
      if (pair.some((at) => at >= next.lanes.length)) pair = [0, 1];
      // The answer of the second one, which in a pair is the trained one; what was chosen stays.
      const isThere = source === OWN || (source !== null && answered.includes(source));
      if (!isThere) source = answered.includes(pair[1]) ? pair[1] : answered[0];
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
