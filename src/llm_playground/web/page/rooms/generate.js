// Generate: one token at a time. The run is recorded once; then every step can be looked at, forward and back.

import distribution from "../../../views/distribution.js";
import { element, fill } from "../../../views/kit/dom.js";
import { mount, State } from "../../../views/kit/host.js";
import { pieceLabel, spacesAndWord } from "../../../views/kit/pieces.js";
import { server } from "../api.js";
import { checkStrategy, laneNames, lengthAndSeed, runRequest } from "../controls.js";
import { card, desk, notices, roomHead, staleness } from "../desk.js";
import * as doors from "../doors.js";
import { Form } from "../form.js";
import { label } from "../labels.js";
import { checkModel, learnModels, modelPicker } from "../models.js";
import { mark, wrongNumbers } from "../problems.js";
import { textCard, tokenCounter } from "../prompt.js";
import { strategyCard } from "../recommended.js";
import { Recording, record } from "../recording.js";
import { startButton } from "../start-button.js";
import { words } from "../words.js";
import { beamSection } from "./generate/beams.js";

const PACE = 1100; // milliseconds a step when it plays by itself

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const fresh = { model: catalog.default, strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "24" };
    const form = new Form("generate", { prompt: words.firstPrompt, ...fresh }, laneNames(catalog));
    checkModel(form, form, catalog);
    checkStrategy(form, form, catalog);
    const recording = new Recording(hear);
    const beams = beamSection();
    const view = new State({ step: null });
    const stepper = makeStepper(go, () => recording.steps.length);
    let at = 0;
    let wanted = Number(form.get("step") ?? 1) - 1; // the step that a link leads to

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
    const strategy = strategyCard({ form, catalog });
    const model = modelPicker({ form, catalog, label: words.model, onchange: strategy.draw });
    const text = element("p", { class: "so-far lp-text" });
    const state = element("p", { class: "effect", role: "status" }, words.generate.empty);
    const place = element("div");
    const ways = element("p", { class: "ways" });
    const stage = element(
      "section",
      { class: "card", "aria-label": words.generate.step },
      text,
      state,
      stepper.node,
      place,
      ways,
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
      stage: [stage, beams.node],
    });
    el.append(roomHead(words.generate.title, words.generate.lead), notices(form).node, room.node);
    const unmount = mount(distribution, place, view);
    stage.addEventListener("keydown", onKey);

    /** @param {KeyboardEvent} event */
    function onKey(event) {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.ctrlKey || event.altKey || event.metaKey || target.closest("input, .lp-scroll, a")) return;
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: recording.steps.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      go(to);
    }

    /** @param {AbortSignal} signal */
    async function generate(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      const wrong = wrongNumbers(form, catalog);
      if (wrong.length > 0) return void mark(el, wrong);
      stepper.pause();
      prompt.foldExamples();
      mark(el, await record([recording], [runRequest(form, form, catalog)], signal));
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
        view.set("step", null);
        place.hidden = stepper.node.hidden = ways.hidden = true;
        fill(text, element("span", { class: "lp-given" }, started.prompt.text));
      }
      if (news === "step") {
        if (steps.length === 1) go(0);
        else if (steps.length - 1 === wanted) go(wanted);
        else stepper.draw(at);
      }
      if (news === "end") wanted = 0;
      if (status === "done") beams.show(recording.run);
      if (status === "done" && done) fill(state, words.generate.done(done.tokens));
      else if (status === "stopped") fill(state, words.generate.stopped(steps.length));
      else fill(state, message ?? words.generate.recording);
    }

    /** @param {number} index */
    function go(index) {
      const { steps, started } = recording;
      if (index < 0 || index >= steps.length || !started) return;
      at = index;
      place.hidden = stepper.node.hidden = ways.hidden = false;
      view.set("step", steps[index]);
      const { choice, text: piece } = steps[index];
      const [spaces, word] = spacesAndWord(piece.replaceAll("\n", "⏎\n") || pieceLabel(choice.piece));
      fill(
        text,
        element("span", { class: "lp-given" }, started.prompt.text),
        steps
          .slice(0, index)
          .map((step) => step.text)
          .join(""),
        spaces,
        element("mark", { class: "now" }, word),
      );
      fill(ways, doors.inside(recording, index), doors.wholeText(recording), keepSeed(started.seed));
      stepper.draw(index);
      form.set({ step: String(index + 1) });
      announce(words.generate.announce(index + 1, piece));
    }

    /** @param {number | null} seed */
    function keepSeed(seed) {
      if (seed === null || form.get("seed") === String(seed)) return null;
      return element(
        "button",
        { type: "button", class: "quiet small", onclick: () => shared.keep(seed) },
        words.keepThisSeed(seed),
      );
    }

    function tellStale() {
      const { run, busy } = recording;
      markStale(run !== null && !busy && JSON.stringify(run) !== JSON.stringify(runRequest(form, form, catalog)));
    }

    form.addEventListener("change", () => {
      room.tell();
      tellStale();
    });
    const again = () => void (recording.run !== null && recording.steps.length === 0 && start.start());
    server.addEventListener("back", again);
    if (form.get("go") !== undefined) {
      form.set({ go: null });
      if (form.notices.length === 0) start.start();
    }
    return () => {
      server.removeEventListener("back", again);
      stepper.pause();
      start.close();
      beams.close();
      room.close();
      counter.close();
      unmount();
    };
  },
};

/**
 * The bar with which one goes from step to step.
 * @param {(index: number) => void} go
 * @param {() => number} size
 */
function makeStepper(go, size) {
  let at = 0;
  /** @type {number | undefined} */
  let playing;
  const back = button(words.generate.back, () => go(at - 1));
  const forward = button(words.generate.forward, () => go(at + 1));
  const play = button(words.generate.play, () => (playing ? pause() : run()));
  const slider = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range",
      min: 1,
      max: 1,
      "aria-label": words.generate.slider,
      oninput: () => go(Number(slider.value) - 1),
    })
  );
  const where = element("output", {});
  const node = element("div", { class: "stepper", hidden: true }, back, forward, play, slider, where);

  /** @param {number} index */
  function draw(index) {
    at = index;
    slider.max = String(size());
    slider.value = String(at + 1);
    fill(where, words.generate.where(at + 1, size()));
    back.toggleAttribute("disabled", at === 0);
    forward.toggleAttribute("disabled", at === size() - 1);
  }

  function run() {
    if (at === size() - 1) go(0);
    playing = window.setInterval(() => (at < size() - 1 ? go(at + 1) : pause()), PACE);
    play.textContent = words.generate.pause;
  }

  function pause() {
    clearInterval(playing);
    playing = undefined;
    play.textContent = words.generate.play;
  }

  return { node, draw, pause };
}

/**
 * @param {string} title
 * @param {() => void} onclick
 */
function button(title, onclick) {
  return element("button", { type: "button", class: "quiet", onclick }, title);
}
