// The same story in many languages: what it costs each tokenizer.

import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import languages from "../../../../views/languages.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card, desk } from "../../desk.js";
import { chosen, tokenizersPicker } from "../../tokenizers.js";
import { words } from "../../words.js";

/** @type {import("../../types").Look} */
export default {
  title: words.languages.title,
  lead: words.languages.lead,
  enter({ el, form, catalog }) {
    const state = new State({ costs: null, samples: null, measure: "tokens" });
    const view = element("div");
    const asking = new Asking(el, ask);
    const place = desk({
      cards: [card(words.tokenizers, tokenizersPicker({ form, catalog, onchange: () => asking.now() }))],
      stage: [element("section", { class: "card", "aria-label": words.languages.title }, asking.problem, view)],
    });
    el.append(place.node);
    const unmount = mount(languages, view, state);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      state.apply(await askJson("api/tokenize/languages", { tokenizers: chosen(form) }, signal));
    }

    asking.now();
    return () => {
      asking.close();
      place.close();
      unmount();
    };
  },
};
