// What the makers of a model recommend, in a line above the strategies, and the button that takes it over.

import { element, fill } from "../../views/kit/dom.js";
import { written } from "../../views/kit/settings.js";
import { laneNames, strategyPicker } from "./controls.js";
import { label as labelOf } from "./labels.js";
import { modelCard } from "./models.js";
import { toField } from "./setting.js";
import { unableTo } from "./unable.js";
import { words } from "./words.js";

/** @typedef {import("./types").Recommendation} Recommendation */

/**
 * The strategies and their parameters, and above them what the models recommend, those that do. `draw` when a model is
 * another one, or more is known of it.
 * @param {Parameters<typeof strategyPicker>[0] & { models?: () => string[],
 *   endAt: (texts: string[]) => void }} options  `endAt` sets the stop strings, `models` are those that are asked: that of
 *   the form unless there are several
 */
export function strategyCard({ models, endAt, ...options }) {
  const { form, catalog } = options;
  const lines = element("div");
  const asked = () => [...new Set(models?.() ?? [form.get("model")])];
  const missing = () => unableTo(catalog, asked());
  let unable = missing();
  const picker = element("div", {}, strategyPicker({ ...options, unable }));

  /** @param {Recommendation} recommended */
  function use({ strategy, parameters, stop }) {
    const off = laneNames(catalog).filter((name) => name !== "model");
    const on = Object.entries(parameters).map(([name, value]) => [name, toField(value)]);
    form.set({ ...Object.fromEntries(off.map((name) => [name, null])), ...Object.fromEntries(on), strategy });
    if (stop.length > 0) endAt(stop);
    refresh();
  }

  function draw() {
    if (JSON.stringify(missing()) !== JSON.stringify(unable)) refresh();
    for (const knob of picker.querySelectorAll(".chips-knob")) knob.dispatchEvent(new Event("redraw"));
    fill(
      lines,
      asked().map((model) => {
        const recommended = modelCard(catalog, model)?.recommended;
        if (!recommended) return null;
        const onclick = () => use(recommended);
        return element(
          "div",
          { class: "recommended" },
          element("p", {}, sentences(model, recommended)),
          element("button", { type: "button", class: "quiet small", onclick }, words.recommended.use),
        );
      }),
    );
  }

  /** Draw the controls anew, when something else has set what they show. */
  function refresh() {
    unable = missing();
    fill(picker, strategyPicker({ ...options, unable }));
  }

  draw();
  return { node: element("div", {}, lines, picker), draw, refresh };
}

/**
 * @param {string} model
 * @param {Recommendation} recommended
 */
function sentences(model, { strategy, parameters, unused, left_out, stop }) {
  const named = (/** @type {Recommendation["parameters"]} */ values) =>
    Object.entries(values).map(([name, value]) => words.recommended.value(labelOf(name), written(value)));
  return [
    words.recommended.says(model.split("/").at(-1) ?? model, labelOf(strategy), [
      ...named(parameters),
      ...(stop.length > 0 ? [words.recommended.value(labelOf("stop"), written(stop))] : []),
    ]),
    ...(Object.keys(unused).length > 0 ? [words.recommended.unused(labelOf(strategy), named(unused))] : []),
    ...(left_out.length > 0 ? [words.recommended.leftOut(left_out)] : []),
  ].join(" ");
}
