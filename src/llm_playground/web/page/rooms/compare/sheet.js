// The behaviour sheet: many prompts, of the package or from a file, to several models; a table that fills while they write.

import view from "../../../../views/behaviour_sheet.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { decimal } from "../../../../views/kit/numbers.js";
import { askEvents, askJson } from "../../api.js";
import { download } from "../../download.js";
import { label } from "../../labels.js";
import { words } from "../../words.js";
import { section } from "../inside/later.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../../../views/types").BehaviourSheet} Sheet */

const STRATEGY = "sample";
const SEEDS = 3;
const LENGTH = 64;
const TYPES = /** @type {Record<string, string>} */ ({ ".csv": "text/csv", ".html": "text/html" });

/**
 * @param {Catalog} catalog
 * @param {(text: string) => void} announce
 */
export function sheetSection(catalog, announce) {
  const said = words.sheet;
  const state = new State({ sheet: null, selected: null, answered: null, busy: false });
  /** @type {{ name: string, text: string } | null} the file that was chosen; null are the prompts of the package */
  let file = null;
  /** @type {AbortController | null} */
  let running = null;
  const atHand = catalog.models.filter(({ state }) => state !== "remote" && state !== "server");
  const boxes = atHand.map(
    ({ key, state }) =>
      /** @type {HTMLInputElement} */ (
        element("input", {
          type: "checkbox",
          class: "switch",
          name: "sheet-model",
          value: key,
          checked: state === "bundled",
        })
      ),
  );
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
    element(
      "fieldset",
      {},
      element("legend", {}, said.models),
      boxes.map((box) => element("label", {}, box, " ", box.value)),
    ),
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
      element("label", {}, said.strategy, strategy),
      element("label", {}, said.seeds, seeds, once),
      element("label", {}, said.length, length),
      go,
    ),
  );
  const node = section(said.title, said.lead, controls, problem, progress, saving, place);
  node.classList.add("sheet-section");
  const unmount = mount(view, place, state);
  place.hidden = true; // until there is a table

  function drawSeeds() {
    const draws = catalog.strategies.find(({ name }) => name === strategy.value)?.sampled ?? true;
    seeds.disabled = !draws;
    once.hidden = draws;
  }

  /** @param {string} message */
  function tell(message) {
    problem.hidden = message === "";
    fill(problem, ...message.split("\n").map((line) => element("span", { class: "sheet-line" }, line)));
  }

  async function choose() {
    const chosen = chooser.files?.[0];
    chooser.value = ""; // so that the same file can be chosen again once it was mended
    if (!chosen) return;
    const read = { name: chosen.name, text: await chosen.text() };
    try {
      const found = await askJson("api/prompts", read);
      file = read;
      fill(source, said.found(read.name, found));
      back.hidden = false;
      tell("");
    } catch (error) {
      tell(sentencesOf(error));
    }
  }

  function takeBundled() {
    file = null;
    fill(source, said.bundled);
    back.hidden = true;
    tell("");
  }

  function request() {
    return {
      models: boxes.filter(({ checked }) => checked).map(({ value }) => value),
      file,
      strategy: strategy.value,
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

  drawSeeds();
  return {
    node,
    close() {
      stop();
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
