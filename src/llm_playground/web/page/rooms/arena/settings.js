// The lanes as they are set: where to start from, a line for each lane that opens to its model, strategy and seed.

import { element, fill } from "../../../../views/kit/dom.js";
import { letterBadge } from "../../../../views/kit/told/letter.js";
import { bringIntoView, card } from "../../desk.js";
import { label as labelOf } from "../../labels.js";
import { badgesOf, modelPicker } from "../../models.js";
import { strategyCard } from "../../recommended.js";
import { words } from "../../words.js";
import { LETTERS } from "./letters.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../form.js").Form} Form */
/** @typedef {import("../../form.js").Lane} Lane */

const APART = 100; // from the own seed of one lane to that of the next, so that no two texts share one

/**
 * @param {{ form: Form, catalog: Catalog, names: string[], endAt: (texts: string[]) => void }} options  `names` are what
 *   each lane has for itself, and `endAt` sets the stop strings of all of them
 */
export function laneList({ form, catalog, names, endAt }) {
  const rows = element("div", { class: "lane-rows" });
  const more = element("button", { type: "button", class: "quiet small", onclick: add }, words.arena.add);
  const stored = element("div", { class: "stored" });
  const starts = element("div", { class: "presets" });
  const same = /** @type {HTMLInputElement} */ (
    element("input", { type: "checkbox", class: "switch", id: "same-seed", "aria-describedby": "same-seed-effect" })
  );
  same.addEventListener("change", () => {
    const base = Number(form.get("seed") || 0);
    form.lanes.forEach((lane, at) => lane.set({ own_seed: same.checked ? null : String(base + APART * at) }));
    draw();
  });
  const sameSeed = element(
    "div",
    { class: "knob" },
    element("div", { class: "knob-head" }, same, element("label", { for: "same-seed" }, words.arena.sameSeed)),
    element("small", { id: "same-seed-effect" }, words.arena.sameSeedEffect),
  );
  /** @type {number | null} */
  let open = null;

  /** @param {Record<string, string | number>[]} lanes */
  function start(lanes) {
    const model = form.lanes[0].get("model");
    const off = Object.fromEntries(names.map((name) => [name, null]));
    for (const lane of form.lanes.slice(1)) form.removeLane(lane);
    lanes.forEach(({ seed, ...values }, at) => {
      const lane = at === 0 ? form.lanes[0] : form.addLane();
      const own = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
      lane.set({ ...off, model, ...own, ...(seed !== undefined && { own_seed: String(seed) }) });
    });
    open = null;
    draw();
  }

  function add() {
    form.addLane();
    open = form.lanes.length - 1;
    draw();
    rows.querySelector("details[open] summary")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} at */
  function remove(at) {
    form.removeLane(form.lanes[at]);
    open = null;
    draw();
    more.focus();
  }

  function draw() {
    fill(rows, form.lanes.map(laneRow));
    drawBadges();
    more.hidden = form.lanes.length >= catalog.limits.arena_lanes;
    same.checked = form.lanes.every((lane) => lane.get("own_seed") === undefined);
  }

  function drawBadges() {
    const models = form.lanes.map((lane) => lane.get("model"));
    fill(stored, badgesOf(catalog, models));
  }

  /** @param {Lane} lane @param {number} at */
  function laneRow(lane, at) {
    const said = element("span");
    const body = element("div", { class: "cards" });
    const tell = () => {
      fill(said, describe(lane, catalog));
      drawBadges();
    };
    const node = /** @type {HTMLDetailsElement} */ (
      element(
        "details",
        { class: "lane-row", "data-lane": at, name: "arena-lane", open: at === open },
        element("summary", {}, letterBadge(LETTERS[at]), said),
        body,
      )
    );
    // Sliders for twelve lanes would be hundreds: those of a lane are made when it is opened.
    const make = () => {
      if (!node.open || body.childElementCount > 0) return;
      open = at;
      const strategy = strategyCard({ form: lane, catalog, label: words.lane.strategy(LETTERS[at]), endAt });
      const model = modelPicker({ form: lane, catalog, label: words.lane.model(LETTERS[at]), onchange: strategy.draw });
      fill(
        body,
        model.node,
        strategy.node,
        ownSeed(lane, at),
        form.lanes.length > 1 &&
          element(
            "button",
            { type: "button", class: "quiet small", onclick: () => remove(at) },
            words.arena.remove(LETTERS[at]),
          ),
      );
    };
    node.addEventListener("toggle", make);
    bringIntoView(node, node.children[0]); // the lane that was open closes, and what stood below it moves up
    body.addEventListener("input", tell);
    body.addEventListener("change", tell);
    tell();
    make();
    return node;
  }

  /** @param {Lane} lane @param {number} at */
  function ownSeed(lane, at) {
    const id = `own-seed-${at}`;
    const field = /** @type {HTMLInputElement} */ (
      element("input", { type: "number", id, name: "own_seed", min: 0, step: 1, placeholder: words.arena.sharedSeed })
    );
    field.value = lane.get("own_seed") ?? "";
    field.addEventListener("input", () => {
      lane.set({ own_seed: field.value === "" ? null : field.value });
      same.checked = form.lanes.every((each) => each.get("own_seed") === undefined);
    });
    return element(
      "div",
      { class: "knob", "data-field": "seed" },
      element("div", { class: "knob-head" }, element("label", { for: id }, words.arena.ownSeed), field),
    );
  }

  fill(
    starts,
    catalog.presets.map(({ name, label, effect, lanes }) =>
      element(
        "button",
        { type: "button", class: "quiet small", title: effect, "data-preset": name, onclick: () => start(lanes) },
        label,
      ),
    ),
  );
  const wanted = catalog.presets.find(({ name }) => name === form.get("preset"));
  form.set({ preset: "" }); // kept as done: the next visit finds its own lanes
  if (wanted) start(wanted.lanes);
  else draw();
  return {
    stored,
    presets: card(words.arena.begin, starts),
    node: card(words.arena.lanes(catalog.limits.arena_lanes), rows, more),
    sameSeed,
    draw,
  };
}

/**
 * A lane in a line: its strategy and what is set for it, and its model.
 * @param {Lane} lane
 * @param {Catalog} catalog
 */
function describe(lane, catalog) {
  const strategy = catalog.strategies.find(({ name }) => name === lane.get("strategy"));
  const set = (strategy?.parameters ?? [])
    .map((name) => [name, lane.get(name)])
    .filter(
      ([name, value]) => value !== undefined && !(name in QUIET && QUIET[/** @type {keyof QUIET} */ (name)] === value),
    )
    .map(([name, value]) =>
      name === strategy?.name ? value : `${labelOf(/** @type {string} */ (name)).toLowerCase()} ${value}`,
    );
  const seed = lane.get("own_seed");
  const order = lane.get("order");
  return [
    [labelOf(lane.get("strategy")), ...set].join(" "),
    lane.get("model"),
    ...(order ? [order] : []),
    ...(seed ? [words.arena.withSeed(seed)] : []),
  ].join(" · ");
}

const QUIET = { length_penalty: "1", early_stopping: "false" }; // what every beam search has
