// Playground: a prompt, a model, a strategy; and a second lane beside it for another model or strategy.

import { element } from "../../../views/kit.js";
import { card, lengthAndSeed, modelPicker, readable, runLimits, strategyPicker, strategyRequest } from "../controls.js";
import { Form } from "../form.js";
import { Lane, runLanes } from "../lane.js";
import { roomHead, settings, startButton, textCard } from "../parts.js";

/** @type {import("../types").Room} */
export default {
  title: "Playground",
  enter({ el, catalog, announce }) {
    const form = new Form("playground", {
      prompt: "", model: catalog.default, strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60",
    });
    const prompt = textCard({ form, label: "Prompt", limit: catalog.limits.prompt_characters });
    const shared = lengthAndSeed({ form, catalog });
    const first = new Lane({ keepSeed: shared.keep });
    /** @type {Lane | null} */
    let second = null;
    const lanes = element("div", { class: "lanes" }, first.el);
    const other = element("div", { class: "cards" });
    const compare = element("button", { type: "button", class: "quiet", onclick: () => (second ? single() : double()) }, "Compare with …");
    const start = startButton(el, "Generate", generate);
    const column = settings(
      () => `${form.get("model")} · ${readable(form.get("strategy"))} · ${form.get("max_new_tokens")} tokens`,
      card("Model", modelPicker({ form, catalog, label: "Model" })),
      card("How the next token is chosen", strategyPicker({ form, catalog })),
      other,
      card("Length and luck", shared.node));
    el.append(roomHead("Playground", "Write the beginning; the model goes on, one token at a time."),
      element("div", { class: "desk" }, prompt.node,
        element("aside", { class: "controls", "aria-label": "Settings" }, column.node,
          element("div", { class: "go" }, start.button, compare)),
        element("div", { class: "stage" }, lanes)));

    function double() {
      form.set({ "b.model": form.get("b.model") ?? form.get("model"), "b.strategy": form.get("b.strategy") ?? "greedy" });
      second = new Lane({ title: "Second text" });
      lanes.append(second.el);
      lanes.classList.add("two");
      other.replaceChildren(
        card("Second lane: model", modelPicker({ form, catalog, name: "b.model", label: "Model of the second lane" })),
        card("Second lane: strategy", strategyPicker({ form, catalog, prefix: "b.", label: "Strategy of the second lane" })));
      compare.textContent = "One lane only";
    }

    function single() {
      second?.close();
      second = null;
      form.set({ "b.model": null, "b.strategy": null });
      lanes.classList.remove("two");
      other.replaceChildren();
      compare.textContent = "Compare with …";
    }

    /** @param {AbortSignal} signal */
    async function generate(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      const common = { prompt: prompt.area.value, ...runLimits(form), top: 10 };
      const used = second ? [first, second] : [first];
      const runs = used.map((_, index) => ({ ...common, ...strategyRequest(form, catalog, index === 0 ? "" : "b.") }));
      announce("Generating.");
      const field = await runLanes(used, runs, signal);
      if (field) el.querySelector(`[name="${CSS.escape(field)}"]`)?.setAttribute("aria-invalid", "true");
      announce(used.map((lane) => `${lane.model.get("status")}: ${lane.steps.map((step) => step.text).join("")}`).join(". "));
    }

    if (form.get("b.model")) double();
    if (form.get("go") !== undefined) {
      form.set({ go: null });
      start.start();
    }
    return () => {
      start.stop();
      column.close();
      first.close();
      second?.close();
    };
  },
};
