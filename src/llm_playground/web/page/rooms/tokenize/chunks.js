// A long text in chunks of so many tokens, and what it costs.

import chunks from "../../../../views/chunks.js";
import { element } from "../../../../views/kit/dom.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card } from "../../controls.js";
import { numberField } from "../../fields.js";
import { Model, mount } from "../../host.js";
import { textCard } from "../../parts.js";
import { tokenizerPicker } from "../../tokenizers.js";
import { EXAMPLES } from "./tokens.js";

/** @type {import("../../types").Look} */
export default {
  title: "Chunks and cost",
  lead: "A model reads at most its context length of tokens, and whoever sells its use counts them. So a long text is cut into chunks, and costs by the token.",
  enter({ el, form, catalog }) {
    const model = new Model({ chunks: null, text: "", tokenizer: "", size: 0, total: 0, price: null });
    const view = element("div");
    const asking = new Asking(el, ask);
    const text = textCard({
      form,
      name: "text",
      label: "Text",
      limit: catalog.limits.text_characters,
      examples: EXAMPLES,
      oninput: () => asking.later(),
    });
    const size = numberField({
      form,
      name: "size",
      label: "Tokens a chunk",
      lowest: 1,
      effect: "As many as the model's context has room for, or less.",
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
          card("Chunks", size),
        ),
      ),
      element(
        "div",
        { class: "stage" },
        element("section", { class: "card", "aria-label": "The chunks" }, asking.problem, view),
      ),
    );
    const unmount = mount(chunks, view, model);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const written = text.area.value;
      const answer = await askJson(
        "api/tokenize/chunks",
        { text: written, tokenizer: form.get("tokenizer"), size: Number(form.get("size")) },
        signal,
      );
      model.apply({ ...answer, text: written });
    }

    asking.now();
    return () => {
      asking.close();
      unmount();
    };
  },
};
