// One text in several tokenizers, and where they disagree.

import comparison from "../../../../views/comparison.js";
import { element } from "../../../../views/kit/dom.js";
import { plural } from "../../../../views/kit/numbers.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { card } from "../../controls.js";
import { toggle } from "../../fields.js";
import { Model, mount } from "../../host.js";
import { textCard } from "../../parts.js";
import { chosen, tokenizersPicker } from "../../tokenizers.js";
import { EXAMPLES } from "./tokens.js";

const SHOWN = 10_000; // characters whose tokens are sent at first

/** @type {import("../../types").Look} */
export default {
  title: "Compare",
  lead: "The same text in several tokenizers: what each makes of it, and where they cut it differently.",
  enter({ el, form, catalog, announce }) {
    const model = new Model({ comparison: null });
    const view = element("div");
    let shown = SHOWN;
    const asking = new Asking(el, ask);
    const more = element(
      "button",
      {
        type: "button",
        class: "quiet told",
        hidden: true,
        onclick: () => {
          shown *= 5;
          asking.now();
        },
      },
      "Look at more of the text",
    );
    const text = textCard({
      form,
      name: "text",
      label: "Text",
      limit: catalog.limits.text_characters,
      examples: EXAMPLES,
      oninput: () => {
        shown = SHOWN;
        asking.later();
      },
    });
    el.append(
      text.node,
      element(
        "aside",
        { class: "controls", "aria-label": "Settings" },
        element(
          "div",
          { class: "cards" },
          card("Tokenizers", tokenizersPicker({ form, catalog, onchange: () => asking.now() })),
          card(
            "Special tokens",
            toggle({
              form,
              name: "allow_special",
              label: "Read them in the text",
              onchange: () => asking.now(),
              effect: "Off: <|endoftext|> in a text is text like any other. On: it is one token.",
            }),
          ),
        ),
      ),
      element(
        "div",
        { class: "stage" },
        element("section", { class: "card", "aria-label": "The comparison" }, asking.problem, view, more),
      ),
    );
    const unmount = mount(comparison, view, model);

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      text.check();
      const answer = await askJson(
        "api/tokenize",
        {
          text: text.area.value,
          tokenizers: chosen(form),
          allow_special: form.get("allow_special") === "on",
          characters: shown,
        },
        signal,
      );
      model.apply({ comparison: answer });
      more.hidden = [...answer.text].length >= answer.characters;
      announce(
        answer.statistics
          .map(
            (/** @type {import("../../../../views/types").Statistics} */ each) =>
              `${each.name}: ${plural(each.tokens, { one: "token", other: "tokens" })}`,
          )
          .join(", "),
      );
    }

    asking.now();
    return () => {
      asking.close();
      unmount();
    };
  },
};
