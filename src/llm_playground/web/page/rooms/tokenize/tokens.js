// One text in one tokenizer, as it is typed.

import { element, fill } from "../../../../views/kit/dom.js";
import { count, plural } from "../../../../views/kit/numbers.js";
import tokens from "../../../../views/tokens.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card } from "../../controls.js";
import { toggle } from "../../fields.js";
import { Model, mount } from "../../host.js";
import { textCard } from "../../parts.js";
import { tokenizerPicker } from "../../tokenizers.js";

export const EXAMPLES = [
  "The quick brown fox jumps over 13 lazy dogs.",
  "unbelievably tokenizable",
  "3.14159 + 2.71828",
  "naïve café ☕ 日本語 👩‍🚀",
  "def f(x):\n    return x",
  "Hello<|endoftext|>",
];
const SHOWN = 100_000; // characters whose tokens are sent; of a longer text the beginning is enough to look at

/** @type {import("../../types").Look} */
export default {
  title: "Tokens",
  lead: "Each chip is a token: what the model gets is only its number. Point at a chip or at the text.",
  enter({ el, form, catalog, announce }) {
    const model = new Model({ encoding: null, selected: null });
    const view = element("div");
    const [vocabulary, special, rest] = [0, 1, 2].map(() => element("p", { class: "effect told" }));
    const asking = new Asking(el, ask);
    const text = textCard({
      form,
      name: "text",
      label: "Text",
      limit: catalog.limits.text_characters,
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
          card("Tokenizer", tokenizerPicker({ form, catalog, onchange: () => asking.now() }), vocabulary),
          card(
            "Special tokens",
            toggle({
              form,
              name: "allow_special",
              label: "Read them in the text",
              onchange: () => asking.now(),
              effect:
                "Off: <|endoftext|> in a text is text like any other. On: it is the one token that ends a text for the model, so " +
                "that whoever may write the text may steer it.",
            }),
            special,
          ),
        ),
      ),
      element(
        "div",
        { class: "stage" },
        element("section", { class: "card", "aria-label": "The tokens" }, asking.problem, rest, view),
      ),
    );
    const unmount = mount(tokens, view, model);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const body = { text: text.area.value, tokenizers: [form.get("tokenizer")], characters: SHOWN };
      const allow_special = form.get("allow_special") === "on";
      const answer = await askJson("api/tokenize", { ...body, allow_special }, signal);
      const { vocab_size, tokens: made, round_trip } = answer.statistics[0];
      model.apply({ encoding: answer.encodings[0], selected: null });
      fill(
        vocabulary,
        `Its vocabulary has ${count(vocab_size)} tokens. `,
        round_trip
          ? "Decoding gives back exactly this text."
          : element("b", {}, "Decoding does not give back exactly this text."),
      );
      fill(
        rest,
        answer.text.length < answer.characters &&
          `${plural(made, { one: "token", other: "tokens" })} in all; shown are those of the beginning.`,
      );
      announce(plural(made, { one: "token", other: "tokens" }));
      fill(special);
      if (!allow_special || answer.characters > SHOWN) return;
      const plain = (await askJson("api/tokenize", { ...body, characters: 1 }, signal)).statistics[0].tokens;
      fill(
        special,
        plain === made
          ? "This text has no special token of this tokenizer."
          : element(
              "b",
              {},
              `Here: ${plural(made, { one: "token", other: "tokens" })}; read as plain text ${plural(plain, { one: "token", other: "tokens" })}.`,
            ),
      );
    }

    asking.now();
    return () => {
      asking.close();
      unmount();
    };
  },
};
