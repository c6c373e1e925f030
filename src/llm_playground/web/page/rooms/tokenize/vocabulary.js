// A vocabulary to look through, one token at a time.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import token from "../../../../views/token.js";
import { askJson, Refused } from "../../api.js";
import { Asking } from "../../asking.js";
import { card, desk } from "../../desk.js";
import { tokenizer, tokenizerPicker } from "../../tokenizers.js";
import { words } from "../../words.js";

/** @type {import("../../types").Look} */
export default {
  title: words.vocabulary.title,
  lead: words.vocabulary.lead,
  enter({ el, form, catalog, announce }) {
    const state = new State({ card: null, search: null, wanted: null, query: form.get("query") });
    const view = element("div");
    const absent = element("p", { class: "effect", role: "status" });
    const looking = new Asking(el, look);
    const searching = new Asking(view, search);
    const other = () => {
      looking.now();
      searching.now();
    };
    const place = desk({
      cards: [card(words.tokenizer, tokenizerPicker({ form, catalog, onchange: other }))],
      stage: [
        element(
          "section",
          { class: "card", "aria-label": words.vocabulary.title },
          looking.problem,
          searching.problem,
          absent,
          view,
        ),
      ],
    });
    el.append(place.node);
    const unmount = mount(token, view, state);

    /** @param {AbortSignal} signal */
    async function look(signal) {
      const find = (/** @type {number} */ id) =>
        askJson("api/tokenizers/token", { id, tokenizer: tokenizer(form) }, signal);
      const id = form.get("id") || String((await found(signal)).matches[0]?.id ?? 0);
      fill(absent);
      const answer = await find(Number(id)).catch((error) => {
        // The tokenizer before this one had more tokens.
        if (!(error instanceof Refused && error.field === "id")) throw error;
        fill(absent, words.vocabulary.absent(tokenizer(form), id));
        form.set({ id: "0" });
        return find(0);
      });
      state.apply({ card: answer });
      announce(words.vocabulary.announce(answer.id));
    }

    /** @param {AbortSignal} signal */
    function found(signal) {
      return askJson("api/tokenizers/search", { query: form.get("query"), tokenizer: tokenizer(form) }, signal);
    }

    /** @param {AbortSignal} signal */
    async function search(signal) {
      state.apply({ search: await found(signal) });
    }

    state.on("change:wanted", () => {
      if (state.get("wanted") === null) return;
      form.set({ id: String(state.get("wanted")) });
      looking.now();
    });
    state.on("change:query", () => {
      form.set({ query: state.get("query") });
      searching.now();
    });
    other();
    return () => {
      looking.close();
      searching.close();
      place.close();
      unmount();
    };
  },
};
