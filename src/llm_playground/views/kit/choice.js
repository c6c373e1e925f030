// One of a few, as radio buttons that look like a row of buttons.

import { element } from "./dom.js";

/**
 * @param {string} legend
 * @param {[string, string][]} options  each a value, and what stands on it
 * @param {(value: string) => void} choose
 */
export function choice(legend, options, choose) {
  // Radio buttons of two choices must not share a name.
  const name = `lp-${options[0][0]}-${Math.trunc(performance.now() * 1000)}`;
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
