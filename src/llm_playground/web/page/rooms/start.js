// The start: a visitor's own beginning on its way through the model, live; each piece is the door to its room.

import { element, fill } from "../../../views/kit/dom.js";
import { askEvents, askJson } from "../api.js";
import { Asking } from "../asking.js";
import { address } from "../doors.js";
import { Form } from "../form.js";
import { checkModel } from "../models.js";
import { ROOMS } from "../rooms.js";
import * as strip from "../strip.js";
import { words } from "../words.js";

const LONGEST = 400; // characters: a beginning, not a book
const HEAD = { layer: 1, head: 0 };

/** @type {import("../types").Room} */
export default {
  title: words.start.title,
  lead: words.start.lead,
  enter({ el, catalog, announce }) {
    const form = new Form("", { prompt: "", model: catalog.default });
    checkModel(form, form, catalog);
    const field = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "text",
        id: "first-prompt",
        autocomplete: "off",
        spellcheck: "false",
        placeholder: words.start.tries[0],
        maxlength: LONGEST,
      })
    );
    field.value = (form.get("prompt") ?? "").slice(0, LONGEST);
    const pieces = element("ol", { class: "strip", "aria-label": words.start.strip }, strip.waiting());
    const asking = new Asking(pieces, ask);
    const first = element(
      "form",
      { class: "first" },
      element("label", { for: "first-prompt", class: "lp-unseen" }, words.start.field),
      field,
      element("button", { type: "submit", class: "primary" }, words.start.go),
    );
    first.addEventListener("submit", (event) => {
      event.preventDefault();
      location.hash = address("playground", { ...shared(), ...words.start.run, go: "" });
    });
    field.addEventListener("input", () => {
      form.set({ prompt: field.value });
      asking.later();
    });
    el.append(
      element(
        "section",
        { class: "hero" },
        element("h1", {}, words.start.headline),
        element("p", {}, words.start.lead),
        first,
        element(
          "p",
          { class: "examples" },
          element("span", {}, words.start.or),
          words.start.tries.map((text) =>
            element("button", { type: "button", class: "quiet small", onclick: () => write(text) }, text),
          ),
        ),
      ),
      asking.problem,
      pieces,
      element(
        "nav",
        { class: "other-doors", "aria-label": words.start.rooms },
        Object.entries(ROOMS).map(([name, room]) =>
          element(
            "a",
            { class: "door", href: `#/${name}` },
            element("b", {}, room.title),
            element("span", {}, room.lead),
          ),
        ),
      ),
      element("p", { class: "promise" }, words.start.promise),
    );

    /** @param {string} text */
    function write(text) {
      field.value = text;
      field.dispatchEvent(new Event("input"));
      field.focus();
    }

    /** Where the tokens have no room side by side, they stand on end rather than be cut off. */
    function stand() {
      pieces.classList.remove("upright");
      pieces.classList.toggle("upright", strip.isCut(pieces));
    }

    function shared() {
      const seed = form.get("seed");
      const prompt = field.value || field.placeholder;
      return { prompt, model: form.get("model"), ...(seed && { seed }) };
    }

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      const { prompt, model } = shared();
      /** @type {Record<string, string>} */
      const here = { ...shared() };
      const tokenizer = catalog.tokenizers.some(({ key }) => key === model) ? model : catalog.default;
      // The tokens need no model, so they are there while it is on its way.
      const cut = await askJson("api/tokenize", { text: prompt, tokenizers: [tokenizer] }, signal);
      const first = strip.tokens(cut.encodings[0], address("tokenize", { ...here, look: "tokens", tokenizer: "" }));
      pieces.firstElementChild?.replaceWith(first);
      stand();
      const [looked, entered, drawn] = await Promise.all([
        askJson("api/inspect", { model, prompt, ...HEAD }, signal),
        askJson("api/vectors", { model, prompt }, signal),
        drawOne(model, prompt, signal),
      ]);
      if (drawn.seed !== null) here.seed = String(drawn.seed);
      const one = { ...here, strategy: "sample", max_new_tokens: "24", step: "1", go: "" };
      const head = { layer: String(HEAD.layer), head: String(HEAD.head) };
      fill(
        pieces,
        first,
        strip.vectors(entered, address("inside", here)),
        strip.attention(looked, address("inside", { ...here, ...head })),
        strip.likeliest(looked.next, address("generate", one)),
        strip.drawn(drawn.step, address("playground", { ...here, strategy: "sample", max_new_tokens: "60", go: "" })),
      );
      announce(words.start.announce(looked.encoding.ids.length));
    }

    /**
     * One token, drawn from the model's own distribution.
     * @param {string} model
     * @param {string} prompt
     * @param {AbortSignal} signal
     */
    async function drawOne(model, prompt, signal) {
      const seed = form.get("seed") ? Number(form.get("seed")) : null;
      const run = { model, prompt, strategy: "sample", parameters: {}, max_new_tokens: 1, seed, top: 5 };
      /** @type {{ seed: number | null, step: import("../../../views/types").ChosenStep | null }} */
      const drawn = { seed: null, step: null };
      for await (const { event, data } of askEvents("api/generate", run, signal)) {
        if (event === "start") drawn.seed = data.seed;
        else if (event === "step") drawn.step = data;
        else if (event === "error") throw new Error(data.message);
      }
      return drawn;
    }

    window.addEventListener("resize", stand);
    asking.now();
    return () => {
      window.removeEventListener("resize", stand);
      asking.close();
    };
  },
};
