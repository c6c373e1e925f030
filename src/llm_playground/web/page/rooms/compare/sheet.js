// The behaviour sheet: many prompts, of the package or from a file, to several models or to the lanes as they are set; a
// table that fills while they write.

import view from "../../../../views/behaviour_sheet.js";
import { choice } from "../../../../views/kit/choice.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { decimal } from "../../../../views/kit/numbers.js";
import { askEvents, askJson } from "../../api.js";
import * as doors from "../../doors.js";
import { download } from "../../download.js";
import { label } from "../../labels.js";
import { LETTERS } from "../../lane.js";
import { modelCard, whenLearned } from "../../models.js";
import { orderOf } from "../../order.js";
import { words } from "../../words.js";
import { section } from "../inside/later.js";
import { besideIt } from "./presets.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../types").Run} Run */
/** @typedef {import("../../../../views/types").BehaviourSheet} Sheet */
/** @typedef {import("../../../../views/types").SheetAnswer} Answer */

const STRATEGY = "sample";
const SEEDS = 3;
const LENGTH = 64;
const TYPES = /** @type {Record<string, string>} */ ({ ".csv": "text/csv", ".html": "text/html" });

/**
 * @param {import("../../form.js").Form} form  holds whom to ask
 * @param {Catalog} catalog
 * @param {(text: string) => void} announce
 * @param {() => { runs: Run[], own: boolean }} lanes  as they would be asked now, and whether each has its own strategy
 */
export function sheetSection(form, catalog, announce, lanes) {
  const said = words.sheet;
  const state = new State({ sheet: null, selected: null, answered: null, busy: false, doors: waysFrom });
  /** @type {{ name: string, text: string } | null} the file that was chosen; null are the prompts of the package */
  let file = null;
  let chosen = 0; // how often prompts were chosen: what comes of an earlier choice comes too late
  /** @type {AbortController | null} */
  let running = null;
  /** @type {HTMLInputElement[]} */
  let boxes = [];
  const whom = choice(said.whom, Object.entries(said.askable), (value) => {
    form.set({ sheet: value === "lanes" ? value : null });
    tellLanes();
  });
  const ofLanes = element("p", { class: "effect" });
  const models = element("fieldset");
  const chooser = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "file",
      id: "sheet-file",
      class: "lp-unseen",
      accept: ".txt,.csv,.jsonl,.ndjson",
      onchange: choose,
    })
  );
  const own = element(
    "span",
    { class: "file" },
    chooser,
    element("label", { for: "sheet-file", class: "quiet small" }, said.own),
  );
  const source = element("span", { class: "sheet-source" }, said.bundled);
  const back = element(
    "button",
    { type: "button", class: "quiet small", hidden: true, onclick: takeBundled },
    said.back,
  );
  const strategy = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { name: "sheet-strategy", onchange: drawSeeds },
      catalog.strategies.map(({ name }) =>
        element("option", { value: name, selected: name === STRATEGY }, label(name)),
      ),
    )
  );
  const strategyOf = element("label", {}, said.strategy, strategy);
  const seeds = numberOf("sheet-seeds", SEEDS, 1, catalog.limits.sheet_seeds);
  const once = element("small", { hidden: true }, said.oneAnswer);
  const length = numberOf("sheet-length", LENGTH, 1, catalog.limits.max_new_tokens);
  const go = element("button", { type: "button", class: "quiet", onclick: () => (running ? stop() : run()) }, said.go);
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const progress = element("p", { class: "effect sheet-progress", role: "status" });
  const saving = element(
    "div",
    { class: "sheet-saving", hidden: true },
    element("button", { type: "button", class: "quiet small", onclick: () => save(".csv") }, said.csv),
    element("button", { type: "button", class: "quiet small", onclick: () => save(".html") }, said.html),
  );
  const place = element("div");
  const controls = element(
    "div",
    { class: "sheet-controls" },
    element("div", { class: "lp-view" }, whom.node),
    ofLanes,
    models,
    element(
      "fieldset",
      {},
      element("legend", {}, said.prompts),
      element("p", {}, source, " ", own, " ", back),
      element("p", { class: "effect" }, said.forms),
    ),
    element(
      "div",
      { class: "sheet-numbers" },
      strategyOf,
      element("label", {}, said.seeds, seeds, once),
      element("label", {}, said.length, length),
      go,
    ),
  );
  const node = section(said.title, said.lead, controls, problem, progress, saving, place);
  node.classList.add("sheet-section");
  const unmount = mount(view, place, state);
  place.hidden = true; // until there is a table

  const asksLanes = () => form.get("sheet") === "lanes";

  /** The models that are at hand, those chosen that were. */
  function drawModels() {
    const before = new Map(boxes.map(({ value, checked }) => [value, checked]));
    const atHand = catalog.models.filter(({ state }) => state !== "remote" && state !== "server");
    boxes = atHand.map(({ key, state }) => {
      const checked = before.get(key) ?? state === "bundled";
      const box = element("input", { type: "checkbox", class: "switch", name: "sheet-model", value: key, checked });
      return /** @type {HTMLInputElement} */ (box);
    });
    fill(
      models,
      element("legend", {}, said.models),
      boxes.map((box) => element("label", {}, box, " ", box.value)),
    );
  }

  /** What would be asked of the lanes, or of models. */
  function tellLanes() {
    whom.mark(asksLanes() ? "lanes" : "models");
    ofLanes.hidden = !asksLanes();
    models.hidden = strategyOf.hidden = asksLanes();
    const { runs, own } = lanes();
    const named = runs.map(({ model }, at) => `${LETTERS[at]} (${model})`);
    fill(ofLanes, said.lanes(named, label(runs[0].strategy), own));
    drawSeeds();
  }

  function drawSeeds() {
    const now = asksLanes() ? lanes().runs[0].strategy : strategy.value;
    const draws = catalog.strategies.find(({ name }) => name === now)?.sampled ?? true;
    seeds.disabled = !draws;
    once.hidden = draws;
  }

  /** @param {string} message */
  function tell(message) {
    problem.hidden = message === "";
    fill(problem, ...message.split("\n").map((line) => element("span", { class: "sheet-line" }, line)));
  }

  async function choose() {
    const given = chooser.files?.[0];
    chooser.value = ""; // so that the same file can be chosen again once it was mended
    if (!given) return;
    const mine = ++chosen;
    const bytes = await given.arrayBuffer();
    if (mine !== chosen) return;
    let text = "";
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      tell(said.notUTF8(given.name));
      return;
    }
    const read = { name: given.name, text };
    try {
      const found = await askJson("api/prompts", read);
      if (mine !== chosen) return;
      file = read;
      fill(source, said.found(read.name, found));
      back.hidden = false;
      tell("");
    } catch (error) {
      if (mine === chosen) tell(sentencesOf(error));
    }
  }

  function takeBundled() {
    chosen += 1;
    file = null;
    fill(source, said.bundled);
    back.hidden = true;
    tell("");
  }

  /** Which columns there are, and how their tokens are chosen. */
  function columns() {
    if (!asksLanes())
      return { models: boxes.filter(({ checked }) => checked).map(({ value }) => value), strategy: strategy.value };
    const { runs } = lanes();
    const [{ strategy: common, parameters, order, stop }] = runs;
    return {
      models: runs.map(({ model }) => model),
      templates: runs.map(({ template = null }) => template),
      ...{ strategy: common, parameters, order, stop },
    };
  }

  function request() {
    return {
      ...columns(),
      file,
      seeds: seeds.disabled ? null : Number(seeds.value),
      max_new_tokens: Number(length.value),
    };
  }

  async function run() {
    const asked = request();
    if (asked.models.length === 0) return tell(said.noModel);
    for (const input of [seeds, length]) if (!input.disabled && !input.reportValidity()) return;
    const mine = (running = new AbortController());
    const started = performance.now();
    tell("");
    fill(go, words.stop);
    fill(progress, words.waiting);
    announce(words.generating);
    try {
      for await (const { event, data } of askEvents("api/behaviour-sheet", asked, mine.signal))
        hear(event, data, started);
    } catch (error) {
      if (mine.signal.aborted) fill(progress, said.stopped);
      else {
        fill(progress);
        tell(sentencesOf(error));
      }
    } finally {
      if (running === mine) running = null;
      fill(go, said.go);
      state.set("busy", false);
      announce(progress.textContent ?? "");
    }
  }

  /**
   * @param {string} event
   * @param {any} data
   * @param {number} started
   */
  function hear(event, data, started) {
    const sheet = /** @type {Sheet} */ (state.get("sheet"));
    if (event === "sheet") {
      state.apply({ sheet: data.sheet, selected: null, busy: true });
      place.hidden = saving.hidden = false;
    } else if (event === "loading") fill(progress, data.message);
    else if (event === "column") {
      sheet.models[data.number] = data.model;
      state.set("sheet", { ...sheet });
    } else if (event === "writing")
      fill(progress, said.writing(sheet.models[data.number].model, data.done, data.asked));
    else if (event === "answered") {
      sheet.rows[data.prompt][data.number] = data.cell;
      sheet.tallies[data.number] = data.tallies;
      sheet.totals[data.number] = data.total;
      state.set("answered", data);
    } else if (event === "filled") {
      const answers = /** @type {Sheet} */ (data).rows.flat().reduce((sum, cell) => sum + cell.answers.length, 0);
      state.apply({ sheet: data, busy: false });
      fill(progress, said.done(answers, decimal((performance.now() - started) / 1000, 1)));
    } else if (event === "error") {
      fill(progress);
      tell(data.message);
    }
  }

  function stop() {
    running?.abort();
  }

  /** @param {string} ending */
  async function save(ending) {
    try {
      const { text } = await askJson("api/save-sheet", { sheet: JSON.stringify(state.get("sheet")), ending });
      download(text, `behaviour-sheet${ending}`, TYPES[ending]);
      tell("");
    } catch (error) {
      tell(sentencesOf(error));
    }
  }

  /**
   * From an answer to the room that writes the same text.
   * @param {{ prompt: number, number: number, answer: Answer }} place
   */
  function waysFrom({ prompt, number, answer }) {
    const { models, prompts, order, stop, ...settings } = /** @type {Sheet} */ (state.get("sheet"));
    const { model, template } = models[number];
    const { said } = prompts[prompt];
    const roles = /** @type {const} */ (["user", "assistant"]);
    const asked = said.length === 1 ? said[0] : said.map((content, turn) => ({ role: roles[turn % 2], content }));
    const run = /** @type {Run} */ ({
      ...{ model, prompt: asked, seed: answer.seed },
      ...{ strategy: settings.strategy, parameters: settings.parameters, max_new_tokens: settings.max_new_tokens },
      ...{ order: orderOf(order, catalog) ?? undefined, stop: stop.length > 0 ? stop : undefined },
    });
    const recording = { run, started: { seed: answer.seed }, steps: [] };
    const card = modelCard(catalog, model);
    const isTrained = template === (card?.kind === "base" ? null : model);
    if (isTrained && typeof asked === "string") return [doors.wholeText(recording, words.doors.playground)];
    const chosen = template === null ? "none" : template === card?.twin ? "twin" : template;
    return [doors.compared(recording, isTrained ? null : chosen, besideIt(catalog, model))];
  }

  if (form.get("sheet") !== "lanes") form.set({ sheet: null });
  drawModels();
  tellLanes();
  const forget = whenLearned(drawModels);
  return {
    node,
    /** The lanes are set in another way. */
    tell: tellLanes,
    close() {
      stop();
      forget();
      unmount();
    },
  };
}

/** What is wrong, a line each. @param {unknown} error */
function sentencesOf(error) {
  const { problems } = /** @type {{ problems?: { message: string }[] }} */ (error ?? {});
  if (problems) return problems.map(({ message }) => message).join("\n");
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {string} name
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function numberOf(name, value, min, max) {
  return /** @type {HTMLInputElement} */ (
    element("input", { type: "number", name, value, min, max, step: 1, required: true })
  );
}
