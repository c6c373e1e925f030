// Compare: the same prompt to a base model and to one that was taught to answer; what each was really asked is shown.

import { element, fill } from "../../../views/kit/dom.js";
import { plural } from "../../../views/kit/numbers.js";
import { card, lengthAndSeed, modelPicker, readable, runLimits, strategyPicker, strategyRequest } from "../controls.js";
import { Form } from "../form.js";
import { Lane, runLanes } from "../lane.js";
import { roomHead, settings, startButton, textCard } from "../parts.js";

const EXAMPLES = [
  "What is the capital of France?",
  "Tell me a story about a fox.",
  "What is 2+2?",
  "Suggest a party theme.",
  "Tell me a fun fact about space.",
];

/** @type {import("../types").Room} */
export default {
  title: "Compare",
  enter({ el, catalog, announce }) {
    const pick = (/** @type {string} */ kind) => catalog.models.filter((model) => (model.kind ?? kind) === kind);
    const local = (/** @type {string} */ kind) =>
      (pick(kind).find(({ state }) => state !== "remote") ?? pick(kind)[0])?.key;
    // The pair that differs in nothing but its training teaches most.
    const chat = local("instruct");
    const twin = catalog.models.find(({ key }) => key === chat)?.twin ?? local("base");
    const form = new Form("compare", {
      prompt: "What is the capital of France?",
      base: twin,
      chat,
      strategy: "greedy",
      max_new_tokens: "40",
    });
    const prompt = textCard({
      form,
      label: "Prompt for both",
      limit: catalog.limits.prompt_characters,
      examples: EXAMPLES,
    });
    const shared = lengthAndSeed({ form, catalog });
    const sides = [
      side("Base model", "It continues the text."),
      side("Instruct model", "It was taught to answer: its chat template goes around the prompt."),
    ];
    const start = startButton("Compare", compare);
    const column = settings(
      () => `${form.get("base")} and ${form.get("chat")} · ${readable(form.get("strategy"))}`,
      card("Base model", modelPicker({ form, catalog, name: "base", label: "Base model", kind: "base" })),
      card("Instruct model", modelPicker({ form, catalog, name: "chat", label: "Instruct model", kind: "instruct" })),
      card("How the next token is chosen", strategyPicker({ form, catalog })),
      card("Length and luck", shared.node),
    );
    el.append(
      roomHead("Compare", "What post-training changes: one prompt, a model that continues and a model that answers."),
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
        element(
          "div",
          { class: "stage" },
          element(
            "div",
            { class: "lanes two" },
            sides.map((each) => each.el),
          ),
        ),
      ),
    );

    /** @param {AbortSignal} signal */
    async function compare(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      const common = { ...strategyRequest(form, catalog), prompt: prompt.area.value, ...runLimits(form), top: 10 };
      sides.forEach((each) => each.clear());
      announce("Generating.");
      await runLanes(
        sides.map((each) => each.lane),
        [
          { ...common, model: form.get("base") },
          { ...common, model: form.get("chat") },
        ],
        signal,
      );
      announce(
        sides
          .map(({ lane }) => `${lane.model.get("status")}: ${lane.steps.map((step) => step.text).join("")}`)
          .join(". "),
      );
    }

    return () => {
      start.close();
      column.close();
      sides.forEach(({ lane }) => lane.close());
    };
  },
};

/**
 * @param {string} title
 * @param {string} lead
 */
function side(title, lead) {
  const lane = new Lane({ title });
  lane.model.set("message", "Its text will stand here.");
  const asked = element("div", { class: "asked" });
  lane.el.prepend(
    element(
      "header",
      { class: "side-head" },
      element("p", { class: "eyebrow" }, title),
      element("p", { class: "effect" }, lead),
    ),
  );
  lane.el.querySelector(".lane-head")?.after(asked);
  lane.onstart = ({ prompt }) =>
    fill(
      asked,
      element(
        "p",
        { class: "eyebrow" },
        `Exactly what it is asked to continue: ${plural(prompt.ids.length, { one: "token", other: "tokens" })}`,
      ),
      element(
        "pre",
        { tabindex: 0, "aria-label": `Exact prompt of the ${title}` },
        prompt.text.replaceAll("\n", "⏎\n"),
      ),
    );
  return { el: lane.el, lane, clear: () => fill(asked) };
}
