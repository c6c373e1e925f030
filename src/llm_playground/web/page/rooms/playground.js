// Playground: a prompt, a model, a strategy; and beside it up to three other models or strategies.

import { element, fill } from "../../../views/kit/dom.js";
import { letterBadge } from "../../../views/kit/told/letter.js";
import { words as viewWords } from "../../../views/kit/words.js";
import { Branches } from "../branches.js";
import { BranchingLane } from "../branching.js";
import { laneNames, lengthAndSeed, runRequest } from "../controls.js";
import { card, desk, notices, roomHead } from "../desk.js";
import * as doors from "../doors.js";
import { checkChoice } from "../fields.js";
import { label } from "../labels.js";
import { LETTERS } from "../lane.js";
import { learnModels, modelPicker } from "../models.js";
import { mark, wrongNumbers } from "../problems.js";
import { strategyCard } from "../recommended.js";
import { record } from "../recording.js";
import { severalTexts, sharingColour, sharingSeed } from "../several.js";
import { thinkingChoice, thinkingOf } from "../thinking.js";
import { words } from "../words.js";

const OPEN_LANES = 2; // whose settings are all to be seen; of more one is open
const OTHERS = ["greedy", "sample", "top_k", "min_p"]; // what a text more begins with: the first that is not there yet

/** The texts of this visit, of each lane; they are there when somebody comes back. @type {Branches[]} */
let kept = [];

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const fresh = { strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60", colour: "probability" };
    const { lanes: most } = catalog.limits;
    const { go } = words.playground;
    const room = { room: "playground", fresh, names: laneNames(catalog), most, go, run: generate, catalog };
    const several = severalTexts(room);
    const { form, start, counter, prompt } = several;
    checkChoice(form, "colour", viewWords.bands.colour, Object.entries(viewWords.bands.colours));
    const shared = lengthAndSeed({ form, catalog });
    const sameSeed = element("p", { class: "effect" }, words.playground.sameSeed);
    const lenders = () => form.lanes.map((lane) => lane.get("model"));
    const thinking = thinkingChoice({ form, catalog, lenders });
    const welcome = starters();
    const settings = element("div", { class: "cards" });
    const texts = element("div", { class: "lanes" });
    const more = element("button", { type: "button", class: "quiet", onclick: () => add() }, words.playground.add);
    /** @type {BranchingLane[]} */
    let lanes = [];
    /** What shows something of the models; @type {{ draw(): void }[]} */
    let shown = [];
    /** What says how a lane is set; @type {(() => void)[]} */
    let told = [];
    const place = desk({
      text: element("div", { class: "texts" }, prompt.node, thinking.node),
      cards: [settings, card(words.lengthTitle, shared.node, sameSeed)],
      summary: describe,
      stage: [welcome, texts],
    });
    el.append(roomHead(words.playground.title, words.playground.lead, more), notices(form).node, place.node);

    /** What is set, in few words: of several texts a line each. */
    function describe() {
      const length = Number(form.get("max_new_tokens"));
      const [first] = form.lanes;
      if (form.lanes.length === 1) return words.summary(first.get("model"), label(first.get("strategy")), length);
      const lines = [...form.lanes.map((lane, index) => `${LETTERS[index]} ${setOf(lane)}`), words.length(length)];
      return lines.map((line) => element("span", { class: "set-line" }, line));
    }

    /** @param {import("../form.js").Lane} lane */
    function setOf(lane) {
      return `${lane.get("model")} · ${label(lane.get("strategy"))}`;
    }

    /** The settings of every lane; their letters stand there only where there are several. */
    function drawSettings() {
      const several = form.lanes.length > 1;
      place.node.classList.toggle("several", several);
      texts.classList.toggle("two", several);
      more.hidden = form.lanes.length >= most;
      sameSeed.hidden = !several;
      shown = counter ? [counter] : [];
      told = [];
      fill(
        settings,
        form.lanes.map((lane, index) => {
          const letter = several ? LETTERS[index] : "";
          const strategy = strategyCard({
            form: lane,
            catalog,
            label: words.lane.strategy(letter),
            endAt: shared.endAt,
          });
          const changed = () => {
            strategy.draw();
            lanes[index].text.forgive();
          };
          const model = modelPicker({ form: lane, catalog, label: words.lane.model(letter), onchange: changed });
          shown.push(model, strategy);
          const away = () =>
            element(
              "button",
              { type: "button", class: "quiet small", onclick: () => remove(index) },
              words.playground.remove(letter),
            );
          const mark = () => letterBadge(letter, { spoken: false });
          const folds = form.lanes.length > OPEN_LANES;
          const body = element(
            "div",
            { class: "cards lane-settings", "data-lane": index },
            several &&
              !folds &&
              element("p", { class: "lane-settings-head" }, mark(), words.lane.settings(letter), index > 0 && away()),
            card(words.model, model.node),
            card(words.strategyTitle, strategy.node),
            folds && index > 0 && away(),
          );
          if (!folds) return body;
          const open = index === form.lanes.length - 1;
          const said = element("span");
          told.push(() => fill(said, setOf(lane)));
          return element(
            "details",
            { class: "lane-row", name: "lane-settings", open },
            element("summary", {}, mark(), said),
            body,
          );
        }),
      );
      lanes.forEach((lane, index) => {
        lane.text.letter = several ? LETTERS[index] : "";
      });
      tellSettings();
    }

    /** What is asked now. @param {import("../form.js").Lane} lane @returns {import("../types").Run} */
    function runOf(lane) {
      return { ...runRequest(form, lane, catalog), ...thinkingOf(form, catalog, lane.get("model")) };
    }

    function tellSettings() {
      thinking.draw();
      for (const tell of told) tell();
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
          // The steps of a branch are not to be had from its settings alone; and Generate tells no template anything.
          doors: ({ recording }, { index }) => [
            doors.inside(recording, index),
            ...(recording.started?.kept || recording.run?.template_options ? [] : [doors.itsStep(recording, index)]),
          ],
        },
        run: () => runOf(form.lanes[lanes.indexOf(lane)]),
        begin: (work) => {
          start.stop();
          start.start(work);
        },
        ended: () => ended([lane]),
        stop: () => start.stop(),
      });
      branches.addEventListener("change", tellParting);
      sharingColour(form, lane.text, () => lanes.map(({ text }) => text));
      lanes.push(lane);
      lane.text.el.hidden = !lanes.some((other) => other.recording.run);
      texts.append(lane.text.el);
    }

    /** Where the others part from the first text; while one runs it is not compared. */
    function tellParting() {
      const [first, ...others] = lanes;
      const done = (/** @type {BranchingLane} */ lane) => !lane.recording.busy;
      for (const lane of others) lane.compareWith(done(first) && done(lane) ? first.recording : null);
    }

    /** Runs are over, in these lanes. @param {BranchingLane[]} those */
    function ended(those) {
      tellStale();
      tellParting();
      announce(those.map(({ recording: { status, text } }) => words.ended(status, text)).join(" "));
    }

    function add() {
      const there = form.lanes.map((lane) => lane.get("strategy"));
      form.addLane({ strategy: OTHERS.find((name) => !there.includes(name)) ?? "sample" });
      addText();
      drawSettings();
    }

    /** @param {number} index */
    function remove(index) {
      lanes[index].close();
      kept[index].removeEventListener("change", tellParting);
      lanes = lanes.filter((_, other) => other !== index);
      kept = kept.filter((_, other) => other !== index);
      form.removeLane(form.lanes[index]);
      drawSettings();
      more.focus();
    }

    function tellStale() {
      lanes.forEach((lane, index) => lane.text.compare(runOf(form.lanes[index])));
    }

    /** @param {string[]} models */
    async function learn(models) {
      if (await learnModels(catalog, models)) for (const each of [...shown, thinking]) each.draw();
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
      const runs = form.lanes.map((lane, index) => {
        const run = runOf(lane);
        recordings[index].asked = run;
        return run;
      });
      mark(el, await record(recordings, sharingSeed(runs, catalog), signal));
      learn(runs.map(({ model }) => model));
      ended(lanes);
    }

    for (const _ of form.lanes) addText();
    drawSettings();
    welcome.hidden = lanes.some(({ recording }) => recording.run);
    tellStale();
    tellParting();
    form.addEventListener("change", () => {
      tellSettings();
      tellStale();
    });
    several.begin();
    return () => {
      several.close();
      place.close();
      for (const branches of kept) branches.removeEventListener("change", tellParting);
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
