// One word on its way through the merges.

import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import word from "../../../../views/word.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card, desk } from "../../desk.js";
import { toggle } from "../../fields.js";
import { textCard } from "../../prompt.js";
import { tokenizer, tokenizerPicker } from "../../tokenizers.js";
import { words } from "../../words.js";

/** @type {import("../../types").Look} */
export default {
  title: words.word.title,
  lead: words.word.lead,
  enter({ el, form, catalog }) {
    const state = new State({ steps: null });
    const view = element("div");
    const asking = new Asking(el, ask);
    const text = textCard({
      form,
      name: "word",
      label: words.word.word,
      limit: catalog.limits.word_characters - 1,
      examples: words.word.examples,
      oninput: () => asking.later(),
    });
    const space = toggle({
      form,
      name: "space",
      label: words.word.space,
      effect: words.word.spaceEffect,
      onchange: () => asking.now(),
    });
    const place = desk({
      text: text.node,
      cards: [
        card(words.tokenizer, tokenizerPicker({ form, catalog, onchange: () => asking.now() })),
        card(words.word.inSentence, space),
      ],
      stage: [element("section", { class: "card", "aria-label": words.word.merges }, asking.problem, view)],
    });
    el.append(place.node);
    const unmount = mount(word, view, state);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const written = text.area.value && form.get("space") === "on" ? ` ${text.area.value}` : text.area.value;
      const { steps } = await askJson("api/tokenize/word", { word: written, tokenizer: tokenizer(form) }, signal);
      state.apply({ steps, at: null });
    }

    asking.now();
    return () => {
      asking.close();
      place.close();
      unmount();
    };
  },
};
