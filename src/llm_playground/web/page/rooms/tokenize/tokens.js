// One text in one tokenizer, as it is typed.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { term } from "../../../../views/kit/terms.js";
import tokens from "../../../../views/tokens.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card, desk } from "../../desk.js";
import * as doors from "../../doors.js";
import { toggle } from "../../fields.js";
import { textCard } from "../../prompt.js";
import { isOfModel, tokenizer, tokenizerPicker } from "../../tokenizers.js";
import { words } from "../../words.js";

const SHOWN = 100_000; // characters whose tokens are sent; of a longer text the beginning is enough to look at

/** @type {import("../../types").Look} */
export default {
  title: words.tokens.title,
  lead: words.tokens.lead,
  enter({ el, form, catalog, announce }) {
    const state = new State({ encoding: null, selected: null });
    const view = element("div");
    const ways = element("p", { class: "ways told" });
    const [vocabulary, special, rest] = [0, 1, 2].map(() => element("p", { class: "effect told" }));
    const asking = new Asking(el, ask);
    const text = textCard({
      form,
      label: words.tokenize.text,
      limit: catalog.limits.text_characters,
      examples: words.tokenize.examples,
      oninput: () => asking.later(),
    });
    const reading = toggle({
      form,
      name: "allow_special",
      label: words.tokenize.special,
      effect: words.tokens.specialEffect,
      onchange: () => asking.now(),
    });
    const place = desk({
      text: text.node,
      cards: [
        card(words.tokenizer, tokenizerPicker({ form, catalog, onchange: () => asking.now() }), vocabulary),
        card(term("special_token", words.tokenize.specialTitle), reading, special),
      ],
      stage: [
        element("section", { class: "card", "aria-label": words.tokens.title }, asking.problem, rest, view, ways),
      ],
    });
    el.append(place.node);
    const unmount = mount(tokens, view, state);

    /** The way on for the token that is chosen; only what the chosen model reads can be seen inside it. */
    function drawWays() {
      const selected = state.get("selected");
      const values = selected === null ? {} : { token: String(selected) };
      fill(
        ways,
        isOfModel(form, catalog) && [
          doors.insideDoor(
            form.link("inside", values),
            form.get("model"),
            selected === null ? words.doors.textInside : words.doors.inside,
          ),
          doors.door(form.link("generate", { go: "" }), words.doors.next),
        ],
      );
    }
    state.on("change:selected", drawWays);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const body = { text: text.area.value, tokenizers: [tokenizer(form)], characters: SHOWN };
      const allow_special = form.get("allow_special") === "on";
      const answer = await askJson("api/tokenize", { ...body, allow_special }, signal);
      const { vocab_size, tokens: made, round_trip } = answer.statistics[0];
      state.apply({ encoding: answer.encodings[0], selected: null });
      drawWays();
      const faithful = words.tokens.roundTrip(round_trip);
      fill(vocabulary, words.tokens.vocabulary(vocab_size), " ", round_trip ? faithful : element("b", {}, faithful));
      fill(rest, answer.text.length < answer.characters && words.tokens.beginning(made));
      announce(words.tokens.count(made));
      fill(special);
      if (!allow_special || answer.characters > SHOWN) return;
      const plain = (await askJson("api/tokenize", { ...body, characters: 1 }, signal)).statistics[0].tokens;
      fill(special, plain === made ? words.tokens.noSpecial : element("b", {}, words.tokens.plainly(made, plain)));
    }

    asking.now();
    return () => {
      asking.close();
      place.close();
      unmount();
    };
  },
};
