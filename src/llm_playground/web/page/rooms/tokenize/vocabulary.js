// A vocabulary to look through, one token at a time.

import { element, fill } from "../../../../views/kit/dom.js";
import token from "../../../../views/token.js";
import { askJson, Refused } from "../../api.js";
import { Asking } from "../../asking.js";
import { card } from "../../controls.js";
import { Model, mount } from "../../host.js";
import { tokenizerPicker } from "../../tokenizers.js";

/** @type {import("../../types").Look} */
export default {
  title: "Vocabulary",
  lead: "A tokenizer is its vocabulary: every token with its number. Search it, look at a token, see how merges built it.",
  enter({ el, form, catalog, announce }) {
    const model = new Model({ card: null, search: null, wanted: null, query: form.get("query") });
    const view = element("div");
    const absent = element("p", { class: "effect", role: "status" });
    const looking = new Asking(el, look);
    const searching = new Asking(view, search);
    el.classList.add("no-text");
    el.append(
      element(
        "aside",
        { class: "controls", "aria-label": "Settings" },
        element(
          "div",
          { class: "cards" },
          card(
            "Tokenizer",
            tokenizerPicker({
              form,
              catalog,
              onchange: () => {
                looking.now();
                searching.now();
              },
            }),
          ),
        ),
      ),
      element(
        "div",
        { class: "stage" },
        element(
          "section",
          { class: "card", "aria-label": "The vocabulary" },
          looking.problem,
          searching.problem,
          absent,
          view,
        ),
      ),
    );
    const unmount = mount(token, view, model);

    /** @param {AbortSignal} signal */
    async function look(signal) {
      const token = (/** @type {number} */ id) =>
        askJson("api/tokenizers/token", { id, tokenizer: form.get("tokenizer") }, signal);
      const id = form.get("id");
      fill(absent);
      const answer = await token(Number(id)).catch((error) => {
        // The tokenizer before this one had more tokens.
        if (!(error instanceof Refused && error.field === "id")) throw error;
        fill(absent, `${form.get("tokenizer")} has no token ${id}. This is its token 0.`);
        form.set({ id: "0" });
        return token(0);
      });
      model.apply({ card: answer });
      announce(`Token ${answer.id}`);
    }

    /** @param {AbortSignal} signal */
    async function search(signal) {
      model.apply({
        search: await askJson(
          "api/tokenizers/search",
          { query: form.get("query"), tokenizer: form.get("tokenizer") },
          signal,
        ),
      });
    }

    model.on("change:wanted", () => {
      if (model.get("wanted") === null) return;
      form.set({ id: String(model.get("wanted")) });
      looking.now();
    });
    model.on("change:query", () => {
      form.set({ query: model.get("query") });
      searching.now();
    });
    looking.now();
    searching.now();
    return () => {
      looking.close();
      searching.close();
      unmount();
    };
  },
};
