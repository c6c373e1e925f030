// The same story in many languages: what it costs each tokenizer.

import { element } from "../../../../views/kit/dom.js";
import languages from "../../../../views/languages.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card } from "../../controls.js";
import { Model, mount } from "../../host.js";
import { chosen, tokenizersPicker } from "../../tokenizers.js";

/** @type {import("../../types").Look} */
export default {
  title: "Languages",
  lead: "One small story in eighteen languages, as code and as emoji. A tokenizer is cheap in what it was trained on.",
  enter({ el, form, catalog }) {
    const model = new Model({ costs: null, samples: null, measure: "tokens" });
    const view = element("div");
    const asking = new Asking(el, ask);
    el.classList.add("no-text");
    el.append(
      element(
        "aside",
        { class: "controls", "aria-label": "Settings" },
        element(
          "div",
          { class: "cards" },
          card("Tokenizers", tokenizersPicker({ form, catalog, onchange: () => asking.now() })),
        ),
      ),
      element(
        "div",
        { class: "stage" },
        element("section", { class: "card", "aria-label": "The languages" }, asking.problem, view),
      ),
    );
    const unmount = mount(languages, view, model);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      model.apply(await askJson("api/tokenize/languages", { tokenizers: chosen(form) }, signal));
    }

    asking.now();
    return () => {
      asking.close();
      unmount();
    };
  },
};
