// Playground: a prompt, a model, a strategy; and a second lane beside it for another model or strategy.

import { element } from "../../../views/kit/dom.js";
import { card, lengthAndSeed, modelPicker, readable, runLimits, strategyPicker, strategyRequest } from "../controls.js";
import { Form } from "../form.js";
import { Lane, runLanes } from "../lane.js";
import { roomHead, settings, startButton, textCard } from "../parts.js";

/** @type {import("../types").Room} */
export default {
  title: "Playground",
  enter({ el, catalog, announce }) {
    const form = new Form("playground", {
      prompt: "",
      model: catalog.default,
      strategy: "top_p",
      temperature: "0.8",
      top_p: "0.9",
      max_new_tokens: "60",
    });
    const prompt = textCard({ form, label: "Prompt", limit: catalog.limits.prompt_characters });
    const shared = lengthAndSeed({ form, catalog });
    const first = new Lane({ keepSeed: shared.keep });
    /** @type {Lane | null} */
    let second = null;
    const lanes = element("div", { class: "lanes" }, first.el);
    const welcome = starters();
    const other = element("div", { class: "cards" });
    const compare = element(
      "button",
      { type: "button", class: "quiet", onclick: () => (second ? single() : double()) },
      "Compare with …",
    );
    const start = startButton("Generate", generate);
    const column = settings(
      () => `${form.get("model")} · ${readable(form.get("strategy"))} · ${form.get("max_new_tokens")} tokens`,
      card("Model", modelPicker({ form, catalog, label: "Model" })),
      card("How the next token is chosen", strategyPicker({ form, catalog })),
      other,
      card("Length and luck", shared.node),
    );
    el.append(
      roomHead("Playground", "Write the beginning; the model goes on, one token at a time.", compare),
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
        element("div", { class: "stage" }, welcome, lanes),
      ),
    );

    /**
     * Mark the control whose value the server refused, such as "runs.1.parameters.top_p".
     * @param {string} field
     */
    function point(field) {
      const [, lane, name] = /** @type {RegExpMatchArray} */ (field.match(/^(?:runs\.(\d)\.)?(?:parameters\.)?(.*)$/));
      const names = lane === "1" ? [`b.${name}`, name] : [name];
      const control = names.map((each) => el.querySelector(`[name="${CSS.escape(each)}"]`)).find(Boolean);
      control?.setAttribute("aria-invalid", "true");
      control?.addEventListener("input", () => control.removeAttribute("aria-invalid"), { once: true });
    }

    function double() {
      form.set({
        "b.model": form.get("b.model") ?? form.get("model"),
        "b.strategy": form.get("b.strategy") ?? "greedy",
      });
      second = new Lane({ title: "Second text" });
      lanes.append(second.el);
      second.el.hidden = first.model.get("status") === "empty";
      lanes.classList.add("two");
      other.replaceChildren(
        card("Second lane: model", modelPicker({ form, catalog, name: "b.model", label: "Model of the second lane" })),
        card(
          "Second lane: strategy",
          strategyPicker({ form, catalog, prefix: "b.", label: "Strategy of the second lane" }),
        ),
      );
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
      welcome.hidden = true;
      used.forEach((lane) => lane.el.toggleAttribute("hidden", false));
      announce("Generating.");
      const field = await runLanes(used, runs, signal);
      if (field) point(field);
      announce(
        used.map((lane) => `${lane.model.get("status")}: ${lane.steps.map((step) => step.text).join("")}`).join(". "),
      );
    }

    first.el.hidden = true;
    if (form.get("b.model") !== undefined) double();
    if (form.get("go") !== undefined) {
      form.set({ go: null });
      start.start();
    }
    return () => {
      start.close();
      column.close();
      first.close();
      second?.close();
    };
  },
};

// What to see first: each is a link that sets the form and runs it.
/** @type {[string, string, Record<string, string>][]} */
const STARTERS = [
  [
    "A story, drawn token by token",
    "top-p 0.9 at temperature 0.8",
    { prompt: "Once upon a time", strategy: "top_p", temperature: "0.8", top_p: "0.9" },
  ],
  [
    "Careful against daring",
    "greedy beside sampling at temperature 1.5",
    { prompt: "Once upon a time", strategy: "greedy", "b.strategy": "sample", "b.temperature": "1.5", "b.model": "" },
  ],
  [
    "Several texts at once",
    "beam search, and all the texts it finished",
    { prompt: "One day, a fox", strategy: "beam", max_new_tokens: "30" },
  ],
];

function starters() {
  return element(
    "section",
    { class: "card welcome" },
    element("h2", { class: "big" }, "The text will stand here"),
    element(
      "p",
      { class: "effect" },
      "Each token is coloured and underlined by how likely the model thought it. Write a prompt and press Generate, or begin with one of these:",
    ),
    element(
      "div",
      { class: "doors" },
      STARTERS.map(([title, lead, form], index) =>
        element(
          "a",
          {
            class: `door d${index}`,
            href: `#/playground?${new URLSearchParams({ max_new_tokens: "60", ...form, go: "" })}`,
          },
          element("b", {}, title),
          element("span", {}, lead),
        ),
      ),
    ),
  );
}
