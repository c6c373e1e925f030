// Two models side by side: how each part is built, and what every difference does.

import { dress, element, fill, watch } from "./kit/dom.js";
import { row, table } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").ArchitectureComparison} Comparison */
/** @typedef {import("./types").Trait} Trait */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const [one, other] = /** @type {const} */ (["model", "other"]).map((name) => {
      const select = /** @type {HTMLSelectElement} */ (element("select", { class: "lp-field" }));
      select.addEventListener("change", () => {
        model.set(name, select.value);
        model.save_changes();
      });
      return select;
    });
    const controls = element(
      "div",
      { class: "lp-choosers" },
      element("label", {}, element("span", {}, words.architectures.one), one),
      element("label", {}, element("span", {}, words.architectures.other), other),
    );
    const summary = element("p", { class: "lp-sentence" });
    const place = element("div");
    const hint = element("p", { class: "lp-hint" }, words.architectures.known);
    const undress = dress(el, "lp-architectures", controls, summary, place, hint);

    function draw() {
      /** @type {Comparison | null} */
      const found = model.get("comparison") ?? null;
      const choices = /** @type {string[]} */ (model.get("choices") ?? []);
      controls.hidden = choices.length === 0;
      hint.hidden = place.hidden = found === null;
      for (const [select, name] of /** @type {[HTMLSelectElement, string][]} */ ([
        [one, "model"],
        [other, "other"],
      ])) {
        fill(
          select,
          choices.map((each) => element("option", { value: each }, each)),
        );
        select.value = model.get(name) ?? "";
      }
      if (found === null) return void fill(summary, words.architectures.empty);
      const differing = found.traits.filter((trait) => trait.one !== trait.other).length;
      fill(summary, words.architectures.summary(differing, found.traits.length));
      fill(place, comparisonTable(found));
    }

    const unwatch = watch(model, ["comparison", "choices", "model", "other"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/** @param {Comparison} found */
function comparisonTable({ models, families, traits, sizes }) {
  const heads = models.map((name, index) =>
    element("span", {}, name, " ", element("small", { class: "lp-family" }, families[index])),
  );
  const rows = [
    ...traits.flatMap(traitRows),
    element(
      "tr",
      { class: "lp-part-title" },
      element("th", { colspan: 3, scope: "colgroup" }, words.architectures.sizes),
    ),
    ...sizes.flatMap(traitRows),
  ];
  return table(words.architectures.table, [words.architectures.part, ...heads], rows, "lp-traits");
}

/** @param {Trait} trait */
function traitRows({ name, one, other, why }) {
  const differs = one !== other;
  const told = row(
    name,
    [one, differs ? other : element("span", { class: "lp-same" }, other)],
    differs ? "lp-differs" : "",
  );
  if (why === null) return [told];
  return [told, element("tr", { class: "lp-reason" }, element("td", { colspan: 3 }, why))];
}
