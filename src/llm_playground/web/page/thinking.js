// Whether a model is to think before it answers: an option of the chat templates that know it.

import { choice } from "../../views/kit/choice.js";
import { element } from "../../views/kit/dom.js";
import { modelCard } from "./models.js";
import { words } from "./words.js";

/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./types").Catalog} Catalog */

/** What a link calls the answers; without one the template decides. @type {Record<string, boolean>} */
const SAID = { on: true, off: false };

/**
 * The choice, kept in the form; it is there as long as one of the templates in use knows the option.
 * @param {{ form: Form, catalog: Catalog, lenders: () => (string | null)[] }} options  `lenders` are the models whose
 *   chat templates are used
 */
export function thinkingChoice({ form, catalog, lenders }) {
  const said = words.thinking;
  const given = form.get("thinking");
  if (given !== undefined && !(given in SAID)) {
    form.notices.push(words.notices.choice(said.title, given, said.choices[0][1]));
    form.set({ thinking: null });
  }
  const one = choice(said.title, said.choices, (value) => form.set({ thinking: value || null }));
  const node = element(
    "section",
    { class: "card thinking lp-view" },
    one.node,
    element("p", { class: "effect" }, said.effect),
  );

  function draw() {
    node.hidden = !lenders().some((key) => knowsThinking(catalog, key));
    one.mark(form.get("thinking") ?? "");
  }

  draw();
  return { node, draw };
}

/**
 * What the chat template of a model is told, if it knows the option and somebody has chosen.
 * @param {Form} form
 * @param {Catalog} catalog
 * @param {string | null} lender  the model whose template it is
 * @returns {{ template_options?: { enable_thinking: boolean } }}
 */
export function thinkingOf(form, catalog, lender) {
  const chosen = form.get("thinking");
  if (chosen === undefined || !knowsThinking(catalog, lender)) return {};
  return { template_options: { enable_thinking: SAID[chosen] } };
}

/**
 * @param {Catalog} catalog
 * @param {string | null} lender
 */
function knowsThinking(catalog, lender) {
  return lender !== null && (modelCard(catalog, lender)?.thinks ?? false);
}
