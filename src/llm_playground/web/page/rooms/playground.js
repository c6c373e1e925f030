// Playground: a prompt, a model, a strategy; and beside it another model or strategy.

import { element, fill } from "../../../views/kit/dom.js";
import { Branches } from "../branches.js";
import { BranchingLane } from "../branching.js";
import { checkStrategy, laneNames, lengthAndSeed, runRequest } from "../controls.js";
import { card, desk, notices, roomHead } from "../desk.js";
import * as doors from "../doors.js";
import { Form } from "../form.js";
import { label } from "../labels.js";
import { LETTERS } from "../lane.js";
import { checkModel, learnModels, modelPicker } from "../models.js";
import { mark, wrongNumbers } from "../problems.js";
import { textCard, tokenCounter } from "../prompt.js";
import { strategyCard } from "../recommended.js";
import { record } from "../recording.js";
import { startButton } from "../start-button.js";
import { words } from "../words.js";

const MOST_LANES = 2;

/** The texts of this visit, of each lane; they are there when somebody comes back. @type {Branches[]} */
let kept = [];

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const fresh = { model: catalog.default, strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60" };
    const form = new Form("playground", { prompt: words.firstPrompt, ...fresh }, laneNames(catalog));
    for (const lane of form.lanes.slice(MOST_LANES)) form.removeLane(lane);
    for (const lane of form.lanes) {
      checkModel(form, lane, catalog);
      checkStrategy(form, lane, catalog);
    }
    const start = startButton(words.playground.go, generate);
    const counter = tokenCounter(form, catalog);
    const prompt = textCard({
      form,
      label: words.prompt,
      limit: catalog.limits.prompt_characters,
      button: start.button,
      counter: counter.node,
    });
    const shared = lengthAndSeed({ form, catalog });
    const welcome = starters();
    const settings = element("div", { class: "cards" });
    const texts = element("div", { class: "lanes" });
    const more = element("button", { type: "button", class: "quiet", onclick: () => add() }, words.playground.add);
    /** @type {BranchingLane[]} */
    let lanes = [];
    /** What shows something of the models; @type {{ draw(): void }[]} */
    let shown = [];
    const place = desk({
      text: prompt.node,
      cards: [settings, card(words.lengthTitle, shared.node)],
      summary: () => form.lanes.map(describe).join(" | "),
      stage: [welcome, texts],
    });
    el.append(roomHead(words.playground.title, words.playground.lead, more), notices(form).node, place.node);

    /** @param {import("../form.js").Lane} lane */
    function describe(lane) {
      const index = form.lanes.indexOf(lane);
      const letter = form.lanes.length > 1 ? `${LETTERS[index]} ` : "";
      return letter + words.summary(lane.get("model"), label(lane.get("strategy")), Number(form.get("max_new_tokens")));
    }

    /** The settings of every lane; their letters stand there only where there are several. */
    function drawSettings() {
      const several = form.lanes.length > 1;
      place.node.classList.toggle("several", several);
      texts.classList.toggle("two", several);
      more.hidden = form.lanes.length >= MOST_LANES;
      shown = [counter];
      fill(
        settings,
        form.lanes.map((lane, index) => {
          const letter = several ? LETTERS[index] : "";
          const strategy = strategyCard({ form: lane, catalog, label: words.lane.strategy(letter) });
          const model = modelPicker({ form: lane, catalog, label: words.lane.model(letter), onchange: strategy.draw });
          shown.push(model, strategy);
          return element(
            "div",
            { class: "cards lane-settings", "data-lane": index },
            several &&
              element(
                "p",
                { class: "lane-settings-head" },
                element("b", { class: "letter", "aria-hidden": true }, letter),
                words.lane.settings(letter),
                index > 0 &&
                  element(
                    "button",
                    { type: "button", class: "quiet small", onclick: () => remove(index) },
                    words.playground.remove(letter),
                  ),
              ),
            card(words.model, model.node),
            card(words.strategyTitle, strategy.node),
          );
        }),
      );
      lanes.forEach((lane, index) => {
        lane.text.letter = several ? LETTERS[index] : "";
      });
      place.tell();
    }

    function addText() {
      const branches = (kept[lanes.length] ??= new Branches());
      /** @type {BranchingLane} */
      const lane = new BranchingLane({
        branches,
        catalog,
        lane: {
          keepSeed: shared.keep,
          // The steps of a branch are not to be had from its settings alone.
          doors: ({ recording }, { index }) => [
            doors.inside(recording, index),
            ...(recording.started?.kept ? [] : [doors.itsStep(recording, index)]),
          ],
        },
        run: () => runRequest(form, form.lanes[lanes.indexOf(lane)], catalog),
        begin: (work) => {
          start.stop();
          start.start(work);
        },
        ended: () => ended([lane]),
        stop: () => start.stop(),
      });
      lanes.push(lane);
      lane.text.el.hidden = !lanes.some((other) => other.recording.run);
      texts.append(lane.text.el);
    }

    /** Runs are over, in these lanes. @param {BranchingLane[]} those */
    function ended(those) {
      tellStale();
      announce(those.map(({ recording: { status, text } }) => words.ended(status, text)).join(" "));
    }

    function add() {
      form.addLane({ strategy: form.get("strategy") === "greedy" ? "sample" : "greedy" });
      addText();
      drawSettings();
    }

    /** @param {number} index */
    function remove(index) {
      lanes[index].close();
      lanes = lanes.filter((_, other) => other !== index);
      kept = kept.filter((_, other) => other !== index);
      form.removeLane(form.lanes[index]);
      drawSettings();
      more.focus();
    }

    function tellStale() {
      lanes.forEach((lane, index) => lane.text.compare(runRequest(form, form.lanes[index], catalog)));
    }

    /** @param {string[]} models */
    async function learn(models) {
      if (await learnModels(catalog, models)) for (const each of shown) each.draw();
    }

    /** @param {AbortSignal} signal */
    async function generate(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      const wrong = wrongNumbers(form, catalog);
      if (wrong.length > 0) return void mark(el, wrong);
      if (!lanes.every((lane) => lane.hasRoom())) return announce(words.branches.noRoom);
      welcome.hidden = true;
      prompt.foldExamples();
      for (const lane of lanes) lane.text.el.hidden = false;
      announce(words.generating);
      const recordings = lanes.map((lane) => lane.next());
      const runs = form.lanes.map((lane) => runRequest(form, lane, catalog));
      mark(el, await record(recordings, runs, signal));
      learn(runs.map(({ model }) => model));
      ended(lanes);
    }

    for (const _ of form.lanes) addText();
    drawSettings();
    welcome.hidden = lanes.some(({ recording }) => recording.run);
    tellStale();
    form.addEventListener("change", () => {
      place.tell();
      tellStale();
    });
    if (form.get("go") !== undefined) {
      form.set({ go: null });
      if (form.notices.length === 0) start.start();
    }
    return () => {
      start.close();
      place.close();
      counter.close();
      for (const lane of lanes) lane.close();
    };
  },
};

// What to see first: each is a link that sets the form and runs it.
/** @type {[string, string][][]} */
const STARTERS = [
  [
    ["strategy", "top_p"],
    ["temperature", "0.8"],
    ["top_p", "0.9"],
  ],
  [
    ["strategy", "greedy"],
    ["strategy", "sample"],
    ["temperature", ""],
    ["temperature", "1.5"],
  ],
  [
    ["strategy", "beam"],
    ["max_new_tokens", "30"],
  ],
];

function starters() {
  return element(
    "section",
    { class: "card welcome" },
    element("h2", { class: "big" }, words.welcome.title),
    element("p", { class: "effect" }, words.welcome.lead),
    element(
      "div",
      { class: "doors" },
      STARTERS.map((values, index) => {
        const [title, lead, prompt] = words.welcome.starters[index];
        const link = new URLSearchParams([["prompt", prompt], ...values, ["go", ""]]);
        return element(
          "a",
          { class: "door", href: `#/playground?${link}` },
          element("b", {}, title),
          element("span", {}, lead),
        );
      }),
    ),
  );
}
