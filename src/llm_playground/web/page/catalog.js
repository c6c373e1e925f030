// What there is to choose from. The server tells it in English; what a name means stands in the words of another language.

import { language } from "../../views/kit/language.js";
import { askJson } from "./api.js";

/** @typedef {import("./types").Catalog} Catalog */

/** @returns {Promise<Catalog>} */
export async function askCatalog() {
  /** @type {Catalog} */
  const catalog = await askJson("api/catalog");
  if (language === "en") return catalog;
  /** @type {{ catalog: import("./types").CatalogWords }} */
  const { catalog: said } = await import(`./words/catalog/${language}.js`);
  for (const list of [catalog.models, catalog.rounded, catalog.tokenizers])
    for (const each of list) each.note = said.notes[each.note] ?? each.note;
  for (const strategy of catalog.strategies) Object.assign(strategy, said.strategies[strategy.name]);
  for (const order of catalog.orders) Object.assign(order, said.orders[order.name]);
  for (const preset of catalog.presets) Object.assign(preset, said.presets[preset.name]);
  for (const parameter of catalog.parameters) {
    const { options = {}, ...rest } = said.parameters[parameter.name];
    const [group, legal] = [said.groups[parameter.group] ?? "", said.legal[parameter.legal]];
    Object.assign(parameter, rest, { group, legal });
    for (const option of parameter.options) option.meaning = options[String(option.value)];
  }
  return catalog;
}
