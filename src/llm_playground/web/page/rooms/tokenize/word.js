// One word on its way through the merges.

import { element } from "../../../../views/kit/dom.js";
import word from "../../../../views/word.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card } from "../../controls.js";
import { toggle } from "../../fields.js";
import { Model, mount } from "../../host.js";
import { textCard } from "../../parts.js";
import { tokenizerPicker } from "../../tokenizers.js";

const EXAMPLES = ["unbelievable", "lighthouse", "Donaudampfschiff", "mississippi", "2026", "👩‍🚀"];

/** @type {import("../../types").Look} */
export default {
  title: "One word",
  lead: "Byte-pair encoding begins with bytes. Again and again it joins the two neighbours whose merge was learned first, until no merge fits.",
  enter({ el, form, catalog }) {
    const model = new Model({ steps: null });
    const view = element("div");
    const asking = new Asking(el, ask);
    const text = textCard({
      form,
      name: "word",
      label: "Word",
      limit: catalog.limits.word_characters - 1,
      examples: EXAMPLES,
      oninput: () => asking.later(),
    });
    el.append(
      text.node,
      element(
        "aside",
        { class: "controls", "aria-label": "Settings" },
        element(
          "div",
          { class: "cards" },
          card("Tokenizer", tokenizerPicker({ form, catalog, onchange: () => asking.now() })),
          card(
            "In a sentence",
            toggle({
              form,
              name: "space",
              label: "A space before it",
              onchange: () => asking.now(),
              effect: "The space before a word belongs to it: “␣fox” and “fox” are two words, with other tokens.",
            }),
          ),
        ),
      ),
      element(
        "div",
        { class: "stage" },
        element("section", { class: "card", "aria-label": "Merge by merge" }, asking.problem, view),
      ),
    );
    const unmount = mount(word, view, model);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const written = text.area.value && form.get("space") === "on" ? ` ${text.area.value}` : text.area.value;
      const { steps } = await askJson("api/tokenize/word", { word: written, tokenizer: form.get("tokenizer") }, signal);
      model.apply({ steps, at: null });
    }

    asking.now();
    return () => {
      asking.close();
      unmount();
    };
  },
};
