// What a model read before a text, chat template included, behind a line that opens it.

import { element } from "./dom.js";
import { words } from "./words.js";

/** @param {string} text */
export function exactPrompt(text) {
  return element(
    "details",
    { class: "lp-unfold lp-asked" },
    element("summary", {}, words.generation.asked),
    element("pre", { tabindex: 0, "aria-label": words.generation.exactPrompt }, text),
  );
}
