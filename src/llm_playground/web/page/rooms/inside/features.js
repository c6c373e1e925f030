// The section of features: a dictionary that ships with the model, and one that is fitted here to be compared with it.

import features from "../../../../views/features.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { decimal, percent } from "../../../../views/kit/numbers.js";
import { row, table } from "../../../../views/kit/tables.js";
import { term } from "../../../../views/kit/terms.js";
import { askEvents, askJson } from "../../api.js";
import { words } from "../../words.js";
import { sharePosition } from "./chosen.js";
import { later, laterSection } from "./later.js";

/** @typedef {import("../../../../views/types").DictionaryCard} Card */

const BAD = { n_features: 64, k: 2 };
const QUANTITIES = /** @type {const} */ (["n_features", "k", "unexplained", "dead", "recovered", "median_f1"]);

/**
 * @param {State} chosen  what the whole room is about
 * @param {(text: string) => void} announce
 */
export function featuresSection(chosen, announce) {
  const said = words.inside.features;
  const state = new State({
    text: null,
    feature: null,
    position: chosen.get("position"),
    index: null,
    dictionary: null,
  });
  sharePosition(chosen, state);
  const place = element("div");
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const progress = element("div", { class: "progress", role: "status", hidden: true });
  const comparison = element("div", { class: "lp-view" });
  const button = element("button", { type: "button", class: "quiet", hidden: true, onclick: press }, said.fit);
  /** @type {AbortController | null} */
  let running = null;
  /** @type {import("./later.js").Question | null} */
  let about = null;
  /** @type {Card[]} */
  let cards = [];

  const one = later(
    place,
    async (question, signal) => {
      const [index, dictionary] = [state.get("index"), state.get("dictionary")];
      if (index === null) return state.set("feature", null);
      const position = state.get("position") ?? state.get("text").active.length - 1;
      state.set("feature", await askJson("api/feature", { ...question, index, position, dictionary }, signal));
    },
    () => state.set("feature", null),
    null,
  );
  const section = laterSection(
    term("feature", said.title[0]),
    said.title[1],
    element("div", {}, one.node, element("div", { class: "fit" }, button, progress, problem, comparison)),
    async (question, signal) => {
      const text = await askJson("api/features", { ...question, dictionary: state.get("dictionary") }, signal);
      state.apply({ text, feature: null, index: null });
      button.hidden = false;
      remember(text.dictionary);
    },
    () => {
      state.apply({ text: null, feature: null });
      button.hidden = true; // what can be fitted is what can be looked into
    },
    place,
  );
  const unmount = mount(features, place, state);
  for (const name of ["index", "position"])
    state.on(`change:${name}`, () => {
      if (state.get("index") !== null) one.again();
    });
  state.on("change:dictionary", () => {
    const name = state.get("dictionary"); // null: another model, which is asked about in its turn
    if (name !== null && name !== state.get("text")?.dictionary.name) section.again();
  });

  /** @param {Card} card */
  function remember(card) {
    if (!cards.some(({ name, model }) => name === card.name && model === card.model)) cards.push(card);
    cards = cards.filter(({ model }) => model === card.model);
    const autoencoders = cards.filter(({ reads, writes }) => reads === writes);
    fill(comparison, autoencoders.length > 1 && comparisonTable(autoencoders));
  }

  function press() {
    if (running) running.abort();
    else fit();
  }

  async function fit() {
    if (!about) return;
    const mine = (running = new AbortController());
    fill(button, words.stop);
    problem.hidden = true;
    progress.hidden = false;
    try {
      const asked = { model: about.model, ...BAD };
      for await (const { event, data } of askEvents("api/dictionaries/fit", asked, mine.signal)) {
        if (event === "fitting") tell(data);
        else if (event === "error") fail(data.message);
        else if (event === "fitted") {
          announce(said.fitted(data.unexplained, data.median_f1));
          remember(data);
          state.set("dictionary", data.name);
        }
      }
      progress.hidden = true;
    } catch (error) {
      if (mine.signal.aborted) fill(progress, element("span", {}, said.cancelled));
      else fail(error instanceof Error ? error.message : String(error));
    } finally {
      running = null;
      fill(button, said.fit);
    }
  }

  /** @param {{ stage: keyof typeof said.stages, done: number, asked: number, unexplained: number | null }} news */
  function tell({ stage, done, asked, unexplained }) {
    fill(
      progress,
      element("progress", { max: asked, value: done, "aria-label": said.progress }),
      element("span", {}, said.stages[stage](done, asked, unexplained)),
    );
  }

  /** @param {string} message */
  function fail(message) {
    progress.hidden = true;
    problem.hidden = false;
    fill(problem, message);
  }

  return {
    ...section,
    /** @param {import("./later.js").Question} question */
    tell(question) {
      if (question.model !== about?.model) {
        running?.abort();
        state.apply({ dictionary: null });
        cards = [];
        fill(comparison);
      }
      about = question;
      state.apply({ index: null, feature: null });
      section.tell(question);
      one.tell(question);
    },
    close() {
      running?.abort();
      section.close();
      one.close();
      unmount();
    },
  };
}

/** @param {Card[]} cards */
function comparisonTable(cards) {
  const said = words.inside.features;
  const rows = QUANTITIES.map((name) =>
    row(
      said.quantities[name],
      cards.map((card) => value(name, card[name])),
    ),
  );
  return table(said.comparison, ["", ...cards.map((card) => said.called(card.name))], rows);
}

/**
 * @param {typeof QUANTITIES[number]} name
 * @param {number | null} number
 */
function value(name, number) {
  if (number === null) return "–";
  if (name === "n_features" || name === "k") return String(number);
  return name === "median_f1" ? decimal(number, 2) : percent(number);
}
