// The controls of a run: the model, the strategy and its parameters, each with the line on what it does.

import { element, fill } from "../../views/kit/dom.js";
import { count } from "../../views/kit/numbers.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./types").ParameterCard} ParameterCard */
/** @typedef {import("./form.js").Form} Form */

// Where a slider begins and ends. The number field beside it takes every legal value.
/** @type {Record<string, { from: number, to: number, step: number }>} */
const SLIDERS = {
  temperature: { from: 0, to: 2, step: 0.05 },
  top_k: { from: 1, to: 100, step: 1 },
  top_p: { from: 0, to: 1, step: 0.01 },
  min_p: { from: 0, to: 0.5, step: 0.01 },
  typical_p: { from: 0.05, to: 1, step: 0.01 },
  repetition_penalty: { from: 0.8, to: 2, step: 0.05 },
  num_beams: { from: 1, to: 8, step: 1 },
  length_penalty: { from: -2, to: 2, step: 0.1 },
  max_new_tokens: { from: 1, to: 200, step: 1 },
};
const EARLY_STOPPING = [
  ["false", "when no gain is likely"],
  ["true", "at once"],
  ["never", "when no gain is possible"],
];

/** @param {string} name  of a strategy or parameter */
export function readable(name) {
  const words = name.replaceAll("_", " ").replace(/\b(top|min|typical) (?=[kp]\b)/, "$1-");
  return { max_new_tokens: "New tokens", num_beams: "Beams" }[name] ?? words[0].toUpperCase() + words.slice(1);
}

/**
 * @param {Form} form
 * @param {Catalog} catalog
 * @param {string} prefix  of this lane's names in the form
 */
export function strategyRequest(form, catalog, prefix = "") {
  const strategy = form.get(`${prefix}strategy`);
  const card = catalog.strategies.find(({ name }) => name === strategy);
  /** @type {Record<string, number | boolean | string>} */
  const parameters = {};
  for (const name of card?.parameters ?? []) {
    const value = form.get(prefix + name);
    if (value === undefined || value === "") continue;
    parameters[name] = name === "early_stopping" ? (value === "never" ? value : value === "true") : Number(value);
  }
  const seed = form.get("seed") ?? "";
  // A strategy that draws nothing takes no seed; the field keeps it for the others.
  return {
    model: form.get(`${prefix}model`),
    strategy,
    parameters,
    seed: card?.sampled && seed !== "" ? Number(seed) : null,
  };
}

/** @param {Form} form */
export function runLimits(form) {
  return { max_new_tokens: Number(form.get("max_new_tokens")) };
}

/**
 * @param {string} title
 * @param {...HTMLElement} children
 */
export function card(title, ...children) {
  return element("section", { class: "card" }, element("h2", {}, title), children);
}

/**
 * @param {Catalog} catalog
 * @param {string} key
 */
export function modelCard(catalog, key) {
  return catalog.models.find((each) => each.key === key);
}

/** @param {number} n */
function rounded(n) {
  return n >= 1e9 ? `${(n / 1e9).toFixed(1)} B` : n >= 1e6 ? `${(n / 1e6).toFixed(n < 1e7 ? 1 : 0)} M` : count(n);
}

/**
 * @param {{ form: Form, catalog: Catalog, name?: string, label: string, kind?: "base" | "instruct", onchange?: () => void }} options
 */
export function modelPicker({ form, catalog, name = "model", label, kind, onchange }) {
  const groups = {
    bundled: "Ships with this package",
    named: "Named at the start of the server",
    cached: "On this machine",
    remote: "Downloaded when first used",
  };
  const offered = catalog.models.filter((model) => kind === undefined || (model.kind ?? kind) === kind);
  const select = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { "aria-label": label, name },
      Object.entries(groups).map(([state, title]) => {
        const models = offered.filter((model) => model.state === state);
        return (
          models.length > 0 &&
          element(
            "optgroup",
            { label: title },
            models.map((model) => element("option", { value: model.key }, `${model.key} · ${model.note}`)),
          )
        );
      }),
    )
  );
  if (!offered.some(({ key }) => key === form.get(name))) {
    const fallback = offered.some(({ key }) => key === catalog.default) ? catalog.default : offered[0]?.key;
    form.set({ [name]: fallback });
  }
  select.value = form.get(name);
  const tags = element("p", { class: "tags" });
  const says = element("p", { class: "effect" });
  const draw = () => {
    const model = modelCard(catalog, select.value);
    fill(
      tags,
      model && [
        model.kind && element("span", { class: "tag" }, model.kind),
        model.parameters && element("span", { class: "tag" }, `${rounded(model.parameters)} parameters`),
        model.licence && element("span", { class: "tag" }, model.licence),
        model.state === "remote" &&
          model.download_megabytes &&
          element("span", { class: "tag" }, `${count(model.download_megabytes)} MB to download`),
      ],
    );
    const kinds = { base: "It continues the text.", instruct: "It answers: its chat template goes around the prompt." };
    fill(says, model?.kind ? kinds[model.kind] : "Base or instruct: that shows when it is loaded.");
  };
  select.addEventListener("change", () => {
    form.set({ [name]: select.value });
    draw();
    onchange?.();
  });
  draw();
  return element("div", { class: "picker" }, select, tags, says);
}

/**
 * The strategies as one group of choices, and below it the parameters of the one chosen.
 * @param {{ form: Form, catalog: Catalog, prefix?: string, label?: string }} options
 */
export function strategyPicker({ form, catalog, prefix = "", label = "Strategy" }) {
  const effect = element("p", { class: "effect" });
  const knobs = element("div");
  const choices = catalog.strategies.map(({ name }) =>
    element(
      "label",
      {},
      element("input", {
        type: "radio",
        name: `${prefix}strategy`,
        value: name,
        checked: name === form.get(`${prefix}strategy`),
      }),
      element("span", {}, readable(name)),
    ),
  );
  const group = element("fieldset", { class: "segments" }, element("legend", { class: "lp-unseen" }, label), choices);
  group.addEventListener("change", (event) => {
    const before = form.get(`${prefix}strategy`);
    const name = /** @type {HTMLInputElement} */ (event.target).value;
    // What made the old strategy goes with it; what it was combined with stays.
    const own = catalog.strategies.find((strategy) => strategy.name === before)?.defaults ?? {};
    const gone = Object.fromEntries(Object.keys(own).map((parameter) => [prefix + parameter, null]));
    form.set({ ...gone, [`${prefix}strategy`]: name });
    draw();
  });

  function draw() {
    const strategy =
      catalog.strategies.find(({ name }) => name === form.get(`${prefix}strategy`)) ?? catalog.strategies[0];
    const own = Object.keys(strategy.defaults); // what makes it this strategy; the others can be combined with it
    const taken = catalog.parameters.filter(({ name }) => strategy.parameters.includes(name));
    const makers = taken.filter(({ name }) => own.includes(name));
    const usual = taken.filter(({ name }) => name === "temperature");
    const more = taken.filter(({ name }) => name !== "temperature" && !own.includes(name));
    for (const [name, value] of Object.entries(strategy.defaults)) {
      if (form.get(prefix + name) === undefined) form.set({ [prefix + name]: String(value) });
    }
    fill(effect, strategy.effect);
    const optional = (/** @type {ParameterCard} */ parameter) =>
      knob({ form, parameter, name: prefix + parameter.name, optional: true });
    fill(
      knobs,
      [
        makers.map((parameter) => knob({ form, parameter, name: prefix + parameter.name })),
        usual.map(optional),
        more.length > 0 &&
          element(
            "details",
            { class: "more", open: more.some(({ name }) => form.get(prefix + name) !== undefined) },
            element("summary", {}, "Combine with more"),
            more.map(optional),
          ),
      ].flat(),
    );
  }

  draw();
  return element("div", {}, group, effect, knobs);
}

/**
 * One parameter: a slider, a number, the line on what it does, and a switch if it can be left out.
 * @param {{ form: Form, parameter: ParameterCard, name: string, optional?: boolean, highest?: number }} options
 */
export function knob({ form, parameter, name, optional = false, highest }) {
  if (parameter.name === "early_stopping") return earlyStopping(form, parameter, name);
  const range = SLIDERS[parameter.name] ?? { from: 0, to: 1, step: 0.01 };
  const title = readable(parameter.name);
  const id = `knob-${name}`;
  const described = { "aria-describedby": `${id}-effect` };
  const number = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "number",
      id,
      name,
      step: parameter.whole ? 1 : "any",
      min: parameter.lowest,
      max: highest ?? parameter.highest,
      ...described,
    })
  );
  const slider = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range",
      min: range.from,
      max: Math.min(range.to, highest ?? range.to),
      step: range.step,
      "aria-label": `${title}, slider`,
      ...described,
    })
  );
  const toggle =
    optional &&
    /** @type {HTMLInputElement} */ (
      element("input", { type: "checkbox", class: "switch", "aria-label": `Use ${title}` })
    );
  const node = element(
    "div",
    { class: "knob" },
    element("div", { class: "knob-head" }, toggle, element("label", { for: id }, title), number),
    slider,
    element("small", { id: `${id}-effect`, title: parameter.hint }, parameter.effect),
  );

  function draw() {
    const value = form.get(name);
    const on = value !== undefined;
    if (toggle) toggle.checked = on;
    node.classList.toggle("off", !on);
    number.disabled = slider.disabled = !on;
    number.value = value ?? "";
    slider.value = value ?? String(parameter.default ?? range.from);
  }

  number.addEventListener("input", () => {
    if (number.value === "") return;
    form.set({ [name]: number.value });
    slider.value = number.value;
  });
  number.addEventListener("change", draw);
  slider.addEventListener("input", () => {
    form.set({ [name]: slider.value });
    number.value = slider.value;
  });
  if (toggle) {
    toggle.addEventListener("change", () => {
      form.set({ [name]: toggle.checked ? String(parameter.default ?? range.from) : null });
      draw();
    });
  }
  draw();
  return node;
}

/**
 * @param {Form} form
 * @param {ParameterCard} parameter
 * @param {string} name
 */
function earlyStopping(form, parameter, name) {
  const id = `knob-${name}`;
  const select = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { id, name, "aria-describedby": `${id}-effect` },
      EARLY_STOPPING.map(([value, text]) => element("option", { value }, text)),
    )
  );
  select.value = form.get(name) ?? "false";
  select.addEventListener("change", () => form.set({ [name]: select.value }));
  return element(
    "div",
    { class: "knob" },
    element("div", { class: "knob-head" }, element("label", { for: id }, "Ends early")),
    select,
    element("small", { id: `${id}-effect` }, parameter.effect),
  );
}

/**
 * How many tokens, and the seed.
 * @param {{ form: Form, catalog: Catalog }} options
 */
export function lengthAndSeed({ form, catalog }) {
  const find = (/** @type {string} */ name) =>
    /** @type {ParameterCard} */ (catalog.parameters.find((each) => each.name === name));
  const seed = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "number",
      id: "knob-seed",
      name: "seed",
      min: 0,
      step: 1,
      placeholder: "new each time",
      "aria-describedby": "knob-seed-effect",
    })
  );
  seed.value = form.get("seed") ?? "";
  seed.addEventListener("input", () => form.set({ seed: seed.value === "" ? null : seed.value }));
  const node = element(
    "div",
    {},
    knob({ form, parameter: find("max_new_tokens"), name: "max_new_tokens", highest: catalog.limits.max_new_tokens }),
    element(
      "div",
      { class: "knob" },
      element("div", { class: "knob-head" }, element("label", { for: "knob-seed" }, "Seed"), seed),
      element("small", { id: "knob-seed-effect" }, `${find("seed").effect} Empty: new ones each time.`),
    ),
  );
  /** @param {number} value */
  const keep = (value) => {
    seed.value = String(value);
    form.set({ seed: seed.value });
  };
  return { node, keep };
}
