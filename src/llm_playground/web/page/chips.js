// A parameter that is no slider: texts, or a number for each of some tokens. Each is a chip; with the last one it is off.

import { element, fill } from "../../views/kit/dom.js";
import { visible } from "../../views/kit/pieces.js";
import { biases, texts } from "./setting.js";
import { words } from "./words.js";

/** @typedef {import("./types").ParameterCard} ParameterCard */
/** @typedef {import("./form.js").Form | import("./form.js").Lane} Values */

let counter = 0; // makes the ids of two lanes differ

/**
 * @param {object} options
 * @param {Values} options.form
 * @param {ParameterCard} options.parameter
 * @param {string} [options.field]  where the server says that the value is wrong
 * @param {(chips: HTMLElement, items: (string | number[])[]) => void} [options.explain]  says below each chip which
 *   tokens it is
 */
export function chipsKnob({ form, parameter, field = `parameters.${parameter.name}`, explain }) {
  const { name, label, effect, hint, kind, lowest, highest } = parameter;
  const id = `chips-${name}-${counter++}`;
  const withNumber = kind === "biases";
  // Where a warper has some by itself, such as its breakers, none at all is another thing than nothing said.
  const ownOnes = Array.isArray(parameter.default) && parameter.default.length > 0;
  const list = element("ul", { class: "chips", "aria-label": label });
  const text = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "text",
      id,
      name,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: false,
      placeholder: words.chips.example(parameter.as_tokens),
      "aria-describedby": `${id}-effect`,
    })
  );
  const number = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "number",
      step: "any",
      min: lowest,
      max: highest,
      value: -5,
      "aria-label": words.chips.number(label),
    })
  );
  const add = element("button", { type: "button", class: "quiet small", onclick: take }, words.chips.add);
  const node = element(
    "div",
    { class: "knob chips-knob", "data-field": field },
    element(
      "div",
      { class: "knob-head" },
      element("label", { for: id }, label),
      element("span", { class: "range" }, withNumber && words.range(lowest, highest, false)),
    ),
    list,
    element("div", { class: "chips-field" }, text, withNumber && number, add),
    element(
      "small",
      { id: `${id}-effect`, title: hint },
      [effect, words.chips.how, ...(parameter.as_tokens && !withNumber ? [words.chips.otherwise] : [])].join(" "),
    ),
  );

  /** @returns {(string | number[])[]} what is set; of biases the tokens */
  const items = () => (withNumber ? Object.keys(biases(form.get(name))) : texts(form.get(name)));

  /** @param {(string | number[])[]} kept @param {Record<string, number>} numbers */
  function set(kept, numbers = {}) {
    const value = withNumber ? numbers : kept;
    form.set({ [name]: kept.length === 0 && !ownOnes ? null : JSON.stringify(value) });
    draw();
  }

  function take() {
    const typed = text.value.replaceAll("\\n", "\n").replaceAll("\\t", "\t");
    if (typed === "") return text.focus();
    const all = /** @type {string[]} */ (items().filter((item) => item !== typed));
    if (withNumber) set([...all, typed], { ...biases(form.get(name)), [typed]: Number(number.value) });
    else set([...all, typed]);
    text.value = "";
    text.focus();
  }

  /** @param {string | number[]} item */
  function drop(item) {
    const at = items().findIndex((each) => String(each) === String(item));
    const { [String(item)]: _, ...rest } = biases(form.get(name));
    set(
      items().filter((_, index) => index !== at),
      rest,
    );
    const left = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("button"));
    (left[Math.min(at, left.length - 1)] ?? text).focus();
  }

  function draw() {
    const set = items();
    const numbers = biases(form.get(name));
    fill(
      list,
      set.map((item) => {
        const shown = typeof item === "string" ? visible(item) : `[${item.join(", ")}]`;
        return element(
          "li",
          {},
          element("span", { class: "lp-mono" }, shown),
          withNumber && element("b", {}, words.chips.bias(numbers[String(item)])),
          element(
            "button",
            { type: "button", "aria-label": words.chips.remove(shown), onclick: () => drop(item) },
            element("span", { "aria-hidden": true }, "×"),
          ),
        );
      }),
    );
    list.hidden = set.length === 0;
    explain?.(list, set);
  }

  text.addEventListener("keydown", onEnter);
  number.addEventListener("keydown", onEnter);

  /** @param {KeyboardEvent} event */
  function onEnter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take();
  }

  node.addEventListener("redraw", draw); // another model has other tokens, or something else has set what it shows
  draw();
  return node;
}
