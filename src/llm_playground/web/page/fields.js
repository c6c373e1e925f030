// Fields of any kind, each kept in the form: a switch, a whole number, one of a few.

import { element } from "../../views/kit/dom.js";
import { words } from "./words.js";

/** @typedef {import("./form.js").Form} Form */

/**
 * A switch, kept in the form as "on".
 * @param {{ form: Form, name: string, label: string, effect: string, onchange: () => void }} options
 */
export function toggle({ form, name, label, effect, onchange }) {
  const id = `toggle-${name}`;
  const box = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "checkbox",
      class: "switch",
      id,
      name,
      checked: form.get(name) === "on",
      "aria-describedby": `${id}-effect`,
    })
  );
  box.addEventListener("change", () => {
    form.set({ [name]: box.checked ? "on" : "off" });
    onchange();
  });
  return element(
    "div",
    { class: "knob", "data-field": name },
    element("div", { class: "knob-head" }, box, element("label", { for: id }, label)),
    element("small", { id: `${id}-effect` }, effect),
  );
}

/**
 * A number, kept in the form; a whole one, unless `step` says otherwise.
 * @param {{ form: Form, name: string, label: string, effect?: string, lowest: number | null, highest?: number, step?: 1 | "any", oninput?: () => void }} options
 */
export function numberField({ form, name, label, effect, lowest, highest, step = 1, oninput }) {
  const id = `number-${name}`;
  const input = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "number",
      id,
      name,
      step,
      min: lowest,
      max: highest,
      "aria-describedby": effect && `${id}-effect`,
    })
  );
  input.value = form.get(name);
  input.addEventListener("input", () => {
    if (input.value === "") return;
    form.set({ [name]: input.value });
    oninput?.();
  });
  return element(
    "div",
    { class: "knob", "data-field": name },
    element(
      "div",
      { class: "knob-head" },
      element("label", { for: id }, label),
      element("span", { class: "range" }, words.range(lowest, highest ?? null, false)),
      input,
    ),
    effect && element("small", { id: `${id}-effect` }, effect),
  );
}

/**
 * See that the form names one of a few; of another one, from a link or an earlier visit, a notice tells that the first
 * is taken instead.
 * @param {Form} form
 * @param {string} name
 * @param {string} label
 * @param {string[][]} choices  each a value and what is written for it
 */
export function checkChoice(form, name, label, choices) {
  if (choices.some(([value]) => value === form.get(name))) return;
  form.notices.push(words.notices.choice(label, form.get(name), choices[0][1]));
  form.set({ [name]: choices[0][0] });
}

/**
 * One of a few, kept in the form.
 * @param {{ form: Form, name: string, label: string, options: string[][], effect?: string, onchange?: () => void }} options
 */
export function chooser({ form, name, label, options: choices, effect, onchange }) {
  const id = `choose-${name}`;
  const select = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { id, name, "aria-describedby": effect && `${id}-effect` },
      choices.map(([value, text]) => element("option", { value }, text)),
    )
  );
  checkChoice(form, name, label, choices);
  select.value = form.get(name);
  select.addEventListener("change", () => {
    form.set({ [name]: select.value });
    onchange?.();
  });
  return element(
    "div",
    { class: "knob", "data-field": name },
    element("div", { class: "knob-head" }, element("label", { for: id }, label)),
    select,
    effect && element("small", { id: `${id}-effect` }, effect),
  );
}
