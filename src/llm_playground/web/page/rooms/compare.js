// Compare: the same prompt to a base model and to one that was taught to answer; what each was really asked is shown.

import { element, fill } from "../../../views/kit/dom.js";
import { term } from "../../../views/kit/terms.js";
import { checkStrategy, laneNames, lengthAndSeed, runRequest } from "../controls.js";
import { card, desk, notices, roomHead } from "../desk.js";
import * as doors from "../doors.js";
import { Form } from "../form.js";
import { label } from "../labels.js";
import { TextLane } from "../lane.js";
import { checkModel, learnModels, modelCard, modelPicker, modelsOf } from "../models.js";
import { mark, wrongNumbers } from "../problems.js";
import { textCard } from "../prompt.js";
import { strategyCard } from "../recommended.js";
import { record } from "../recording.js";
import { startButton } from "../start-button.js";
import { words } from "../words.js";
import { differenceSection } from "./compare/difference.js";

/** @typedef {"base" | "instruct"} Kind */
/** @type {Kind[]} */
const KINDS = ["base", "instruct"];

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const form = new Form(
      "compare",
      {
        prompt: words.compare.firstPrompt,
        model: catalog.default,
        ...pair(catalog),
        strategy: "greedy",
        max_new_tokens: "40",
      },
      laneNames(catalog),
    );
    checkModel(form, form, catalog);
    // The model that came along from another room stands on its side; on the other side its twin, if it has one.
    const came = form.isChosen("model") ? modelCard(catalog, form.get("model")) : undefined;
    if (came?.kind && !form.isLinked(came.kind) && form.get(came.kind) !== came.key && form.get("came") !== came.key) {
      const sides = Object.entries({ ...twinsOf(catalog, came.key), [came.kind]: came.key });
      form.set(Object.fromEntries(sides.filter(([kind]) => !form.isLinked(kind)))); // what a link says stands
    }
    if (came) form.set({ came: came.key });
    for (const kind of KINDS) checkModel(form, form, catalog, { name: kind, kind });
    checkStrategy(form, form, catalog);
    const start = startButton(words.compare.go, compare);
    const prompt = textCard({
      form,
      label: words.compare.prompt,
      limit: catalog.limits.prompt_characters,
      examples: words.compare.examples,
      button: start.button,
    });
    const shared = lengthAndSeed({ form, catalog });
    const sides = KINDS.map((kind) => side(kind, shared.keep));
    const difference = differenceSection(catalog);
    const strategy = strategyCard({ form, catalog, models: KINDS, endAt: shared.endAt });
    const pickers = KINDS.map((kind) =>
      modelPicker({ form, catalog, name: kind, label: words.compare.kinds[kind], kind, onchange: strategy.draw }),
    );
    const place = desk({
      text: prompt.node,
      cards: [
        ...KINDS.map((kind, index) => card(term(kind, words.compare.kinds[kind]), pickers[index].node)),
        card(words.strategyTitle, strategy.node),
        card(words.lengthTitle, shared.node),
      ],
      summary: () => words.compare.summary(form.get("base"), form.get("instruct"), label(form.get("strategy"))),
      stage: [
        element(
          "div",
          { class: "lanes two" },
          sides.map(({ lane }) => lane.el),
        ),
        difference.node,
      ],
    });
    el.append(roomHead(words.compare.title, words.compare.lead), notices(form).node, place.node);

    const requests = () => KINDS.map((kind) => ({ ...runRequest(form, form, catalog), model: form.get(kind) }));
    const tellStale = () => sides.forEach(({ lane }, index) => lane.compare(requests()[index]));

    async function learn() {
      const models = KINDS.map((kind) => form.get(kind));
      if (await learnModels(catalog, models)) for (const each of [...pickers, strategy]) each.draw();
    }

    /** @param {AbortSignal} signal */
    async function compare(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      const wrong = wrongNumbers(form, catalog);
      if (wrong.length > 0) return void mark(el, wrong);
      prompt.foldExamples();
      announce(words.generating);
      const recordings = sides.map(({ lane }) => lane.recording);
      mark(el, await record(recordings, requests(), signal));
      tellStale();
      learn();
      difference.tell({ prompt: form.get("prompt") ?? "", answers: recordings.map(answerOf) });
      announce(recordings.map(({ status, text }) => words.ended(status, text)).join(" "));
    }

    form.addEventListener("change", () => {
      place.tell();
      tellStale();
    });
    return () => {
      start.close();
      place.close();
      difference.close();
      sides.forEach(({ lane }) => lane.close());
    };
  },
};

/**
 * @param {import("../recording.js").Recording} recording
 * @param {number} lane
 */
function answerOf({ run, steps, text }, lane) {
  return { letter: "AB"[lane], model: run?.model ?? "", text, ids: steps.map(({ choice }) => choice.id) };
}

/**
 * A base model and an instruct model that are at hand; a pair that differs in nothing but its training teaches most.
 * @param {import("../types").Catalog} catalog
 */
function pair(catalog) {
  const local = (/** @type {Kind} */ kind) =>
    (modelsOf(catalog, kind).find(({ state }) => state !== "remote") ?? modelsOf(catalog, kind)[0])?.key;
  const instruct = local("instruct");
  return { base: local("base"), instruct, ...twinsOf(catalog, instruct) };
}

/**
 * @param {import("../types").Catalog} catalog
 * @param {string | undefined} key
 * @returns {{ base?: string, instruct?: string }}
 */
function twinsOf(catalog, key) {
  const model = key === undefined ? undefined : modelCard(catalog, key);
  if (!model?.twin) return {};
  return model.kind === "base" ? { instruct: model.twin } : { base: model.twin };
}

/**
 * @param {Kind} kind
 * @param {(seed: number) => void} keepSeed
 */
function side(kind, keepSeed) {
  const title = words.compare.kinds[kind];
  const asked = element("div", { class: "asked" });
  const lane = new TextLane({
    title,
    keepSeed,
    empty: words.compare.empty,
    doors: ({ recording }, { index }) => [doors.inside(recording, index), doors.itsStep(recording, index)],
    onstart: ({ prompt }) =>
      fill(
        asked,
        element("p", { class: "eyebrow" }, words.compare.asked(prompt.ids.length)),
        element(
          "pre",
          { tabindex: 0, "aria-label": words.compare.exactPrompt(title) },
          prompt.text.replaceAll("\n", "⏎\n"),
        ),
      ),
  });
  lane.el.prepend(
    element(
      "header",
      { class: "side-head" },
      element("p", { class: "eyebrow" }, title),
      element("p", { class: "effect" }, words.models.says(kind)),
    ),
  );
  lane.el.querySelector(".lane-head")?.after(asked);
  return { lane };
}
