// The controls of a run: the strategy and its parameters, each with its range and the line on what it does.

import { element, fill } from "../../views/kit/dom.js";
import { chipsKnob } from "./chips.js";
import { bringIntoView } from "./desk.js";
import { label as labelOf } from "./labels.js";
import { presetOrder, readOrder, warpersInUse } from "./order.js";
import { checkBiases, checkOptions, ofField, texts, toField } from "./setting.js";
import { spelling } from "./spelling.js";
import { cannotBeSet, missingStrategies } from "./unable.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./types").ParameterCard} ParameterCard */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./form.js").Lane} Lane */

/**
 * The names that each lane has for itself.
 * @param {Catalog} catalog
 */
export function laneNames(catalog) {
  return ["model", "strategy", "order", ...new Set(catalog.strategies.flatMap(({ parameters }) => parameters))];
}

/**
 * See that a strategy of the form is one of the server, and that what it says of biases and options is such; a notice
 * tells what is taken instead of others.
 * @param {Form} form
 * @param {Form | Lane} lane
 * @param {Catalog} catalog
 */
export function checkStrategy(form, lane, catalog) {
  const given = lane.get("strategy");
  const name = given?.replaceAll("-", "_");
  const known = catalog.strategies.some((strategy) => strategy.name === name);
  const instead = known ? name : "sample";
  if (!known && given) form.notices.push(words.notices.strategy(given, labelOf(instead)));
  if (given !== instead) lane.set({ strategy: instead });
  checkBiases(form, lane, catalog);
  checkOptions(form, lane, catalog);
}

/**
 * What the server is asked for.
 * @param {Form} form
 * @param {Form | Lane} lane
 * @param {Catalog} catalog
 * @returns {import("./types").Run}
 */
export function runRequest(form, lane, catalog) {
  const strategy = lane.get("strategy");
  const kind = catalog.strategies.find((each) => each.name === strategy);
  /** @type {import("./types").Run["parameters"]} */
  const parameters = {};
  for (const parameter of catalog.parameters.filter((each) => kind?.parameters.includes(each.name))) {
    const value = lane.get(parameter.name);
    if (value !== undefined && value !== "") parameters[parameter.name] = ofField(value, parameter);
  }
  const stop = texts(form.get("stop"));
  const seed = form.get("seed") ?? "";
  const order = lane.get("order");
  return {
    model: lane.get("model"),
    prompt: form.get("prompt") ?? "",
    strategy,
    parameters,
    max_new_tokens: Number(form.get("max_new_tokens")),
    seed: kind?.sampled && seed !== "" ? Number(seed) : null, // a strategy that draws nothing takes none
    ...(order && ordered(kind, catalog) && { order: readOrder(order, warpersInUse(lane, catalog), catalog) }),
    ...(stop.length > 0 && { stop }),
    top: 10,
  };
}

/**
 * Whether a strategy takes several warpers, so that their order matters.
 * @param {import("./types").StrategyCard | undefined} strategy
 * @param {Catalog} catalog
 */
function ordered(strategy, catalog) {
  if (!strategy?.sampled) return false; // what draws nothing takes no order
  return catalog.parameters.filter(({ name, warper }) => warper && strategy.parameters.includes(name)).length > 1;
}

/**
 * The strategies as one group of choices, and below it the parameters of the one chosen.
 * @param {{ form: Form | Lane, catalog: Catalog, label?: string, unable?: Record<string, string> }} options  `unable` are
 *   the reasons why strategies and parameters cannot be had of the model
 */
export function strategyPicker({ form, catalog, label = words.strategyTitle, unable = {} }) {
  const group = `strategy-${counter++}`; // radio buttons of two lanes must not share a name
  const effect = element("p", { class: "effect" });
  const knobs = element("div");
  const choices = catalog.strategies.map(({ name }) =>
    element(
      "label",
      { class: "lp-radio" },
      element("input", {
        type: "radio",
        name: group,
        value: name,
        checked: name === form.get("strategy"),
        disabled: name in unable,
      }),
      element("span", {}, labelOf(name)),
    ),
  );
  const set = element("fieldset", { class: "segments" }, element("legend", { class: "lp-unseen" }, label), choices);
  set.addEventListener("change", (event) => {
    const before = form.get("strategy");
    const name = /** @type {HTMLInputElement} */ (event.target).value;
    // What made the old strategy goes with it; what it was combined with stays.
    const own = catalog.strategies.find((strategy) => strategy.name === before)?.defaults ?? {};
    form.set({ ...Object.fromEntries(Object.keys(own).map((parameter) => [parameter, null])), strategy: name });
    draw();
  });

  /**
   * @param {import("../../views/kit/dom.js").Child | import("../../views/kit/dom.js").Child[]} title
   * @param {string[]} names  of what is within: it is open where one of them is set
   * @param {...(HTMLElement[] | HTMLElement | false)} body
   */
  function fold(title, names, ...body) {
    const open = names.some((name) => form.get(name) !== undefined);
    const details = /** @type {HTMLDetailsElement} */ (
      element("details", { class: "more", open }, element("summary", {}, title), body.flat())
    );
    bringIntoView(details);
    return details;
  }

  function draw() {
    const strategy = catalog.strategies.find(({ name }) => name === form.get("strategy")) ?? catalog.strategies[0];
    const own = Object.keys(strategy.defaults); // what makes it this strategy; the others can be combined with it
    const taken = catalog.parameters.filter(({ name }) => strategy.parameters.includes(name));
    const makers = taken.filter(({ name }) => own.includes(name));
    const usual = taken.filter(({ name }) => name === "temperature" && !own.includes(name));
    const more = taken.filter((parameter) => !makers.includes(parameter) && !usual.includes(parameter));
    const groups = [...new Set(more.map(({ group }) => group))].filter((group) => group !== "");
    const missing = Object.entries(strategy.defaults).filter(([name]) => form.get(name) === undefined);
    if (missing.length > 0) form.set(Object.fromEntries(missing.map(([name, value]) => [name, toField(value)])));
    const highest = { num_beams: catalog.limits.num_beams };
    const make = (/** @type {ParameterCard} */ parameter, /** @type {boolean} */ optional) =>
      parameter.name in unable && form.get(parameter.name) === undefined
        ? cannotBeSet(parameter.label, unable[parameter.name])
        : knob({ form, parameter, optional, highest: highest[/** @type {"num_beams"} */ (parameter.name)] });
    /** @param {ParameterCard[]} rows */
    const together = (rows) =>
      rows.length > 1 && !(rows[0].name in unable) ? warperKnobs(form, rows) : make(rows[0], true);
    fill(effect, strategy.effect, strategy.name in unable && ` ${unable[strategy.name]}`);
    fill(
      knobs,
      [
        makers.map((parameter) => make(parameter, false)),
        usual.map((parameter) => make(parameter, true)),
        more.length > 0 &&
          fold(
            words.combine,
            ["order", ...more.map(({ name }) => name)],
            byWarper(more.filter(({ group }) => !group)).map(together),
            ordered(strategy, catalog) && orderPicker(form, catalog),
            groups.length > 0 && element("p", { class: "more-title" }, words.rarer),
            groups.map((group) => {
              const rows = more.filter((parameter) => parameter.group === group);
              const named = byWarper(rows).map(([first]) => first.label);
              const title = [group, element("small", {}, named.join(" · "))];
              return fold(
                title,
                rows.map(({ name }) => name),
                byWarper(rows).map(together),
              );
            }),
          ),
      ].flat(),
    );
  }

  draw();
  return element("div", { "data-field": "strategy" }, set, effect, missingStrategies(unable, catalog), knobs);
}

let counter = 0; // makes ids and names of controls differ from lane to lane

/**
 * The parameters one warper after the other.
 * @param {ParameterCard[]} parameters
 */
function byWarper(parameters) {
  /** @type {Map<string | null, ParameterCard[]>} */
  const rows = new Map();
  for (const parameter of parameters) rows.set(parameter.warper, [...(rows.get(parameter.warper) ?? []), parameter]);
  return [...rows.values()];
}

/**
 * The parameters of one warper, which are switched on and off together by the first of them.
 * @param {Form | Lane} form
 * @param {ParameterCard[]} rows
 */
function warperKnobs(form, rows) {
  const rest = element("div", { class: "knobs-of-one" });
  /** @param {boolean} on */
  function draw(on) {
    const set = rows.map(({ name, default: fresh }) => [name, on ? (form.get(name) ?? toField(fresh ?? "")) : null]);
    form.set(Object.fromEntries(set));
    fill(rest, ...(on ? rows.slice(1).map((parameter) => knob({ form, parameter })) : []));
  }
  // A link may give any of them; the server then takes the others at their defaults, and so they are shown.
  if (rows.some(({ name }) => form.get(name) !== undefined)) draw(true);
  return element("div", {}, knob({ form, parameter: rows[0], optional: true, onswitch: draw }), rest);
}

/**
 * One parameter: a slider, a number, its range, the line on what it does, and a switch if it can be left out.
 * @param {{ form: Form | Lane, parameter: ParameterCard, optional?: boolean, highest?: number, onswitch?: (on: boolean) => void }} options
 */
export function knob({ form, parameter, optional = false, highest = parameter.highest ?? undefined, onswitch }) {
  const { name, lowest, above } = parameter;
  if (parameter.options.length > 0) return optionPicker(form, parameter, optional);
  if (parameter.kind !== "number") return tokensOrTexts(form, parameter);
  const range = parameter.slider ?? { lowest: lowest ?? 0, highest: highest ?? 1, step: 0.01 };
  const title = parameter.label;
  const id = `knob-${name}-${counter++}`;
  const described = { "aria-describedby": `${id}-effect` };
  const number = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "number",
      id,
      name,
      step: parameter.whole ? 1 : "any",
      min: lowest,
      max: highest,
      ...described,
    })
  );
  const slider = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range",
      min: range.lowest,
      max: Math.min(range.highest, highest ?? range.highest),
      step: range.step,
      "aria-label": words.slider(title),
      ...described,
    })
  );
  const toggle =
    optional &&
    /** @type {HTMLInputElement} */ (
      element("input", { type: "checkbox", class: "switch", "aria-label": words.use(title) })
    );
  const node = element(
    "div",
    { class: "knob", "data-field": fieldOf(name) },
    element(
      "div",
      { class: "knob-head" },
      toggle,
      element("label", { for: id }, title),
      element("span", { class: "range" }, words.range(lowest, highest ?? null, above)),
      number,
    ),
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
    slider.value = value ?? String(parameter.default ?? range.lowest);
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
      form.set({ [name]: toggle.checked ? String(parameter.default ?? range.lowest) : null });
      onswitch?.(toggle.checked);
      draw();
    });
  }
  draw();
  return node;
}

/**
 * The chips of a parameter; below each the tokens that it stands for, if it stands for some.
 * @param {Form | Lane} form
 * @param {ParameterCard} parameter
 */
function tokensOrTexts(form, parameter) {
  return chipsKnob({ form, parameter, ...(parameter.as_tokens && { explain: spelling(form, parameter.name) }) });
}

/**
 * Where the server says that this value is wrong.
 * @param {string} name
 */
function fieldOf(name) {
  return name === "max_new_tokens" ? name : `parameters.${name}`;
}

/**
 * @param {Form | Lane} form
 * @param {ParameterCard} parameter
 * @param {boolean} optional  whether it can be left out
 */
function optionPicker(form, { name, label, effect, options, default: fresh }, optional) {
  const choices = options.map(({ value, meaning }) => [String(value), meaning]);
  if (optional) choices.unshift(["", words.off]);
  const value = form.get(name) ?? (optional ? "" : String(fresh));
  return picker(label, name, choices, value, effect, (chosen) => form.set({ [name]: chosen || null }));
}

/**
 * In which order the warpers are applied; absent, it is the first one.
 * @param {Form | Lane} form
 * @param {Catalog} catalog
 */
function orderPicker(form, catalog) {
  const own = form.get("order");
  const find = () => presetOrder(form.get("order"), catalog);
  const choices = catalog.orders.map(({ name }) => [name, name]);
  if (own && !find()) choices.push([own, words.ownOrder(own)]);
  const effect = () => find()?.effect ?? words.ownOrderEffect;
  const node = picker(words.order, "order", choices, own ?? catalog.orders[0].name, effect(), (chosen) => {
    form.set({ order: chosen === catalog.orders[0].name ? null : chosen });
    fill(/** @type {HTMLElement} */ (node.querySelector("small")), effect());
  });
  return node;
}

/**
 * @param {string} title
 * @param {string} name
 * @param {string[][]} choices
 * @param {string} value
 * @param {string} effect
 * @param {(chosen: string) => void} onchange
 */
function picker(title, name, choices, value, effect, onchange) {
  const id = `knob-${name}-${counter++}`;
  const select = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { id, name, "aria-describedby": `${id}-effect` },
      choices.map(([each, text]) => element("option", { value: each }, text)),
    )
  );
  select.value = value;
  select.addEventListener("change", () => onchange(select.value));
  return element(
    "div",
    { class: "knob", "data-field": name === "order" ? name : fieldOf(name) },
    element("div", { class: "knob-head" }, element("label", { for: id }, title)),
    select,
    element("small", { id: `${id}-effect` }, effect),
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
      placeholder: words.newEachTime,
      "aria-describedby": "knob-seed-effect",
    })
  );
  seed.value = form.get("seed") ?? "";
  seed.addEventListener("input", () => form.set({ seed: seed.value === "" ? null : seed.value }));
  const stop = chipsKnob({ form, parameter: find("stop"), field: "stop" });
  const node = element(
    "div",
    {},
    knob({ form, parameter: find("max_new_tokens"), highest: catalog.limits.max_new_tokens }),
    stop,
    element(
      "div",
      { class: "knob", "data-field": "seed" },
      element("div", { class: "knob-head" }, element("label", { for: "knob-seed" }, find("seed").label), seed),
      element("small", { id: "knob-seed-effect" }, `${find("seed").effect} ${words.noSeed}`),
    ),
  );
  /** @param {number} value */
  const keep = (value) => {
    seed.value = String(value);
    form.set({ seed: seed.value });
  };
  /** @param {string[]} texts */
  const endAt = (texts) => {
    form.set({ stop: toField(texts) });
    stop.dispatchEvent(new Event("redraw"));
  };
  return { node, keep, endAt };
}
