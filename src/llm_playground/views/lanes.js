// Several texts of one prompt side by side, a lane each, as they are generated: where they part, what to look at in
// each, what all chose in the same place, and the measures of the lanes as a table that can be sorted.

import { alternatives } from "./kit/alternatives.js";
import { bandLegend } from "./kit/bands.js";
import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { tokenFacts, tokenHead } from "./kit/generated_token.js";
import { indexAt, pressing, roving } from "./kit/keys.js";
import { measuresTable } from "./kit/lanes/measures.js";
import { laneText } from "./kit/lanes/text.js";
import { decimal, percent } from "./kit/numbers.js";
import { chip } from "./kit/pieces.js";
import { row, table } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { letterBadge } from "./kit/told/letter.js";
import { whyPlace } from "./kit/told/why.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").ChosenStep} Step */
/** @typedef {import("./types").LaneOfTexts} Lane */
/** @typedef {import("./types").LaneSummary} Summary */
/** @typedef {{ lane: number, index: number }} Place */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Lane[]} */
    let lanes = [];
    /** @type {ReturnType<typeof laneText>[]} */
    let texts = [];
    /** @type {Place | null} */
    let told = null;
    const empty = element("p", { class: "lp-state" });
    const chooser = element("div", { class: "lp-repeats" });
    const grid = element("div", { class: "lp-lanes-grid" });
    const legend = bandLegend();
    const why = whyPlace(words.generation.pointed, "lp-lanes-why");
    const measures = element("section", { class: "lp-measures" });
    const undress = dress(
      el,
      "lp-lanes",
      empty,
      chooser,
      element("div", { class: "lp-lanes-story lp-with-why" }, element("div", {}, grid, legend), why),
      measures,
    );
    roving(grid, '[role="option"]');
    for (const name of ["pointerover", "focusin"]) grid.addEventListener(name, (event) => point(placeOf(event)));
    grid.addEventListener("pointerleave", () => point(null));
    pressing(grid, '[role="option"]', (token) => {
      const place = placeAt(token);
      select(same(place, selected()) ? null : place);
    });

    /** @returns {Place | null} */
    const selected = () => model.get("selected") ?? null;
    /** @returns {Summary[] | null} */
    const summaries = () => model.get("summaries") ?? null;
    const repeat = () => Number(model.get("repeat") ?? 0);
    const shown = (/** @type {number} */ lane) => lanes[lane].texts[Math.min(repeat(), lanes[lane].texts.length - 1)];

    /** @param {Place | null} place */
    function select(place) {
      model.set("selected", place);
      model.save_changes();
    }

    /** Tell of a token, and go on telling of it when the pointer leaves it. @param {Place | null} place */
    function point(place) {
      told = place ?? selected() ?? told;
      const step = told && lanes[told.lane] ? shown(told.lane).steps[told.index] : undefined;
      const pinned = step !== undefined && same(told, selected());
      why.classList.toggle("lp-pinned", pinned);
      fill(why, told && step ? story(told, step, pinned) : lanes.length > 0 && hint());
      for (const token of grid.querySelectorAll(".lp-here")) token.classList.remove("lp-here");
      if (told && step) for (const text of texts) text.token(told.index)?.classList.add("lp-here");
    }

    /**
     * @param {Place} place
     * @param {Step} step
     * @param {boolean} pinned
     */
    function story({ lane, index }, { choice: taken, stages }, pinned) {
      const [own, last] = [stages[0], stages.at(-1)];
      const doors = model.get("doors")?.({ lane, repeat: repeat(), index }) ?? [];
      return [
        tokenHead(
          [letterBadge(lanes[lane].letter), " ", words.generation.title(index + 1, chip(taken.piece))].flat(),
          pinned,
          letGo,
        ),
        tokenFacts(taken, stages),
        doors.length > 0 && element("p", { class: "lp-doors" }, doors),
        element(
          "div",
          { class: "lp-step-tables" },
          lanes.length > 1 && inEveryLane(index, lane),
          alternatives(stages, taken, last === own ? null : (last ?? null)),
        ),
      ];
    }

    /** What each lane took in the same place. @param {number} index @param {number} own */
    function inEveryLane(index, own) {
      const rows = lanes.map(({ letter, name }, lane) => {
        const step = shown(lane).steps[index];
        const cells = step
          ? [
              chip(step.choice.piece),
              percent(step.choice.model_probability),
              step.choice.u === null ? "–" : decimal(step.choice.u, 4),
            ]
          : ["–", "", ""];
        const head = element("span", { title: name }, letterBadge(letter));
        return row(head, cells, lane === own ? "lp-taken" : "");
      });
      const [lane, token, probability, draw] = words.lanes.here.columns;
      const heads = [lane, token, term("probability", probability), term("draw", draw)];
      return element(
        "div",
        { class: "lp-every-lane" },
        element("h4", {}, words.lanes.here.title(index + 1)),
        table(words.lanes.here.title(index + 1), heads, rows),
      );
    }

    function letGo() {
      told = null;
      select(null);
      point(null);
    }

    /** @param {number} lane @param {number} index */
    function jump(lane, index) {
      select({ lane, index });
      const token = texts[lane].token(index);
      token?.scrollIntoView({ block: "nearest" });
      token?.focus({ preventScroll: true });
    }

    /** All anew: other lanes, or another text of each. */
    function draw() {
      const given = /** @type {Lane[]} */ (model.get("lanes") ?? []);
      lanes = given.map((lane) => ({
        ...lane,
        texts: lane.texts.map((text) => ({ ...text, steps: [...text.steps] })),
      }));
      empty.hidden = lanes.length > 0;
      legend.hidden = lanes.length === 0;
      fill(empty, model.get("coming") || words.lanes.empty);
      el.dataset.lanes = String(lanes.length);
      drawChooser();
      drawTexts();
      drawMeasures();
    }

    function drawChooser() {
      const most = Math.max(0, ...lanes.map((lane) => lane.texts.length));
      if (most < 2) return void fill(chooser);
      const options = Array.from(
        { length: most },
        (_, at) => /** @type {[string, string]} */ ([String(at), String(at + 1)]),
      );
      const texts = choice(words.lanes.text, options, (value) => {
        model.set("repeat", Number(value));
        model.save_changes();
      });
      texts.mark(String(repeat()));
      fill(chooser, texts.node, element("p", { class: "lp-hint" }, words.lanes.seeds));
    }

    /** The lane that all others are compared with: the first one that has not failed. */
    const first = () => lanes.findIndex(({ error }) => error === null);

    function drawTexts() {
      const others = first();
      texts = lanes.map((lane, at) =>
        laneText(lane, at, at === others || lane.error !== null ? null : lanes[others].letter, jump),
      );
      fill(
        grid,
        texts.map(({ node }) => node),
      );
      for (const at of lanes.keys()) refresh(at);
      for (const at of lanes.keys()) tellOf(at);
      mark();
    }

    /** Show what is new in a lane, and in all lanes what that makes of the place where they part. @param {number} at */
    function refresh(at) {
      const others = first() < 0 ? null : shown(first());
      texts[at].show(shown(at), others);
      if (at === first()) for (const text of texts) text.compare(others);
    }

    /** @param {number} at */
    function tellOf(at) {
      const summary = summaries()?.[at] ?? null;
      texts[at].tell(shown(at), summary, Math.min(repeat(), lanes[at].texts.length - 1));
    }

    function drawMeasures() {
      const known = summaries();
      fill(
        measures,
        known &&
          known.length === lanes.length &&
          measuresTable(words.lanes.measures, lanes, known, model.get("seconds") ?? []),
      );
    }

    /** Summaries have come, or gone. */
    function drawSummaries() {
      for (const at of texts.keys()) tellOf(at);
      drawMeasures();
    }

    function mark() {
      const place = selected();
      for (const token of grid.querySelectorAll('[role="option"]'))
        token.setAttribute("aria-selected", String(same(placeAt(token), place)));
      point(place);
    }

    /** @param {any} message */
    function onMessage({ kind, lane, repeat: number, step, note, status }) {
      const text = lanes[lane]?.texts[number];
      if (!text) return;
      if (kind === "step") text.steps.push(step);
      else if (kind === "news") Object.assign(text, { note: note ?? null, status });
      else return;
      if (text !== shown(lane)) return;
      if (kind === "step") refresh(lane);
      else tellOf(lane);
    }

    const unwatch = [
      watch(model, ["lanes"], draw),
      watch(model, ["repeat"], () => {
        told = null;
        drawChooser();
        drawTexts();
      }),
      watch(model, ["summaries", "seconds"], drawSummaries),
      watch(model, ["selected"], mark),
    ];
    model.on("msg:custom", onMessage);
    draw();
    return () => {
      model.off("msg:custom", onMessage);
      unwatch.forEach((stop) => stop());
      delete el.dataset.lanes;
      undress();
    };
  },
};

function hint() {
  return element("p", { class: "lp-hint" }, words.lanes.hint);
}

/** @param {Place | null} one @param {Place | null} other */
function same(one, other) {
  return one?.lane === other?.lane && one?.index === other?.index;
}

/** @param {Event} event @returns {Place | null} */
function placeOf(event) {
  return indexAt(event) === null ? null : placeAt(/** @type {Element} */ (event.target).closest("[data-index]"));
}

/** @param {Element | null} token @returns {Place} */
function placeAt(token) {
  const lane = Number(token?.closest("[data-lane]")?.getAttribute("data-lane"));
  return { lane, index: Number(token?.getAttribute("data-index")) };
}
