// A long text in chunks of so many tokens, and what it costs.

import chunks from "../../../../views/chunks.js";
import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card, desk } from "../../desk.js";
import { numberField } from "../../fields.js";
import { label } from "../../labels.js";
import { textCard } from "../../prompt.js";
import { tokenizer, tokenizerPicker } from "../../tokenizers.js";
import { words } from "../../words.js";

/** @type {import("../../types").Look} */
export default {
  title: words.chunks.title,
  lead: words.chunks.lead,
  enter({ el, form, catalog }) {
    const state = new State({ chunks: null, text: "", tokenizer: "", size: 0, total: 0, price: null });
    const view = element("div");
    const asking = new Asking(el, ask);
    const text = textCard({
      form,
      label: words.tokenize.text,
      limit: catalog.limits.text_characters,
      examples: words.tokenize.examples,
      oninput: () => asking.later(),
    });
    const size = numberField({
      form,
      name: "size",
      label: label("size"),
      lowest: 1,
      effect: words.chunks.sizeEffect,
      oninput: () => asking.later(),
    });
    const place = desk({
      text: text.node,
      cards: [
        card(words.tokenizer, tokenizerPicker({ form, catalog, onchange: () => asking.now() })),
        card(words.chunks.chunks, size),
      ],
      stage: [element("section", { class: "card", "aria-label": words.chunks.chunks }, asking.problem, view)],
    });
    el.append(place.node);
    const unmount = mount(chunks, view, state);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const written = text.area.value;
      const body = { text: written, tokenizer: tokenizer(form), size: Number(form.get("size")) };
      state.apply({ ...(await askJson("api/tokenize/chunks", body, signal)), text: written });
    }

    asking.now();
    return () => {
      asking.close();
      place.close();
      unmount();
    };
  },
};
