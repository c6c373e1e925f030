// Whose chat template stands around the prompt of a lane.

import { modelCard, wholeModel } from "../../models.js";
import { words } from "../../words.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../form.js").Form} Form */
/** @typedef {import("../../form.js").Lane} Lane */

/** What a link calls the choices that are no model; @type {Record<string, boolean>} */
const SAID = { own: true, none: false };
const TWIN = "twin";

/**
 * What can be chosen for a model, each with what is written for it. Of two that come to the same one is offered.
 * @param {Catalog} catalog
 * @param {string} key
 * @returns {[string, string][]}
 */
export function templateChoices(catalog, key) {
  const said = words.compare.templates;
  const model = modelCard(catalog, key);
  const kind = model?.kind ?? null;
  const twin = kind === "base" ? (model?.twin ?? null) : null;
  const lenders = catalog.models.filter(
    (each) =>
      each.kind === "instruct" && each.state !== "remote" && ![wholeModel(catalog, key), twin].includes(each.key),
  );
  /** @type {[string, string][]} */
  const choices = [["", said.trained(kind)]];
  if (kind === null) choices.push(["own", said.own]);
  if (kind !== "base") choices.push(["none", said.none]);
  if (twin) choices.push([TWIN, said.twin(twin)]);
  return [...choices, ...lenders.map((each) => /** @type {[string, string]} */ ([each.key, said.of(each.key)]))];
}

/**
 * Whether a model can be asked with a template.
 * @param {Catalog} catalog
 * @param {string} key
 * @param {string} template
 */
export function isTemplateFor(catalog, key, template) {
  if (templateChoices(catalog, key).some(([value]) => value === template)) return true;
  const lender = modelCard(catalog, template);
  return lender !== undefined && lender.kind !== "base" && lender.key !== wholeModel(catalog, key);
}

/**
 * See that the template of a lane is one that its model can be asked with; of another one a notice tells that the model
 * is asked as it was trained. What a link says in other words than the list does is written as it is there.
 * @param {Form} form
 * @param {Lane} lane
 * @param {Catalog} catalog
 */
export function checkTemplate(form, lane, catalog) {
  const template = lane.get("template");
  const key = lane.get("model");
  if (template === undefined || isTemplateFor(catalog, key, template)) return;
  const kind = modelCard(catalog, key)?.kind;
  const isTrained = template === (kind === "base" ? "none" : "own") || template === key;
  if (!isTrained) form.notices.push(words.compare.noTemplate(template, key));
  lane.set({ template: null });
}

/**
 * The model whose chat template stands around the prompt of a lane; null where none does.
 * @param {Lane} lane
 * @param {Catalog} catalog
 */
export function lenderOf(lane, catalog) {
  const [key, template] = [lane.get("model"), lane.get("template")];
  if (template === "none") return null;
  const card = modelCard(catalog, key);
  if (template === TWIN) return card?.twin ?? null;
  if (template === undefined) return card?.kind === "base" ? null : key;
  return template === "own" ? key : template;
}

/**
 * What the server is asked with. Without a template a base model takes a text; messages it is given as their words.
 * @param {Lane} lane
 * @param {Catalog} catalog
 * @param {boolean} [isTalk]  whether the prompt is messages
 * @returns {{ template?: boolean | string }}
 */
export function templateOf(lane, catalog, isTalk = false) {
  const template = lane.get("template");
  if (template !== undefined) return { template: SAID[template] ?? template };
  return isTalk && modelCard(catalog, lane.get("model"))?.kind === "base" ? { template: false } : {};
}
