// The controls of a tokenizer: one of them, or several side by side.

import { element, fill } from "../../views/kit/dom.js";
import { letterBadge } from "../../views/kit/told/letter.js";
import { modelCard } from "./models.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./types").TokenizerCard} TokenizerCard */
/** @typedef {import("./form.js").Form} Form */

/**
 * The tokenizer that is chosen: the model's, unless another one was taken.
 * @param {Form} form
 */
export function tokenizer(form) {
  return form.get("tokenizer") || form.get("model");
}

/**
 * Whether the chosen tokenizer is that of the chosen model, so that the model reads what is shown.
 * @param {Form} form
 * @param {Catalog} catalog
 */
export function isOfModel(form, catalog) {
  return tokenizer(form) === form.get("model") && modelCard(catalog, form.get("model")) !== undefined;
}

/**
 * All that can be chosen: what the server lists, what was trained here last, and the tokenizer of the chosen model, which
 * is not in the list if another model has the same one.
 * @param {Form} form
 * @param {Catalog} catalog
 * @returns {TokenizerCard[]}
 */
function offered(form, catalog) {
  const trained = form.get("trained");
  /** @type {TokenizerCard[]} */
  const own = trained ? [{ key: trained, note: words.yourBpe, group: "trained", at_hand: true }] : [];
  const model = modelCard(catalog, form.get("model"));
  if (model && model.state !== "server" && !catalog.tokenizers.some(({ key }) => key === model.key))
    own.push({ key: model.key, note: "", group: "model", at_hand: model.state !== "remote" });
  return [...own, ...catalog.tokenizers];
}

/**
 * See that the form names tokenizers of the server; a notice tells what is taken instead of others.
 * @param {Form} form
 * @param {Catalog} catalog
 */
export function checkTokenizer(form, catalog) {
  const keys = offered(form, catalog).map(({ key }) => key);
  const name = tokenizer(form);
  if (!keys.includes(name)) {
    const instead = keys.includes(form.get("model")) ? form.get("model") : catalog.default;
    form.notices.push(words.notices.tokenizer(name, instead));
    form.set({ tokenizer: instead });
  }
  const known = chosen(form).filter((each) => keys.includes(each));
  for (const gone of chosen(form).filter((each) => !known.includes(each)))
    form.notices.push(words.notices.tokenizers(gone));
  form.set({ tokenizers: (known.length > 0 ? known : [catalog.default]).join(",") });
}

/** @param {TokenizerCard[]} cards */
function options(cards) {
  return Object.entries(words.tokenizerGroups).map(([group, label]) => {
    const members = cards.filter((card) => card.group === group);
    return (
      members.length > 0 &&
      element(
        "optgroup",
        { label },
        members.map((card) => element("option", { value: card.key }, words.tokenizerOption(card))),
      )
    );
  });
}

/**
 * Choose one tokenizer. That of the chosen model is kept as such: it changes with the model.
 * @param {{ form: Form, catalog: Catalog, onchange: () => void }} options
 */
export function tokenizerPicker({ form, catalog, onchange }) {
  const select = /** @type {HTMLSelectElement} */ (
    element("select", { name: "tokenizer", "aria-label": words.tokenizer }, options(offered(form, catalog)))
  );
  select.value = tokenizer(form);
  select.addEventListener("change", () => {
    form.set({ tokenizer: select.value === form.get("model") ? "" : select.value });
    onchange();
  });
  return element("div", { class: "picker" }, select);
}

/**
 * The tokenizers that are chosen for a comparison.
 * @param {Form} form
 */
export function chosen(form) {
  return form.get("tokenizers").split(",").filter(Boolean);
}

/**
 * Choose several tokenizers: a list to take from, and one more to add.
 * @param {{ form: Form, catalog: Catalog, onchange: () => void }} options
 */
export function tokenizersPicker({ form, catalog, onchange }) {
  const most = catalog.limits.tokenizers;
  const cards = offered(form, catalog);
  const list = element("ul", { class: "chosen" });
  const select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": words.addTokenizer }));
  const node = element("div", { class: "picker" }, list, select);

  /** @param {string[]} names */
  function set(names) {
    form.set({ tokenizers: names.join(",") });
    draw();
    onchange();
  }

  /**
   * @param {string} name
   * @param {number} index
   * @param {string[]} names
   */
  function line(name, index, names) {
    const card = cards.find(({ key }) => key === name);
    const leaveOut = () => set(names.filter((other) => other !== name));
    return element(
      "li",
      {},
      letterBadge("ABCDEFGH"[index], { spoken: false }),
      element("span", {}, element("span", { class: "name" }, name), card?.note && element("small", {}, card.note)),
      names.length > 1 &&
        element(
          "button",
          { type: "button", class: "quiet small", "aria-label": words.leaveOut(name), onclick: leaveOut },
          "×",
        ),
    );
  }

  function draw() {
    const names = chosen(form);
    fill(list, names.map(line));
    fill(
      select,
      element("option", { value: "" }, words.addTokenizerPrompt),
      options(cards.filter(({ key }) => !names.includes(key))),
    );
    select.hidden = names.length >= most;
  }

  select.addEventListener("change", () => set([...chosen(form), select.value]));
  draw();
  return node;
}
