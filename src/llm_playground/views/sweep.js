// Several texts at each value of a parameter: how their perplexity and their diversity go together, a picture for each
// parameter on the same axes; a point opens its texts.

import { bandLegend } from "./kit/bands.js";
import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { doublingsOf, sweepPanel } from "./kit/lanes/sweep_panel.js";
import { tokenInk } from "./kit/lanes/text.js";
import { whyHead } from "./kit/told/why.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Sweep} Sweep */
/** @typedef {import("./kit/lanes/sweep_panel.js").Diversity} Diversity */
/** @typedef {{ sweep: number, point: number }} Place */

const DIVERSITIES = /** @type {Diversity[]} */ (["distinct_1", "distinct_2", "distinct_3", "self_bleu"]);

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {ReturnType<typeof sweepPanel>[]} */
    let panels = [];
    const coming = element("p", { class: "lp-state", role: "status" });
    const bar = element("progress", { class: "lp-progress", "aria-label": words.sweep.progress });
    const up = choice(
      words.sweep.diversity,
      DIVERSITIES.map((name) => [name, words.sweep.choices[name]]),
      (value) => save("diversity", value),
    );
    const grid = element("div", { class: "lp-sweeps" });
    const opened = element("section", { class: "lp-point-texts", "aria-live": "polite" });
    const undress = dress(el, "lp-sweep-view", coming, bar, up.node, grid, opened);

    /** @param {string} name @param {any} value */
    function save(name, value) {
      model.set(name, value);
      model.save_changes();
    }
    /** @returns {Sweep[]} */
    const sweeps = () => model.get("sweeps") ?? [];
    /** @returns {Place | null} */
    const selected = () => model.get("selected") ?? null;
    /** @returns {Diversity} */
    const diversity = () => model.get("diversity") ?? "distinct_2";

    function draw() {
      for (const panel of panels) panel.close();
      panels = sweeps().map((sweep, at) =>
        sweepPanel(sweep, (point) => {
          const place = selected();
          save("selected", place?.sweep === at && place.point === point ? null : { sweep: at, point });
          opened.querySelector("h3")?.scrollIntoView({ block: "nearest" });
        }),
      );
      fill(
        grid,
        panels.map(({ node }) => node),
      );
      up.node.hidden = panels.length === 0;
      show();
      tellComing();
    }

    function show() {
      // One text alone resembles no other: there is nothing to be seen.
      const alone = sweeps().every(({ summaries }) => summaries.every(({ measures }) => measures.self_bleu === null));
      Array.from(up.node.querySelectorAll("label")).at(-1)?.toggleAttribute("hidden", alone);
      const shown = alone && diversity() === "self_bleu" ? "distinct_2" : diversity();
      up.mark(shown);
      for (const panel of panels) panel.show(shown, doublingsOf(sweeps()));
      mark();
    }

    function mark() {
      const place = selected();
      for (const [at, panel] of panels.entries()) panel.mark(place?.sweep === at ? place.point : null);
      const sweep = place && sweeps()[place.sweep];
      fill(opened, sweep ? texts(sweep, place) : []);
    }

    /**
     * @param {Sweep} sweep
     * @param {Place} place
     */
    function texts({ label, values, texts: all, summaries }, place) {
      const { measures, marks, error } = summaries[place.point];
      const made = measures.identical ? all[place.point].slice(0, 1) : all[place.point];
      const doors = model.get("doors")?.(place) ?? [];
      return [
        whyHead(
          words.sweep.textsAt(label, String(values[place.point])),
          element(
            "button",
            { type: "button", class: "lp-button", onclick: () => save("selected", null) },
            words.sweep.close,
          ),
        ),
        doors.length > 0 && element("p", { class: "lp-doors" }, doors),
        error !== null && element("p", { class: "lp-warned" }, error),
        measures.identical && element("p", { class: "lp-hint" }, words.sweep.identical(all[place.point].length)),
        element(
          "ol",
          { class: "lp-swept-texts" },
          made.map((steps, number) => {
            const loop = marks[number]?.loop;
            return element(
              "li",
              {},
              element("p", { class: "lp-lane-text" }, steps.map(tokenInk)),
              loop && element("small", { class: "lp-warned" }, words.lanes.loops(loop.start + 1, loop.period)),
            );
          }),
        ),
        bandLegend(),
      ];
    }

    /** What is under way, or that nothing is there yet. */
    function tellComing() {
      /** @type {{ made: number, most: number } | null} */
      const progress = model.get("progress") ?? null;
      bar.hidden = progress === null;
      if (progress)
        for (const [name, value] of [
          ["max", progress.most],
          ["value", progress.made],
        ])
          bar.setAttribute(String(name), String(value));
      const said = progress ? words.sweep.sofar(progress.made, progress.most) : model.get("coming");
      fill(coming, said || (panels.length === 0 ? words.sweep.empty : ""));
      coming.hidden = coming.textContent === "";
    }

    const unwatch = [
      watch(model, ["sweeps"], draw),
      watch(model, ["diversity"], show),
      watch(model, ["selected"], mark),
      watch(model, ["coming", "progress"], tellComing),
    ];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      for (const panel of panels) panel.close();
      undress();
    };
  },
};
