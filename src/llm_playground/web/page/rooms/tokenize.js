// Tokenize: a text, cut into the tokens of a model, as it is typed.

import { count, element, fill } from "../../../views/kit.js";
import tokens from "../../../views/tokens.js";
import { askJson, server } from "../api.js";
import { card, modelPicker } from "../controls.js";
import { Form } from "../form.js";
import { Model, mount } from "../host.js";
import { roomHead, textCard } from "../parts.js";

const EXAMPLES = ["The quick brown fox", "unbelievably tokenizable", "3.14159 + 2.71828", "naïve café ☕ 日本語", "def f(x):\n    return x"];
const PAUSE = 180; // milliseconds without a key before the server is asked

/** @type {import("../types").Room} */
export default {
  title: "Tokenize",
  enter({ el, catalog, announce }) {
    const form = new Form("tokenize", { text: "The quick brown fox", model: catalog.default });
    const model = new Model({ encoding: null, selected: null });
    const view = element("div");
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const vocabulary = element("p", { class: "effect" });
    const text = textCard({ form, name: "text", label: "Text", limit: catalog.limits.text_characters, examples: EXAMPLES, oninput: later });
    el.append(roomHead("Tokenize", "A model reads no letters: its tokenizer cuts the text into tokens, and each has a number."),
      element("div", { class: "desk" }, text.node,
        element("aside", { class: "controls", "aria-label": "Settings" }, element("div", { class: "cards" },
          card("Tokenizer of", modelPicker({ form, catalog, label: "Model whose tokenizer is used", onchange: cut }), vocabulary))),
        element("div", { class: "stage" }, element("section", { class: "card", "aria-label": "The tokens" }, problem, view))));
    const unmount = mount(tokens, view, model);

    /** @type {number | undefined} */
    let timer;
    /** @type {AbortController | undefined} */
    let asking;

    function later() {
      clearTimeout(timer);
      timer = window.setTimeout(cut, PAUSE);
    }

    async function cut() {
      asking?.abort();
      asking = new AbortController();
      if (!text.fits()) return;
      el.classList.add("asking");
      try {
        const answer = await askJson("api/tokenize", { text: text.area.value, model: form.get("model") }, asking.signal);
        problem.hidden = true;
        model.apply({ encoding: answer, selected: null });
        fill(vocabulary, `Its vocabulary has ${count(answer.vocab_size)} tokens.`);
        announce(`${answer.ids.length} tokens`);
      } catch (error) {
        if (error instanceof DOMException) return;
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : String(error));
      } finally {
        el.classList.remove("asking");
      }
    }

    server.addEventListener("back", cut);
    cut();
    return () => {
      clearTimeout(timer);
      asking?.abort();
      server.removeEventListener("back", cut);
      unmount();
    };
  },
};
