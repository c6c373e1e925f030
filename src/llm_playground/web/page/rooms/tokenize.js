// Tokenize: the tokenizer lab. One way to look at a time; what is set is kept when another one is chosen.

import { element, fill } from "../../../views/kit/dom.js";
import { Form } from "../form.js";
import { roomHead } from "../parts.js";
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

const FRESH = {
  look: "tokens",
  text: "The quick brown fox jumps over 13 lazy dogs.",
  tokenizer: "",
  tokenizers: "tiny-gpt2,word,byte",
  allow_special: "off",
  source: "stories",
  own: "",
  vocab_size: "512",
  pattern: "gpt2",
  tie_rule: "lowest_ids",
  word: "unbelievable",
  space: "on",
  id: "300",
  query: "",
  size: "8",
};

/** @type {import("../types").Room} */
export default {
  title: "Tokenize",
  enter({ el, catalog, announce }) {
    const form = new Form("tokenize", FRESH);
    if (!(form.get("look") in LOOKS)) form.set({ look: "tokens" });
    const buttons = Object.fromEntries(
      Object.entries(LOOKS).map(([name, look]) => [
        name,
        element("button", { type: "button", onclick: () => go(name) }, look.title),
      ]),
    );
    const nav = element("nav", { class: "looks", "aria-label": "Ways to look at tokenizers" }, Object.values(buttons));
    const place = element("div");
    const kept = {};
    let leave = () => {};
    el.append(
      roomHead("Tokenize", "A model reads no letters: its tokenizer cuts the text into tokens, and each has a number."),
      nav,
      place,
    );

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
      const desk = element("div", { class: "desk" });
      fill(place, element("p", { class: "lead" }, LOOKS[current].lead), desk);
      leave = LOOKS[current].enter({ el: desk, form, catalog, announce, go, kept });
    }

    draw();
    return () => leave();
  },
};
