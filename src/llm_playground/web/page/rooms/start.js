// The start: what this is, a beginning to try with its tokens live below, and the way to the rooms.

import { element, fill } from "../../../views/kit/dom.js";
import { plural } from "../../../views/kit/numbers.js";
import { chip } from "../../../views/kit/pieces.js";
import { askJson } from "../api.js";

const ROOMS = [
  ["playground", "Playground", "Everything at once, to play with", "prompt → text"],
  ["tokenize", "Tokenize", "How a text becomes numbers", "text → tokens"],
  ["inside", "Inside", "The parts of a model, what they look at, what they expect", "tokens → logits"],
  ["generate", "Generate", "How one token is chosen, step by step", "logits → a token"],
  ["compare", "Compare", "A model that continues and one that answers", "base ↔ instruct"],
];
const TRIES = ["Once upon a time", "Hello my name", "What is 2+2?"];
const PAUSE = 150; // milliseconds without a key before the server is asked

/** @type {import("../types").Room} */
export default {
  title: "Start",
  enter({ el, catalog }) {
    const field = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "text",
        id: "first-prompt",
        autocomplete: "off",
        placeholder: TRIES[0],
        maxlength: 400,
        oninput: later,
      })
    );
    const form = element(
      "form",
      { class: "first" },
      element("label", { for: "first-prompt", class: "lp-unseen" }, "The beginning of a text"),
      field,
      element("button", { type: "submit", class: "primary" }, "Let it go on"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(field.value || field.placeholder);
    });
    const reads = element("p", { class: "reads" });
    el.append(
      element(
        "section",
        { class: "hero" },
        element("h1", {}, "See how a language model works"),
        element(
          "p",
          {},
          "A small model runs on this machine. Give it a beginning and look at every step: the tokens, the attention, the distribution, the draw.",
        ),
        form,
        reads,
        element(
          "p",
          { class: "examples" },
          element("span", {}, "Or:"),
          TRIES.map((text) =>
            element("button", { type: "button", class: "quiet small", onclick: () => go(text) }, text),
          ),
        ),
      ),
      element(
        "nav",
        { class: "doors", "aria-label": "The rooms" },
        ROOMS.map(([name, title, lead, path], index) =>
          element(
            "a",
            { href: `#/${name}`, class: `door d${index}` },
            element("span", { class: "path", "aria-hidden": true }, path),
            element("b", {}, title),
            element("span", {}, lead),
          ),
        ),
      ),
      element(
        "p",
        { class: "promise" },
        "Every number here was computed over the whole vocabulary by the model that is shown. Nothing leaves this machine.",
      ),
    );

    /** @type {number | undefined} */
    let timer;
    const asking = new AbortController();

    function later() {
      clearTimeout(timer);
      timer = window.setTimeout(read, PAUSE);
    }

    async function read() {
      const text = field.value || field.placeholder;
      const answer = await askJson("api/tokenize", { text, tokenizers: [catalog.default] }, asking.signal).catch(
        () => null,
      );
      if (!answer || text !== (field.value || field.placeholder)) return;
      const encoding = answer.encodings[0];
      fill(
        reads,
        element(
          "span",
          {},
          `${catalog.default} reads ${plural(encoding.ids.length, { one: "token", other: "tokens" })}: `,
        ),
        encoding.pieces.map((/** @type {string} */ piece) => chip(piece)),
      );
    }

    /** @param {string} prompt */
    function go(prompt) {
      location.hash = `#/playground?${new URLSearchParams({ prompt, strategy: "top_p", temperature: "0.8", top_p: "0.9", max_new_tokens: "60", go: "" })}`;
    }

    read();
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  },
};
