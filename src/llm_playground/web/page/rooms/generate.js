// Generate: one token at a time. A run is recorded; then every step is chosen anew as often as something moves, and the text
// goes on with what is drawn.

import { element, fill } from "../../../views/kit/dom.js";
import { mount, State } from "../../../views/kit/host.js";
import { pieceLabel } from "../../../views/kit/pieces.js";
import pipeline from "../../../views/pipeline.js";
import { askJson, isAlone, server } from "../api.js";
import { Asking } from "../asking.js";
import { chainOfStages } from "../chain.js";
import { checkStrategy, laneNames, lengthAndSeed, runRequest } from "../controls.js";
import { card, desk, notices, roomHead, staleness } from "../desk.js";
import { Form } from "../form.js";
import { label } from "../labels.js";
import { checkModel, learnModels, modelCard, modelPicker } from "../models.js";
import { mark, problemsOf, wrongNumbers } from "../problems.js";
import { textCard, tokenCounter } from "../prompt.js";
import { strategyCard } from "../recommended.js";
import { Recording, record, recordSearch } from "../recording.js";
import { startButton } from "../start-button.js";
import { words } from "../words.js";
import { beamSection } from "./generate/beams.js";
import { placeInLink } from "./generate/link.js";
import { kindOf, needsRun, questionOf } from "./generate/question.js";
import { remark, textSoFar, waysFrom } from "./generate/shown.js";
import { speculationSection } from "./generate/speculation.js";
import { makeStepper } from "./generate/stepper.js";

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const fresh = { model: catalog.default, strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "24" };
    const form = new Form("generate", { prompt: words.firstPrompt, ...fresh }, laneNames(catalog));
    checkModel(form, form, catalog);
    checkStrategy(form, form, catalog);
    const recording = new Recording(hear);
    const beams = beamSection();
    const drafts = speculationSection(catalog, () => runRequest(form, form, catalog));
    const view = new State({ step: null, asked_u: null });
    const stepper = makeStepper({ go, forward, size: () => recording.steps.length, ends: () => shown?.ends ?? false });
    let at = 0;
    const link = placeInLink(form);
    /** The step as it would be chosen now. @type {import("../../../views/types").PipelineStep | null} */
    let shown = null;
    let asked = ""; // what it is the answer to, or will be
    /** @type {number | null} */
    let seed = null;

    const start = startButton(words.generate.go, generate);
    const counter = tokenCounter(form, catalog);
    const prompt = textCard({
      form,
      label: words.prompt,
      limit: catalog.limits.prompt_characters,
      examples: words.generate.examples,
      button: start.button,
      counter: counter.node,
    });
    const shared = lengthAndSeed({ form, catalog });
    const strategy = strategyCard({ form, catalog, endAt: shared.endAt });
    const model = modelPicker({ form, catalog, label: words.model, onchange: strategy.draw });
    const chain = chainOfStages({ form, catalog, announce, onchange: strategy.refresh });
    const text = textSoFar();
    const state = element("p", { class: "effect", role: "status" }, words.generate.empty);
    const otherwise = remark();
    const place = element("div");
    const ways = element("p", { class: "ways" });
    const live = element("div", { class: "live" });
    const asking = new Asking(live, ask);
    fill(live, chain.node, asking.problem, otherwise.node, place, ways);
    const stage = element(
      "section",
      { class: "card", "aria-label": words.generate.step },
      text.node,
      state,
      stepper.node,
      live,
    );
    const markStale = staleness(stage);
    const room = desk({
      text: prompt.node,
      cards: [
        card(words.model, model.node),
        card(words.strategyTitle, strategy.node),
        card(words.lengthTitle, shared.node),
      ],
      summary: () => words.summary(form.get("model"), label(form.get("strategy")), Number(form.get("max_new_tokens"))),
      stage: [stage, beams.node, drafts.node],
    });
    el.append(roomHead(words.generate.title, words.generate.lead), notices(form).node, room.node);
    const unmount = mount(pipeline, place, view);
    live.hidden = true;
    stage.addEventListener("keydown", onKey);
    view.on("change:asked_u", () => {
      const u = view.get("asked_u");
      form.set({ u: u === null ? null : String(u) });
    });

    /** @param {KeyboardEvent} event */
    function onKey(event) {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.ctrlKey || event.altKey || event.metaKey || target.closest("input, .lp-scroll, a")) return;
      const to = { ArrowLeft: at - 1, Home: 0, End: recording.steps.length - 1 }[event.key];
      if (to === undefined && event.key !== "ArrowRight") return;
      event.preventDefault();
      if (to === undefined) forward();
      else go(to);
    }

    const first = new AbortController();
    let isFirst = false; // what is recorded is only what one sees on entering
    let entered = Promise.resolve();

    /** The step that is looked at on entering, before anybody has pressed anything. */
    async function enter() {
      const run = runRequest(form, form, catalog);
      isFirst = true;
      await record([recording], [{ ...run, max_new_tokens: link.at + 1 }], first.signal);
      recording.run = run;
      tellStale();
    }

    /** @param {AbortSignal} signal */
    async function generate(signal) {
      first.abort();
      await entered;
      isFirst = false;
      if (!prompt.fits()) return prompt.area.focus();
      const wrong = wrongNumbers(form, catalog);
      if (wrong.length > 0) return void mark(el, wrong);
      stepper.pause();
      prompt.foldExamples();
      const run = runRequest(form, form, catalog);
      const isSearch = kindOf(catalog, run.strategy).searches;
      const hasTree = isSearch && run.max_new_tokens <= catalog.limits.beam_tree_steps;
      if (hasTree) mark(el, await recordSearch(recording, run, beams.show, signal));
      else mark(el, await record([recording], [run], signal));
      if (isSearch && !hasTree && recording.done) beams.refuse(catalog.limits.beam_tree_steps);
      tellStale();
      learn();
    }

    async function learn() {
      if (await learnModels(catalog, [form.get("model")])) for (const each of [model, strategy, counter]) each.draw();
    }

    /** @param {import("../recording.js").News} news */
    function hear(news) {
      const { status, message, steps, started, done } = recording;
      stage.dataset.state = status;
      if (news === "start" && started) {
        markStale(false);
        beams.hide();
        drafts.hide();
        shown = null;
        asked = "";
        seed = started.seed;
        view.set("step", null);
        live.hidden = stepper.node.hidden = true;
        text.begin(started.prompt.text);
      }
      if (news === "step") {
        const reached = link.reached(steps.length - 1);
        if (reached) go(reached.at, reached.u);
        else stepper.draw(at);
      }
      if (news === "end") link.forget();
      if (status === "done" && !isFirst && started && canDraft(started.strategy)) drafts.offer(started.model);
      if (status === "done" && done) fill(state, isFirst ? words.generate.first : words.generate.done(done.tokens));
      else if (status === "stopped") fill(state, words.generate.stopped(steps.length));
      else fill(state, message ?? words.generate.recording);
    }

    /**
     * Show the choice of token `index`; behind the last one that was taken stands the one to come.
     * @param {number} index
     * @param {number | null} [u]  the one that draws it, set by hand
     */
    function go(index, u = null) {
      if (index < 0 || index > recording.steps.length || !recording.started) return;
      at = index;
      shown = null;
      asked = "";
      live.hidden = stepper.node.hidden = false;
      view.set("asked_u", u);
      link.keep(index, u);
      text.draw(recording, at, shown);
      stepper.draw(index);
      announce(words.generate.announce(index + 1, recording.steps[index]?.text ?? ""));
    }

    /** On to the next token, with the one that is drawn here. */
    function forward() {
      const { steps } = recording;
      if (shown === null) return void (at < steps.length - 1 && go(at + 1));
      if (shown.ends || live.classList.contains("refused")) return;
      const { choice } = shown.pipeline;
      const step = { index: at, choice, text: shown.text, stages: [] };
      const isAsRecorded = steps[at]?.choice.id === choice.id;
      recording.steps = [...steps.slice(0, at), step, ...(isAsRecorded ? steps.slice(at + 1) : [])];
      go(at + 1);
    }

    /** Whether a token is chosen by its probability, which is all that a draft model can foresee (and the server alone has one). @param {string} name */
    function canDraft(name) {
      if (isAlone) return false;
      const kind = catalog.strategies.find((each) => each.name === name);
      return !kind?.searches && !kind?.parameters.includes("penalty_alpha");
    }

    function question() {
      return questionOf(catalog, recording, runRequest(form, form, catalog), { at, u: view.get("asked_u"), seed });
    }

    /** Ask anew if anything is asked for that is not on the screen. */
    function look() {
      const now = question();
      const written = JSON.stringify(now);
      if (now === null || written === asked) return;
      asked = written;
      asking.now();
    }

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      const now = question();
      if (now === null) return;
      const place = at;
      try {
        const answer = await askJson("api/step", now, signal);
        if (place !== at) return; // the next question is about where one is by now
        seed ??= answer.seed;
        show(answer);
      } catch (error) {
        mark(el, problemsOf(error));
        throw error;
      }
    }

    /** @param {import("../../../views/types").PipelineStep} answer */
    function show(answer) {
      const before = shown?.pipeline.choice.id;
      shown = answer;
      view.set("step", answer);
      text.draw(recording, at, shown);
      stepper.draw(at);
      otherwise.draw(recording, at, answer);
      const { choice } = answer.pipeline;
      if (before !== undefined && before !== choice.id)
        announce(words.generate.announce(at + 1, pieceLabel(choice.piece)));
      fill(ways, waysFrom(recording, at, offers(answer.strategy)));
    }

    /** What can be done at a step of this strategy. @param {string} name */
    function offers(name) {
      const byNoise = form.get("draw") === "gumbel";
      const otherDraw = () => {
        view.set("asked_u", null);
        form.set({ draw: byNoise ? null : "gumbel", u: null });
        strategy.draw();
      };
      const canDraw = catalog.strategies.find((each) => each.name === name)?.parameters.includes("draw");
      const now = seed; // of this answer, whatever comes
      return {
        seed,
        byNoise,
        ownU: view.get("asked_u") === null ? null : () => go(at),
        keepSeed: now === null || form.get("seed") === String(now) ? null : () => shared.keep(now),
        otherDraw: canDraw ? otherDraw : null,
      };
    }

    function tellStale() {
      markStale(needsRun(catalog, recording, runRequest(form, form, catalog)));
    }

    form.addEventListener("change", () => {
      room.tell();
      tellStale();
      chain.draw();
      look();
    });
    const again = () => void (recording.run !== null && recording.steps.length === 0 && start.start());
    server.addEventListener("back", again);
    const goes = form.get("go") !== undefined;
    if (goes) form.set({ go: null });
    // A model that has to be fetched first is fetched when somebody asks for it.
    const known = modelCard(catalog, form.get("model"));
    const isHere = known?.state === "bundled" || known?.loaded;
    if (goes && form.notices.length === 0) start.start();
    else if (isHere && form.notices.length === 0) entered = enter();
    return () => {
      server.removeEventListener("back", again);
      stepper.pause();
      first.abort();
      asking.close();
      start.close();
      beams.close();
      drafts.close();
      room.close();
      counter.close();
      unmount();
    };
  },
};
