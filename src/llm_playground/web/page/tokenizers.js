// The controls of a tokenizer: one of them, or several side by side.

import { element, fill } from "../../views/kit/dom.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./types").TokenizerCard} TokenizerCard */
/** @typedef {import("./form.js").Form} Form */

const GROUPS = {
  trained: "Trained by you",
  model: "Of a model",
  kind: "One of each kind, trained on stories",
  tiktoken: "OpenAI's, by tiktoken",
};

/**
 * All that can be chosen: what the server lists, and what was trained here last.
 * @param {Form} form
 * @param {Catalog} catalog
 * @returns {TokenizerCard[]}
 */
function offered(form, catalog) {
  const trained = form.get("trained");
  /** @type {TokenizerCard[]} */
  const own = trained ? [{ key: trained, note: "your BPE", group: "trained", at_hand: true }] : [];
  return [...own, ...catalog.tokenizers];
}

/**
 * @param {TokenizerCard} card
 */
function title({ key, note, at_hand }) {
  return [key, note].filter(Boolean).join(" · ") + (at_hand ? "" : " (not on this machine yet)");
}

/**
 * @param {TokenizerCard[]} cards
 */
function options(cards) {
  return Object.entries(GROUPS).map(([group, label]) => {
    const members = cards.filter((card) => card.group === group);
    return (
      members.length > 0 &&
      element(
        "optgroup",
        { label },
        members.map((card) => element("option", { value: card.key }, title(card))),
      )
    );
  });
}

/**
 * Choose one tokenizer.
 * @param {{ form: Form, catalog: Catalog, onchange: () => void }} options
 */
export function tokenizerPicker({ form, catalog, onchange }) {
  const cards = offered(form, catalog);
  if (!cards.some(({ key }) => key === form.get("tokenizer"))) form.set({ tokenizer: catalog.default });
  const select = /** @type {HTMLSelectElement} */ (
    element("select", { name: "tokenizer", "aria-label": "Tokenizer" }, options(cards))
  );
  select.value = form.get("tokenizer");
  select.addEventListener("change", () => {
    form.set({ tokenizer: select.value });
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
  const select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": "Add a tokenizer" }));
  const node = element("div", { class: "picker" }, list, select);

  /** @param {string[]} names */
  function set(names) {
    form.set({ tokenizers: names.join(",") });
    draw();
    onchange();
  }

  function draw() {
    const names = chosen(form);
    fill(
      list,
      names.map((name, index) => {
        const card = cards.find(({ key }) => key === name);
        return element(
          "li",
          {},
          element("b", { class: "letter", "aria-hidden": true }, "ABCDEFGH"[index]),
          element("span", {}, element("span", { class: "name" }, name), card?.note && element("small", {}, card.note)),
          names.length > 1 &&
            element(
              "button",
              {
                type: "button",
                class: "quiet small",
                "aria-label": `Leave out ${name}`,
                onclick: () => set(names.filter((other) => other !== name)),
              },
              "×",
            ),
        );
      }),
    );
    fill(
      select,
      element("option", { value: "" }, "Add a tokenizer …"),
      options(cards.filter(({ key }) => !names.includes(key))),
    );
    select.hidden = names.length >= most;
  }

  select.addEventListener("change", () => set([...chosen(form), select.value]));
  const known = chosen(form).filter((name) => cards.some(({ key }) => key === name));
  form.set({ tokenizers: (known.length > 0 ? known : [catalog.default]).join(",") });
  draw();
  return node;
}
