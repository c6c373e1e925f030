// The start: what this is, a prompt to try, and the way to the rooms.

import { element } from "../../../views/kit.js";

const ROOMS = [
  ["tokenize", "Tokenize", "How a text becomes numbers", "text → tokens"],
  ["inside", "Inside", "Its parts, its attention, what it expects", "tokens → attention → distribution"],
  ["generate", "Generate", "How one token is chosen, step by step", "distribution → a draw → a token"],
  ["compare", "Compare", "A model that continues and one that answers", "base ↔ instruct"],
  ["playground", "Playground", "Everything at once, to play with", "prompt → text"],
];
const TRIES = ["Once upon a time", "The little robot wanted to", "One day, a fox met"];

/** @type {import("../types").Room} */
export default {
  title: "Start",
  enter({ el }) {
    const field = /** @type {HTMLInputElement} */ (element("input", { type: "text", id: "first-prompt", autocomplete: "off", placeholder: "Once upon a time" }));
    const form = element("form", { class: "first" }, element("label", { for: "first-prompt", class: "lp-unseen" }, "The beginning of a text"), field,
      element("button", { type: "submit", class: "primary" }, "Let it go on"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(field.value || field.placeholder);
    });
    el.append(
      element("section", { class: "hero" },
        element("h1", {}, "See how a language model works"),
        element("p", {}, "A small model runs on this machine. Give it a beginning, and look at every step: the tokens, the attention, the distribution, the draw."),
        form,
        element("p", { class: "examples" }, element("span", {}, "Or:"), TRIES.map((text) =>
          element("button", { type: "button", class: "quiet small", onclick: () => go(text) }, text)))),
      element("nav", { class: "doors", "aria-label": "The rooms" }, ROOMS.map(([name, title, lead, path], index) =>
        element("a", { href: `#/${name}`, class: `door d${index}` }, element("span", { class: "path", "aria-hidden": true }, path),
          element("b", {}, title), element("span", {}, lead)))),
      element("p", { class: "promise" }, "Every number on these pages was computed over the whole vocabulary, here, by the model that is shown. Nothing leaves this machine."));

    /** @param {string} prompt */
    function go(prompt) {
      location.hash = `#/playground?${new URLSearchParams({ prompt, strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60", go: "" })}`;
    }
    return () => {};
  },
};
