// Inside: one text through the model: its parts, what one attention head looks at, and what may come next.

import anatomy from "../../../views/anatomy.js";
import attention from "../../../views/attention.js";
import distribution from "../../../views/distribution.js";
import { element, fill } from "../../../views/kit/dom.js";
import { count } from "../../../views/kit/numbers.js";
import { askJson, server } from "../api.js";
import { card, modelPicker } from "../controls.js";
import { Form } from "../form.js";
import { Model, mount } from "../host.js";
import { roomHead, startButton, textCard } from "../parts.js";

const EXAMPLES = [
  "Once upon a time there was a little",
  "The dog saw the cat, and the dog",
  "The capital of France is",
];

/** @type {import("../types").Room} */
export default {
  title: "Inside",
  enter({ el, catalog, announce }) {
    const form = new Form("inside", {
      prompt: "Once upon a time there was a little",
      model: catalog.default,
      layer: "0",
      head: "0",
    });
    const parts = new Model({ module: null, selected: null });
    const head = new Model({ encoding: null, patterns: [], layer: 0, head: 0, n_layer: 0, n_head: 0 });
    const next = new Model({ step: null });
    const places = { next: element("div"), head: element("div"), parts: element("div") };
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const facts = element("p", { class: "effect" });
    const results = element("div", { class: "stage" });
    const prompt = textCard({
      form,
      label: "Text that the model reads",
      limit: catalog.limits.prompt_characters,
      examples: EXAMPLES,
    });
    const start = startButton("Look inside", look);
    el.append(
      roomHead(
        "Inside",
        "One text goes through the model once. Here are its parts, what it looks at, and what it expects.",
      ),
      element(
        "div",
        { class: "desk" },
        prompt.node,
        element(
          "aside",
          { class: "controls", "aria-label": "Settings" },
          element(
            "div",
            { class: "cards" },
            card("Model", modelPicker({ form, catalog, label: "Model", onchange: fresh }), facts),
          ),
          element("div", { class: "go" }, start.button),
        ),
        results,
      ),
    );
    fill(results, problem, [
      section(
        "What may come next",
        "The model’s own distribution after the last token, before any strategy.",
        places.next,
      ),
      section(
        "Attention",
        "Each head lets a token read from the tokens before it. Choose a layer, a head and a token.",
        places.head,
      ),
      section(
        "Anatomy",
        "The modules of the model, the shape of their weights, and where its parameters are.",
        places.parts,
      ),
    ]);
    const unmount = [
      mount(distribution, places.next, next),
      mount(attention, places.head, head),
      mount(anatomy, places.parts, parts),
    ];
    // All heads of a layer come together, so that only another layer is asked for.
    head.on("change:head", () => {
      form.set({ head: String(head.get("head")) });
      announceHead();
    });
    head.on("change:layer", () => {
      if (String(head.get("layer")) === form.get("layer")) return;
      form.set({ layer: String(head.get("layer")) });
      start.stop();
      start.start();
    });
    let drawn = ""; // the model whose parts are shown

    function announceHead() {
      announce(`Layer ${head.get("layer")}, head ${head.get("head")} is shown.`);
    }

    function fresh() {
      form.set({ layer: "0", head: "0" });
      start.stop();
      start.start();
    }

    /** @param {AbortSignal} signal */
    async function look(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      el.classList.add("asking");
      const [model, layer, number] = [form.get("model"), Number(form.get("layer")), Number(form.get("head"))];
      try {
        const answer = await askJson("api/inspect", { model, prompt: prompt.area.value, layer, head: number }, signal);
        problem.hidden = true;
        results.classList.add("known");
        fill(
          facts,
          `${answer.n_layer} layers · ${answer.n_head} heads` +
            (answer.n_kv_head !== answer.n_head ? ` that share ${answer.n_kv_head} key-value heads` : "") +
            ` · ${count(answer.encoding.ids.length)} tokens read`,
        );
        const same =
          head.get("encoding")?.ids.join() === answer.encoding.ids.join() && head.get("n_layer") === answer.n_layer;
        head.apply({
          ...answer.attention,
          head: Number(form.get("head")), // another may have been chosen meanwhile
          ...(same ? {} : { encoding: answer.encoding, n_layer: answer.n_layer, n_head: answer.n_head }),
        });
        next.apply({ step: { index: 0, choice: null, stages: [answer.next], text: "" } });
        announceHead();
        if (drawn === model) return;
        parts.apply({ module: await askJson("api/anatomy", { model }, signal), selected: null });
        drawn = model;
      } catch (error) {
        if (error instanceof DOMException) return;
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : String(error));
      } finally {
        el.classList.remove("asking");
      }
    }

    const again = () => {
      drawn = "";
      start.start();
    };
    server.addEventListener("back", again);
    if (prompt.area.value !== "") start.start();
    return () => {
      server.removeEventListener("back", again);
      start.close();
      unmount.forEach((stop) => stop());
    };
  },
};

/**
 * @param {string} title
 * @param {string} lead
 * @param {HTMLElement} body
 */
function section(title, lead, body) {
  return element(
    "section",
    { class: "card" },
    element("h2", { class: "big" }, title),
    element("p", { class: "effect" }, lead),
    body,
  );
}
