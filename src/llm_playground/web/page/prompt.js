// The text that a room is about: a field that grows with it, kept in the form; the button; how many tokens it is.

import { element, fill } from "../../views/kit/dom.js";
import { term } from "../../views/kit/terms.js";
import { askJson, Refused } from "./api.js";
import { Asking } from "./asking.js";
import { modelCard } from "./models.js";
import { words } from "./words.js";

/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./types").Catalog} Catalog */

const HIGHEST = 240; // pixels of the field: below it the button is still on a small screen
const MEASURED = 20_000; // characters

/**
 * @param {{ form: Form, name?: string, label: string, limit: number, examples?: string[], placeholder?: string,
 *   button?: HTMLElement, counter?: HTMLElement, oninput?: () => void }} options
 */
export function textCard({
  form,
  name = "prompt",
  label,
  limit,
  examples = words.examples,
  placeholder = words.placeholder,
  button,
  counter,
  oninput,
}) {
  const id = `text-${name}`;
  const area = /** @type {HTMLTextAreaElement} */ (
    element("textarea", {
      id,
      name,
      rows: 1,
      dir: "auto", // the text is often in another language than the page
      placeholder,
      spellcheck: "false",
      "aria-describedby": `${id}-note`,
    })
  );
  const note = element("p", { class: "note", id: `${id}-note` });
  const offers = examples.length > 0 ? offer(examples, write) : null;
  area.value = form.get(name) ?? "";

  /** @param {string} text */
  function write(text) {
    area.value = text;
    area.dispatchEvent(new Event("input"));
    area.focus();
  }

  function fit() {
    const length = [...area.value].length;
    const over = length > limit;
    area.setAttribute("aria-invalid", String(over));
    fill(note, over ? words.tooManyCharacters(length, limit) : "");
    note.hidden = !over;
    // A long text is as high as it may be; to measure a million characters takes a second.
    if (length < MEASURED) area.style.setProperty("height", "auto");
    area.style.setProperty("height", `${length < MEASURED ? Math.min(area.scrollHeight + 2, HIGHEST) : HIGHEST}px`);
  }

  let before = area.value;
  area.addEventListener("input", () => {
    if (area.value === before) return; // browsers tell of some changes twice
    before = area.value;
    form.set({ [name]: area.value });
    fit();
    oninput?.();
  });
  requestAnimationFrame(fit);
  const node = element(
    "section",
    { class: "card text-card", "data-field": name },
    element("div", { class: "text-head" }, element("label", { for: id }, label), counter),
    element("div", { class: "text-row" }, area, button),
    note,
    offers?.node,
  );
  const fits = () => [...area.value].length <= limit;
  /** @throws {Refused} for who would send it */
  const check = () => {
    if (!fits()) throw new Refused({ code: "invalid_value", message: words.tooLong, field: name });
  };
  return { node, area, write, fits, check, foldExamples: () => offers?.fold() };
}

/**
 * Texts to begin with, which can be folded away.
 * @param {string[]} examples
 * @param {(text: string) => void} write
 */
function offer(examples, write) {
  const buttons = element(
    "span",
    { class: "offers" },
    examples.map((example) =>
      element(
        "button",
        { type: "button", class: "quiet small", onclick: () => write(example) },
        example.replaceAll("\n", " ⏎ "),
      ),
    ),
  );
  const toggle = element(
    "button",
    { type: "button", class: "plain", "aria-expanded": "true", onclick: () => open(buttons.hidden) },
    words.examplesTitle,
  );
  const open = (/** @type {boolean} */ is) => {
    buttons.hidden = !is;
    toggle.setAttribute("aria-expanded", String(is));
  };
  return { node: element("div", { class: "examples" }, toggle, buttons), fold: () => open(false) };
}

/**
 * How many tokens a prompt is for the model that is chosen, said while it is typed.
 * @param {Form} form
 * @param {Catalog} catalog
 */
export function tokenCounter(form, catalog) {
  const node = element("output", { class: "counter", for: "text-prompt" });
  const asking = new Asking(node, ask);
  let asked = "";

  /** @param {AbortSignal} signal */
  async function ask(signal) {
    const [key, text] = [form.get("model"), form.get("prompt") ?? ""];
    const model = modelCard(catalog, key);
    asked = JSON.stringify([key, text]);
    node.classList.remove("over");
    if (model?.state === "server") return void fill(node); // which says how it cuts a text when it is asked for one
    if (text === "") return void fill(node, words.counter.empty(model?.kind ?? null));
    if (!model || model.state === "remote") return void fill(node, words.counter.remote);
    if (text.length > catalog.limits.prompt_characters) return void fill(node);
    const answer = await askJson("api/tokenize", { text, tokenizers: [key], characters: 1 }, signal).catch((error) => {
      if (error instanceof Refused) return null; // a model whose tokenizer cannot be asked alone
      throw error;
    });
    const tokens = answer?.statistics[0].tokens ?? null;
    const most = model.context_length;
    const over = most !== null && tokens > most;
    node.classList.toggle("over", over);
    fill(node, tokens !== null && term(over ? "context_length" : "token", words.counter.tokens(tokens, most, key)));
  }

  const later = () => {
    if (JSON.stringify([form.get("model"), form.get("prompt") ?? ""]) !== asked) asking.later();
  };
  form.addEventListener("change", later);
  asking.now();
  return { node, draw: () => asking.now(), close: () => asking.close() };
}
