// Generate: one token at a time. The run is recorded once; then every step can be looked at, forward and back.

import distribution from "../../../views/distribution.js";
import { element, fill } from "../../../views/kit/dom.js";
import { count, plural } from "../../../views/kit/numbers.js";
import { pieceLabel } from "../../../views/kit/pieces.js";
import { askEvents, server } from "../api.js";
import { card, lengthAndSeed, modelPicker, readable, runLimits, strategyPicker, strategyRequest } from "../controls.js";
import { Form } from "../form.js";
import { Model, mount } from "../host.js";
import { searching } from "../lane.js";
import { roomHead, settings, startButton, textCard } from "../parts.js";

/** @typedef {import("../types").RunEvent} RunEvent */

const EXAMPLES = ["Once upon a time, there was a little", "One day, a fox", "The opposite of hot is"];
const PACE = 1100; // milliseconds a step when it plays by itself

/** @type {import("../types").Room} */
export default {
  title: "Generate",
  enter({ el, catalog, announce }) {
    const form = new Form("generate", {
      prompt: "Once upon a time, there was a little",
      model: catalog.default,
      strategy: "top_p",
      temperature: "0.8",
      top_p: "0.9",
      max_new_tokens: "24",
      seed: "7",
    });
    const view = new Model({ step: null });
    /** @type {import("../../../views/types").ChosenStep[]} */
    let steps = [];
    let at = 0;
    let before = "";
    let longest = 0;
    /** @type {number | undefined} */
    let playing;

    const prompt = textCard({ form, label: "Prompt", limit: catalog.limits.prompt_characters, examples: EXAMPLES });
    const shared = lengthAndSeed({ form, catalog });
    const start = startButton("Start", generate);
    const text = element("p", { class: "so-far lp-text" });
    const state = element(
      "p",
      { class: "effect", role: "status" },
      "Press Start. Then go through the text token by token.",
    );
    const place = element("div");
    const back = button("◀ Back", () => go(at - 1));
    const forward = button("Next token ▶", () => go(at + 1));
    const play = button("Play", () => (playing ? pause() : run()));
    const scrub = /** @type {HTMLInputElement} */ (
      element("input", { type: "range", min: 0, max: 0, "aria-label": "Step", oninput: () => go(Number(scrub.value)) })
    );
    const where = element("output", {});
    const bar = element("div", { class: "stepper", hidden: true }, back, forward, play, scrub, where);
    const stage = element("section", { class: "card", "aria-label": "This step" }, text, state, bar, place);
    const column = settings(
      () => `${form.get("model")} · ${readable(form.get("strategy"))} · ${form.get("max_new_tokens")} tokens`,
      card("Model", modelPicker({ form, catalog, label: "Model" })),
      card("How the next token is chosen", strategyPicker({ form, catalog })),
      card("Length and luck", shared.node),
    );
    el.append(
      roomHead("Generate", "How one token is made: the distribution, what the strategy does to it, and the draw."),
      element(
        "div",
        { class: "desk" },
        prompt.node,
        element(
          "aside",
          { class: "controls", "aria-label": "Settings" },
          column.node,
          element("div", { class: "go" }, start.button),
        ),
        element("div", { class: "stage" }, stage),
      ),
    );
    const unmount = mount(distribution, place, view);
    stage.addEventListener("keydown", (event) => {
      const typing = event.target instanceof HTMLInputElement;
      if (
        typing ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        /** @type {HTMLElement} */ (event.target).closest(".lp-scroll")
      )
        return;
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: steps.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      go(to);
    });

    /** @param {AbortSignal} signal */
    async function generate(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      pause();
      steps = [];
      at = 0;
      view.set("step", null);
      place.hidden = bar.hidden = true;
      fill(text);
      say("loading", "Waiting for the model …");
      try {
        const run = { ...strategyRequest(form, catalog), prompt: prompt.area.value, ...runLimits(form), top: 10 };
        for await (const happening of askEvents("api/generate", run, signal)) take(/** @type {RunEvent} */ (happening));
        if (stage.dataset.state === "running") say("error", "The server ended the answer before it was complete.");
      } catch (error) {
        const stopped = error instanceof DOMException && error.name === "AbortError";
        if (stopped) say("stopped", `Stopped: ${plural(steps.length, { one: "token", other: "tokens" })} recorded.`);
        else say("error", error instanceof Error ? error.message : String(error));
      }
    }

    /** @param {RunEvent} happening */
    function take({ event, data }) {
      if (event === "loading") say("loading", data.message);
      else if (event === "beam_step") say("running", searching(data, longest));
      else if (event === "error") say("error", data.message);
      else if (event === "start") {
        before = data.prompt.text;
        longest = data.max_new_tokens;
        say("running", "Recording …");
        fill(text, element("span", { class: "lp-given" }, before));
      } else if (event === "step") {
        steps.push(data);
        if (steps.length === 1) go(0);
        else draw();
      } else
        say(
          "done",
          data.tokens === 0
            ? "The model ended the text at once."
            : `Recorded ${plural(data.tokens, { one: "token", other: "tokens" })}. Use the buttons or the arrow keys.`,
        );
    }

    /**
     * @param {string} name
     * @param {string} message
     */
    function say(name, message) {
      stage.dataset.state = name;
      fill(state, message);
    }

    /** @param {number} index */
    function go(index) {
      if (index < 0 || index >= steps.length) return;
      at = index;
      place.hidden = bar.hidden = false;
      view.set("step", steps[at]);
      fill(
        text,
        element("span", { class: "lp-given" }, before),
        steps
          .slice(0, at)
          .map((step) => step.text)
          .join(""),
        element("mark", { class: "now" }, steps[at].text.replaceAll("\n", "⏎\n") || pieceLabel(steps[at].choice.piece)),
      );
      draw();
      announce(`Step ${at + 1}: ${steps[at].text}`);
    }

    function draw() {
      scrub.max = String(steps.length - 1);
      scrub.value = String(at);
      fill(where, `Step ${count(at + 1)} of ${count(steps.length)}`);
      back.toggleAttribute("disabled", at === 0);
      forward.toggleAttribute("disabled", at === steps.length - 1);
    }

    function run() {
      if (at === steps.length - 1) go(0);
      playing = window.setInterval(() => (at < steps.length - 1 ? go(at + 1) : pause()), PACE);
      play.textContent = "Pause";
    }

    function pause() {
      clearInterval(playing);
      playing = undefined;
      play.textContent = "Play";
    }

    const again = () => void (steps.length === 0 && start.start());
    server.addEventListener("back", again);
    return () => {
      server.removeEventListener("back", again);
      pause();
      start.close();
      column.close();
      unmount();
    };
  },
};

/**
 * @param {string} title
 * @param {() => void} onclick
 */
function button(title, onclick) {
  return element("button", { type: "button", class: "quiet", onclick }, title);
}
