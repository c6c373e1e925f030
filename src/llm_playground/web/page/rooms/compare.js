// Compare: one prompt to two, three or four models, each with the chat template that is chosen for it; what each really
// reads stands above what it makes of it.

import { element, fill } from "../../../views/kit/dom.js";
import { words as viewWords } from "../../../views/kit/words.js";
import { laneNames, lengthAndSeed, runRequest } from "../controls.js";
import { card, desk, notices, roomHead } from "../desk.js";
import { checkChoice } from "../fields.js";
import { label } from "../labels.js";
import { LETTERS } from "../lane.js";
import { learnModels } from "../models.js";
import { mark, wrongNumbers } from "../problems.js";
import { record } from "../recording.js";
import { severalTexts, sharingColour, sharingSeed } from "../several.js";
import { thinkingChoice, thinkingOf } from "../thinking.js";
import { words } from "../words.js";
import { changedSection } from "./compare/changed.js";
import { conversation } from "./compare/conversation.js";
import { differenceSection } from "./compare/difference.js";
import { comparedLane } from "./compare/lane.js";
import { besideIt, lessonOf, pairAtHand, pairOf, presetLanes } from "./compare/presets.js";
import { roleLegend } from "./compare/rendered.js";
import { sheetSection } from "./compare/sheet.js";
import { strategies } from "./compare/strategies.js";
import { checkTemplate, lenderOf, templateOf } from "./compare/template.js";
import { watchingSection } from "./compare/watching.js";

/** @typedef {import("../problems.js").Problem} Problem */

const LEAST = 2; // lanes
const PRESETS = /** @type {(keyof typeof words.compare.presets)[]} */ (Object.keys(words.compare.presets));

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const { lanes: most } = catalog.limits;
    const beside = element("span");
    const ofStrategy = laneNames(catalog).filter((name) => name !== "model");
    const several = severalTexts({
      room: "compare",
      fresh: {
        model: pairAtHand(catalog).base,
        strategy: "greedy",
        max_new_tokens: "40",
        own_strategies: "off",
        colour: "probability",
      },
      names: [...laneNames(catalog), "template"],
      most,
      go: words.compare.go,
      run: compare,
      label: words.compare.prompt,
      examples: words.compare.examples,
      beside,
      catalog,
    });
    const { form, start, prompt } = several;
    takeCompany(form, catalog);
    checkChoice(form, "colour", viewWords.bands.colour, Object.entries(viewWords.bands.colours));
    for (const lane of form.lanes) checkTemplate(form, lane, catalog);
    const talk = conversation({ form, ask, changed: forgive });
    fill(beside, talk.instruct);
    const lenders = () => form.lanes.map((lane) => lenderOf(lane, catalog));
    const thinking = thinkingChoice({ form, catalog, lenders });
    const shared = lengthAndSeed({ form, catalog });
    const choosing = strategies({ form, catalog, names: ofStrategy, endAt: shared.endAt });
    const difference = differenceSection(catalog);
    const changed = changedSection(catalog);
    const watching = watchingSection(form, catalog, use);
    const sheet = sheetSection(form, catalog, announce, () => ({ runs: runs(), own: choosing.own() }));
    const lesson = element("p", { class: "effect", role: "status" });
    const texts = element("div", { class: "lanes compared-lanes" });
    const more = element("button", { type: "button", class: "quiet small", onclick: add }, words.compare.add);
    /** @type {ReturnType<typeof comparedLane>[]} */
    let lanes = [];
    const place = desk({
      text: element("div", { class: "texts" }, talk.node, prompt.node, thinking.node),
      cards: [
        card(words.strategyTitle, choosing.node),
        card(words.lengthTitle, shared.node, element("p", { class: "effect" }, words.playground.sameSeed)),
      ],
      summary: () =>
        words.compare.summary(
          form.lanes.map((lane) => lane.get("model")),
          label(form.get("strategy")),
        ),
      stage: [
        element("div", { class: "lane-tools" }, presetButtons(), more),
        lesson,
        roleLegend(),
        texts,
        difference.node,
        changed.node,
        watching.node,
        sheet.node,
      ],
    });
    el.append(roomHead(words.compare.title, words.compare.lead), notices(form).node, place.node);

    function presetButtons() {
      return [
        element("span", {}, words.compare.begin),
        ...PRESETS.map((name) => {
          const [title, what] = words.compare.presets[name];
          const onclick = () => begin(name);
          return element("button", { type: "button", class: "quiet small", title: what, onclick }, title);
        }),
      ];
    }

    /** Set the lanes of a preset, of the models that are there if they are twins, and run them. @param {keyof typeof words.compare.presets} name */
    function begin(name) {
      const pair = pairOf(
        catalog,
        form.lanes.map((lane) => lane.get("model")),
      );
      const wanted = presetLanes(pair)[name];
      for (const lane of form.lanes.slice(wanted.length)) form.removeLane(lane);
      wanted.forEach((setting, at) => (form.lanes[at] ?? form.addLane()).set({ ...setting }));
      drawLanes();
      start.stop();
      start.start();
    }

    function add() {
      form.addLane({ model: besideIt(catalog, form.lanes[0].get("model")) }).set({ template: null });
      drawLanes();
    }

    /** Put a model that was trained here into a lane of its own, or in place of the last. @param {string} model */
    function use(model) {
      const lane = form.lanes.length < most ? form.addLane() : form.lanes[most - 1];
      lane.set({ model, template: null });
      drawLanes();
      const set = texts.querySelector(`[data-lane="${form.lanes.indexOf(lane)}"] select`);
      /** @type {HTMLSelectElement} */ (set).focus();
    }

    /** @param {number} at */
    function remove(at) {
      lanes[at].close();
      lanes = lanes.filter((_, other) => other !== at);
      form.removeLane(form.lanes[at]);
      form.set({ model: form.lanes[0].get("model") }); // which is that of the other rooms too
      drawLanes();
      more.focus();
    }

    /** A lane for each that is set, each with its letter. */
    function drawLanes() {
      while (lanes.length < form.lanes.length) {
        const lane = comparedLane({
          catalog,
          keepSeed: shared.keep,
          changed: learnt,
          refused: tellRefused,
          reply: (asked, answer) => {
            talk.reply(asked, answer);
            prompt.write("");
          },
        });
        lanes.push(lane);
        sharingColour(form, lane.text, () => lanes.map(({ text }) => text));
        texts.append(lane.text.el);
      }
      for (const lane of lanes.splice(form.lanes.length)) lane.close();
      const removable = form.lanes.length > LEAST;
      lanes.forEach((lane, at) => lane.set(form.lanes[at], LETTERS[at], removable ? () => remove(at) : null));
      texts.setAttribute("data-lanes", String(lanes.length));
      more.hidden = form.lanes.length >= most;
      choosing.draw();
      tell();
    }

    /** @returns {import("../types").Run[]} */
    function runs() {
      const asked = talk.with(form.get("prompt") ?? "");
      return form.lanes.map((lane) => ({
        ...runRequest(form, choosing.of(lane), catalog),
        model: lane.get("model"),
        prompt: asked,
        ...templateOf(lane, catalog, typeof asked !== "string"),
        ...thinkingOf(form, catalog, lenderOf(lane, catalog)),
      }));
    }

    function tell() {
      const now = runs();
      lanes.forEach((lane, at) => lane.tell(now[at]));
      choosing.tell();
      thinking.draw();
      sheet.tell();
      place.tell();
      fill(lesson, lessonOf(form.lanes, catalog, !choosing.own()));
      lesson.hidden = lesson.textContent === "";
    }

    function tellRefused() {
      talk.tell(lanes.map(({ problems }, at) => ({ letter: LETTERS[at], problems })));
    }

    /** Ask all lanes at once. @param {string} text */
    function ask(text) {
      prompt.write(text);
      start.stop();
      start.start();
    }

    /** What was refused in another conversation is told of no more. */
    function forgive() {
      for (const lane of lanes) lane.text.forgive();
    }

    /** More is known of the models, or another one is chosen. */
    function learnt() {
      choosing.learn();
      tell();
    }

    /** What is wrong with numbers; where the strategy is that of all, it is told once. */
    function wrong() {
      const ofOthers = /^runs\.[1-9]/;
      return wrongNumbers(form, catalog).filter(({ field }) => choosing.own() || !ofOthers.test(field));
    }

    /** @param {AbortSignal} signal */
    async function compare(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      const problems = wrong();
      if (problems.length > 0) return void mark(el, problems);
      prompt.foldExamples();
      announce(words.generating);
      const asked = runs();
      const running = [...lanes];
      const recordings = running.map(({ text }) => text.recording);
      recordings.forEach((recording, at) => {
        recording.asked = asked[at];
      });
      const found = await record(recordings, sharingSeed(asked, catalog), signal);
      mark(
        el,
        found.filter((problem) => !isOfTurn(problem)),
      );
      if (
        await learnModels(
          catalog,
          asked.map(({ model }) => model),
        )
      ) {
        for (const lane of lanes) lane.draw();
        learnt();
      }
      tell();
      if (found.some(isOfTurn)) talk.tell(lanes.map((_, at) => ({ letter: LETTERS[at], problems: ofLane(found, at) })));
      difference.tell({ prompt: asked[0].prompt, lanes: recordings.map(answerOf) });
      changed.tell(asked);
      announce(recordings.map(({ status, text }) => words.ended(status, text)).join(" "));
    }

    drawLanes();
    form.addEventListener("change", tell);
    several.begin();
    return () => {
      several.close();
      place.close();
      difference.close();
      changed.close();
      watching.close();
      sheet.close();
      for (const lane of lanes) lane.close();
    };
  },
};

/**
 * At least two lanes; beside a model that came along from another room its twin, if it has one.
 * @param {import("../form.js").Form} form
 * @param {import("../types").Catalog} catalog
 */
function takeCompany(form, catalog) {
  const [first, second] = form.lanes;
  const beside = besideIt(catalog, first.get("model"));
  if (!second) form.addLane({ model: beside }).set({ template: null }); // that of the first is not meant for it
  const isTwice = second?.get("model") === first.get("model") && second.get("template") === first.get("template");
  if (isTwice && !form.linked) second.set({ model: beside });
}

/**
 * @param {import("../recording.js").Recording} recording
 * @param {number} lane
 */
function answerOf({ run, steps, text }, lane) {
  const { model = "", template = null } = run ?? {};
  return { letter: LETTERS[lane], model, template, text, ids: steps.map(({ choice }) => choice.id) };
}

/** Whether a problem is of a turn of the conversation, where it is told of each lane. @param {Problem} problem */
function isOfTurn({ field }) {
  return /^runs\.\d+\.prompt\.\d/.test(field);
}

/**
 * The problems of one lane, with its own names of the fields.
 * @param {Problem[]} problems
 * @param {number} lane
 */
function ofLane(problems, lane) {
  const own = `runs.${lane}.`;
  return problems
    .filter(({ field }) => field.startsWith(own))
    .map(({ field, message }) => ({ field: field.slice(own.length), message }));
}
