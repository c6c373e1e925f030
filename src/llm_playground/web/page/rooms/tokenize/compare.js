// One text in several tokenizers, and where they disagree.

import comparison from "../../../../views/comparison.js";
import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { term } from "../../../../views/kit/terms.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card, desk } from "../../desk.js";
import { toggle } from "../../fields.js";
import { textCard } from "../../prompt.js";
import { chosen, tokenizersPicker } from "../../tokenizers.js";
import { words } from "../../words.js";

const SHOWN = 10_000; // characters whose tokens are sent at first

/** @type {import("../../types").Look} */
export default {
  title: words.comparison.title,
  lead: words.comparison.lead,
  enter({ el, form, catalog, announce }) {
    const state = new State({ comparison: null });
    const view = element("div");
    let shown = SHOWN;
    const asking = new Asking(el, ask);
    const showMore = () => {
      shown *= 5;
      asking.now();
    };
    const more = element(
      "button",
      { type: "button", class: "quiet told", hidden: true, onclick: showMore },
      words.comparison.more,
    );
    const text = textCard({
      form,
      label: words.tokenize.text,
      limit: catalog.limits.text_characters,
      examples: words.tokenize.examples,
      oninput: () => {
        shown = SHOWN;
        asking.later();
      },
    });
    const reading = toggle({
      form,
      name: "allow_special",
      label: words.tokenize.special,
      effect: words.comparison.specialEffect,
      onchange: () => asking.now(),
    });
    const place = desk({
      text: text.node,
      cards: [
        card(words.tokenizers, tokenizersPicker({ form, catalog, onchange: () => asking.now() })),
        card(term("special_token", words.tokenize.specialTitle), reading),
      ],
      stage: [element("section", { class: "card", "aria-label": words.comparison.title }, asking.problem, view, more)],
    });
    el.append(place.node);
    const unmount = mount(comparison, view, state);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const allow_special = form.get("allow_special") === "on";
      const body = { text: text.area.value, tokenizers: chosen(form), allow_special, characters: shown };
      /** @type {import("../../../../views/types").Comparison} */
      const answer = await askJson("api/tokenize", body, signal);
      state.apply({ comparison: answer });
      more.hidden = [...answer.text].length >= answer.characters;
      announce(words.comparison.announce(answer.statistics));
    }

    asking.now();
    return () => {
      asking.close();
      place.close();
      unmount();
    };
  },
};
