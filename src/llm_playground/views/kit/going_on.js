// Going on with a text by hand: what is to come next is written, or the model makes one token more, or many.

import { element } from "./dom.js";
import { words } from "./words.js";

/**
 * A field for what is to come next, whatever its probability.
 * @param {string} label
 * @param {(text: string) => void} force
 */
export function forcing(label, force) {
  const field = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "text",
      name: "token",
      placeholder: words.branching.example,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
    })
  );
  const form = element(
    "form",
    { class: "lp-force", "data-field": "token" },
    element("label", {}, element("span", {}, label), field),
    element("button", { class: "lp-button", title: words.branching.forceHint }, words.branching.force),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value === "") return field.focus();
    force(field.value);
    field.value = "";
  });
  return form;
}

/**
 * What can be done at the end of a text.
 * @param {{ more: (tokens: 1 | "all") => void, force: (text: string) => void }} actions
 */
export function goingOn({ more, force }) {
  const button = (/** @type {string} */ title, /** @type {string} */ hint, /** @type {1 | "all"} */ tokens) =>
    element("button", { type: "button", class: "lp-button", title: hint, onclick: () => more(tokens) }, title);
  return element(
    "div",
    { class: "lp-go-on", role: "group", "aria-label": words.branching.atTheEnd },
    button(words.branching.one, words.branching.oneHint, 1),
    button(words.branching.more, words.branching.moreHint, "all"),
    forcing(words.branching.next, force),
  );
}
