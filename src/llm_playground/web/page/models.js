// Choosing a model: where it is, how large, whether it continues or answers.

import { element, fill } from "../../views/kit/dom.js";
import { badge } from "../../views/kit/told/badge.js";
import { askCatalog } from "./catalog.js";
import { fetchPanel } from "./fetching.js";
import { loadedPanel } from "./loaded.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./form.js").Lane} Lane */

const news = new EventTarget(); // "learned": more is known of the models; it may have been asked for in another room

/**
 * @param {Catalog} catalog
 * @param {string} key
 */
export function modelCard(catalog, key) {
  return [...catalog.models, ...catalog.rounded].find((each) => each.key === key);
}

/**
 * The model that a key is of, apart from the numbers in which it is loaded.
 * @param {Catalog} catalog
 * @param {string} key  such as "smollm2:int8"
 */
export function wholeModel(catalog, key) {
  const at = catalog.rounded.some((each) => each.key === key) ? key.lastIndexOf(":") : key.length;
  return key.slice(0, at);
}

/**
 * The models that can stand here; of a model from elsewhere the kind is not known before it is loaded.
 * @param {Catalog} catalog
 * @param {"base" | "instruct"} [kind]
 */
export function modelsOf(catalog, kind) {
  return catalog.models.filter((model) => kind === undefined || (model.kind ?? kind) === kind);
}

/**
 * See that the form names models of the server; of another one a notice tells what is taken instead. A model of another
 * kind than this room takes is told if a link asks for it; if it only came along, the other rooms keep it.
 * @param {Form} form
 * @param {Form | Lane} lane
 * @param {Catalog} catalog
 * @param {{ name?: string, kind?: "base" | "instruct" }} [options]
 */
export function checkModel(form, lane, catalog, { name = "model", kind } = {}) {
  const offered = modelsOf(catalog, kind);
  const key = lane.get(name);
  if (key && offered.some((model) => model.key === wholeModel(catalog, key))) return;
  const inOtherNumbers = offered.find((model) => key?.startsWith(`${model.key}:`));
  if (inOtherNumbers) {
    form.notices.push(words.notices.numbers(key, inOtherNumbers.key));
    return lane.set({ [name]: inOtherNumbers.key });
  }
  const instead = (offered.find((model) => model.key === catalog.default) ?? offered[0]).key;
  if (kind && modelCard(catalog, key)) {
    if (form.isLinked(name)) form.notices.push(words.notices.kind(key, kind, instead));
    return form.setHere({ [name]: instead });
  }
  const broken = catalog.broken.find((each) => each.name === key);
  if (broken) form.notices.push(words.notices.broken(broken.why, instead));
  else if (key) form.notices.push(words.notices.model(key, instead));
  lane.set({ [name]: instead });
}

/**
 * After a run: learn what is known of its models by now, where it was not known before. A model that has been fetched
 * is on this machine, and says what it recommends; of one that has been loaded the kind is known.
 * @param {Catalog} catalog
 * @param {string[]} keys
 * @returns {Promise<boolean>}  whether there is anything new to show
 */
export async function learnModels(catalog, keys) {
  const known = keys.map((key) => modelCard(catalog, key));
  if (known.every((model) => !model || (model.loaded && model.kind !== null))) return false;
  return learnAll(catalog);
}

/**
 * Learn what is known of all models by now; those that were trained here come and go.
 * @param {Catalog} catalog
 */
export async function learnAll(catalog) {
  /** @type {Catalog | null} */
  const now = await askCatalog().catch(() => null); // a server that is gone is told by the banner
  if (now) [catalog.free_memory, catalog.free_disk] = [now.free_memory, now.free_disk];
  for (const list of /** @type {const} */ (["models", "rounded"])) {
    // What is new in other numbers has been fetched, so that its files tell in which ones it can be had.
    for (const model of now?.[list] ?? []) {
      const known = modelCard(catalog, model.key);
      if (known) Object.assign(known, model);
      else catalog[list].push(model);
    }
  }
  const isGone = (/** @type {import("./types").ModelCard} */ { key, state }) =>
    state === "trained" && !now?.models.some((model) => model.key === key);
  if (now) catalog.models = catalog.models.filter((model) => !isGone(model));
  if (now) news.dispatchEvent(new Event("learned"));
  return now !== null;
}

/**
 * Hear when more is known of the models.
 * @param {() => void} draw
 * @returns {() => void}  that hears no more
 */
export function whenLearned(draw) {
  news.addEventListener("learned", draw);
  return () => news.removeEventListener("learned", draw);
}

/** Under which heading a model stands. @param {import("./types").ModelCard} model */
function groupOf({ place, state }) {
  return place === "ollama" || place === "lmstudio" ? place : state;
}

/**
 * What lies on the machine of the server and cannot be used here, each with its reason. Of a model that can be fetched it is
 * said there.
 * @param {Catalog} catalog
 */
function brokenModels(catalog) {
  const broken = catalog.broken.filter(({ name }) => !modelCard(catalog, name));
  return element(
    "details",
    { class: "broken", hidden: broken.length === 0 },
    element("summary", {}, words.models.broken(broken.length)),
    element(
      "dl",
      {},
      broken.flatMap(({ name, why }) => [element("dt", {}, name), element("dd", {}, why)]),
    ),
  );
}

/**
 * How the weights of several models were stored, with their names if there are several.
 * @param {Catalog} catalog
 * @param {string[]} keys
 */
export function badgesOf(catalog, keys) {
  const models = [...new Set(keys)];
  return models.map((key) => badge(modelCard(catalog, key)?.quantization, models.length > 1 ? key : undefined));
}

/**
 * A list of models, and below it what is known of the chosen one. `draw` when more is known. `badge` says how its weights
 * were stored; it is for the place where its numbers are shown.
 * @param {{ form: Form | Lane, catalog: Catalog, name?: string, label: string, kind?: "base" | "instruct", onchange?: () => void }} options
 */
export function modelPicker({ form, catalog, name = "model", label, kind, onchange }) {
  const select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": label, name }));
  const tags = element("p", { class: "tags" });
  const says = element("p", { class: "effect" });
  const stored = element("div", { class: "stored" });
  const warning = element("p", { class: "too-large", hidden: true });
  const numbers = numbersPicker({ form, catalog, name, label, onchange: changed });
  const fetch = fetchPanel({ catalog, learn: learnFetched });
  const loaded = loadedPanel({ catalog, learn: relearn });

  async function relearn() {
    await learnAll(catalog);
  }

  /** @param {string} key  of a model that has come, or a part of it */
  async function learnFetched(key) {
    await relearn();
    if (form.get(name) === key && modelCard(catalog, key)?.state !== "remote") onchange?.();
  }

  function tell() {
    const model = modelCard(catalog, form.get(name));
    const facts = model ? words.models.facts(model) : [];
    if (model?.quantization) facts.push(model.quantization);
    if (model?.memory && model.state !== "bundled") facts.push(words.models.memory(model.memory));
    fill(
      tags,
      facts.map((fact) => element("span", { class: "tag" }, fact)),
    );
    fill(says, words.models.says(model?.kind ?? null), model?.why && ` ${model.why}`);
    fill(stored, badge(model?.quantization));
    const tooLarge = model?.memory && !model.loaded && model.memory > catalog.free_memory;
    warning.hidden = !tooLarge;
    fill(warning, tooLarge && words.models.tooLarge(model.memory ?? 0, catalog.free_memory));
    fetch.draw(model);
    loaded.draw();
  }

  function draw() {
    const offered = modelsOf(catalog, kind);
    fill(
      select,
      Object.entries(words.models.groups).map(([group, title]) => {
        const models = offered.filter((model) => groupOf(model) === group);
        const options = models.map((model) => element("option", { value: model.key }, words.models.option(model)));
        return models.length > 0 && element("optgroup", { label: title }, options);
      }),
    );
    select.value = wholeModel(catalog, form.get(name));
    numbers.draw();
    tell();
  }

  function changed() {
    numbers.draw();
    tell();
    onchange?.();
  }

  select.addEventListener("change", () => {
    form.set({ [name]: select.value });
    changed();
  });
  draw();
  const node = element(
    "div",
    { class: "picker", "data-field": name },
    select,
    tags,
    says,
    numbers.node,
    warning,
    fetch.node,
    loaded.node,
    brokenModels(catalog),
  );
  const told = () => (node.isConnected ? draw() : news.removeEventListener("learned", told));
  news.addEventListener("learned", told);
  return { node, draw, badge: stored };
}

/**
 * In which numbers the chosen model is loaded, where there is a choice; float32, unless somebody says otherwise.
 * @param {{ form: Form | Lane, catalog: Catalog, name: string, label: string, onchange: () => void }} options
 */
function numbersPicker({ form, catalog, name, label, onchange }) {
  const select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": words.models.numbersOf(label) }));
  const node = element("label", { class: "numbers" }, element("span", {}, words.models.numbers), select);
  select.addEventListener("change", () => {
    form.set({ [name]: select.value });
    onchange();
  });

  function draw() {
    const whole = wholeModel(catalog, form.get(name));
    const rounded = catalog.rounded.map(({ key }) => key).filter((key) => wholeModel(catalog, key) === whole);
    const choices = [whole, ...rounded];
    node.hidden = rounded.length === 0;
    fill(
      select,
      choices.map((key) => {
        const dtype = key === whole ? "float32" : key.slice(whole.length + 1);
        return element("option", { value: key }, words.models.dtypes[dtype]);
      }),
    );
    select.value = form.get(name);
  }

  return { node, draw };
}
