// Tokenize: the tokenizer lab. One way to look at a time; what is set is kept when another one is chosen.

import { element, fill } from "../../../views/kit/dom.js";
import { isAlone } from "../api.js";
import { notices, roomHead } from "../desk.js";
import { Form } from "../form.js";
import { checkModel } from "../models.js";
import { needsServer } from "../needs-server.js";
import { checkTokenizer } from "../tokenizers.js";
import { words } from "../words.js";
import chunks from "./tokenize/chunks.js";
import compare from "./tokenize/compare.js";
import languages from "./tokenize/languages.js";
import tokens from "./tokenize/tokens.js";
import train from "./tokenize/train.js";
import vocabulary from "./tokenize/vocabulary.js";
import word from "./tokenize/word.js";

/** @typedef {import("../types").Look} Look */

/** @type {Record<string, Look>} */
const LOOKS = { tokens, compare, train, word, vocabulary, languages, chunks };

const ALONE = ["tokens", "word", "vocabulary", "chunks"]; // what a page without a server can do

const FRESH = {
  look: "tokens",
  prompt: words.tokenize.examples[0],
  tokenizer: "", // the model's
  tokenizers: "tiny-gpt2,word,byte",
  allow_special: "off",
  source: "stories",
  own: "",
  vocab_size: "512",
  pattern: "gpt2",
  tie_rule: "lowest_ids",
  word: "unbelievable",
  space: "on",
  id: "", // the first that the search finds
  query: "light",
  size: "8",
};

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const tokenizers = isAlone ? catalog.default : FRESH.tokenizers;
    const form = new Form("tokenize", { ...FRESH, tokenizers, model: catalog.default });
    checkModel(form, form, catalog);
    checkTokenizer(form, catalog);
    if (!Object.hasOwn(LOOKS, form.get("look"))) {
      form.notices.push(words.notices.look(form.get("look"), LOOKS.tokens.title));
      form.set({ look: "tokens" });
    }
    const buttons = Object.fromEntries(
      Object.entries(LOOKS).map(([name, look]) => [
        name,
        element("button", { type: "button", onclick: () => go(name) }, look.title),
      ]),
    );
    const nav = element("nav", { class: "looks", "aria-label": words.tokenize.looks }, Object.values(buttons));
    const place = element("div");
    const said = notices(form);
    const kept = {};
    let leave = () => {};
    el.append(roomHead(words.tokenize.title, words.tokenize.lead), said.node, nav, place);

    /** @param {string} look */
    function go(look) {
      form.set({ look });
      leave();
      draw();
      buttons[look].focus();
      announce(LOOKS[look].title);
    }

    function draw() {
      const current = form.get("look");
      for (const [name, button] of Object.entries(buttons)) {
        if (name === current) button.setAttribute("aria-current", "page");
        else button.removeAttribute("aria-current");
      }
      const look = element("div", { class: "look" });
      fill(place, element("p", { class: "lead" }, LOOKS[current].lead), look);
      const shown = isAlone && !ALONE.includes(current) ? { enter: needsServer } : LOOKS[current];
      leave = shown.enter({ el: look, form, catalog, announce, go, kept });
      said.draw();
    }

    draw();
    return () => leave();
  },
};
