// One of a few, as radio buttons that look like a row of buttons.

import { element } from "./dom.js";

/**
 * @param {import("./dom.js").Child} legend
 * @param {[string, string][]} options  each a value, and what stands on it
 * @param {(value: string) => void} choose
 */
export function choice(legend, options, choose) {
  // Radio buttons of two choices must not share a name, and two may be made at the same time.
  const name = `lp-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  const node = element(
    "fieldset",
    { class: "lp-choice" },
    element("legend", {}, legend),
    options.map(([value, title]) =>
      element(
        "label",
        { class: "lp-radio" },
        element("input", { type: "radio", name, value }),
        element("span", {}, title),
      ),
    ),
  );
  node.addEventListener("change", (event) => choose(/** @type {HTMLInputElement} */ (event.target).value));
  return {
    node,
    /** @param {string} value  the one that is chosen now */
    mark(value) {
      for (const input of node.querySelectorAll("input")) input.checked = input.value === value;
    },
  };
}
