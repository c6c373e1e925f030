// One story in many languages: how many tokens each tokenizer needs for it.

import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { fewest, writesAll } from "./kit/fewest.js";
import { count, decimal } from "./kit/numbers.js";
import { alignMeters, meter, table } from "./kit/tables.js";
import { TAGS } from "./kit/tags.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Sample} Sample */
/** @typedef {import("./types").SampleCost} SampleCost */
/** @typedef {"tokens" | "tokens_per_character"} Measure */
/** One language: its costs in the order of the tokenizers. */
/** @typedef {{ name: string, costs: SampleCost[] }} Line */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Set<string>} */
    const open = new Set();
    /** @type {{ column: number, way: "descending" | "ascending" } | null} */
    let sorted = null;
    const measures = choice(
      words.languages.measure,
      Object.entries(words.languages.measures).map(([value, { title }]) => [value, title]),
      (value) => {
        model.set("measure", value);
        model.save_changes();
      },
    );
    const why = element("p", { class: "lp-hint" });
    const sentence = element("p", { class: "lp-sentence", role: "status" });
    const place = element("div");
    const legend = element("p", { class: "lp-hint" });
    const content = [measures.node, why, sentence, place, legend];
    const empty = element("p", { class: "lp-state" }, words.languages.empty);
    const undress = dress(el, "lp-languages", empty, ...content);
    place.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      const column = button?.getAttribute("data-column") ?? null;
      const language = button?.getAttribute("data-sample") ?? null;
      if (column !== null) sort(Number(column));
      if (language !== null) unfoldRow(language);
    });

    /** @returns {Measure} */
    function measure() {
      return model.get("measure") === "tokens_per_character" ? "tokens_per_character" : "tokens";
    }

    /** @returns {Line[]} */
    function lines() {
      return byLanguage(model.get("costs") ?? []);
    }

    /** Most first, then fewest first, then as given. @param {number} column */
    function sort(column) {
      const before = sorted?.column === column ? sorted.way : null;
      sorted =
        before === null ? { column, way: "descending" } : before === "descending" ? { column, way: "ascending" } : null;
      drawRows();
    }

    /** @param {string} language */
    function unfoldRow(language) {
      if (!open.delete(language)) open.add(language);
      drawRows();
      /** @type {HTMLElement | undefined} */ (
        [...place.querySelectorAll("button")].find((each) => each.getAttribute("data-sample") === language)
      )?.focus();
    }

    function drawRows() {
      const all = lines();
      const most = Math.max(...all.flatMap(({ costs }) => costs.map((cost) => cost[measure()])));
      const texts = new Map(
        (model.get("samples") ?? []).map((/** @type {Sample} */ sample) => [sample.name, sample.text]),
      );
      const english = measure() === "tokens" ? (all.find((line) => line.name === "english") ?? null) : null;
      const rows = inOrder(all, measure(), sorted).flatMap((line) => {
        const text = texts.get(line.name);
        const shown = text !== undefined && open.has(line.name);
        return [
          languageRow(line, measure(), most, english, text === undefined ? null : shown),
          shown && textRow(line, text),
        ];
      });
      const body = place.querySelector("tbody");
      if (body) fill(body, rows);
      alignMeters(place);
      place.querySelectorAll("thead button").forEach((button, column) => {
        const way = sorted?.column === column ? sorted.way : null;
        button.closest("th")?.setAttribute("aria-sort", way ?? "none");
        const arrow = button.querySelector(".lp-sort");
        if (arrow) fill(arrow, way === null ? "↕" : way === "descending" ? "↓" : "↑");
      });
    }

    function draw() {
      const all = lines();
      empty.hidden = all.length > 0;
      for (const part of content) part.hidden = all.length === 0;
      measures.mark(measure());
      if (all.length === 0) return void fill(place);
      const tokenizers = all[0].costs.map((cost) => cost.tokenizer);
      if (sorted && sorted.column >= tokenizers.length) sorted = null;
      fill(why, words.languages.measures[measure()].why);
      const complete = withoutLosses(all);
      fill(sentence, measure() === "tokens" ? acrossLanguages(complete) : withinLanguages(complete));
      const heads = tokenizers.map((tokenizer, column) =>
        element(
          "button",
          { type: "button", class: "lp-head", "data-column": column },
          element("span", {}, tokenizer),
          element("span", { class: "lp-sort", "aria-hidden": true }),
        ),
      );
      fill(
        place,
        table(words.languages.measures[measure()].table, [words.languages.column, ...heads], [], "lp-language-costs"),
      );
      fill(
        legend,
        measure() === "tokens" && all.some((line) => line.name === "english") && words.languages.legendRatio,
        tokenizers.length > 1 && words.languages.legendFewest,
        !all.every(({ costs }) => costs.every(writesAll)) && words.languages.legendUnknown,
        model.get("samples")?.length ? words.languages.sortOrRead : words.languages.sort,
      );
      place.style.setProperty("--columns", String(tokenizers.length));
      drawRows();
    }

    const unwatch = watch(model, ["costs", "samples", "measure"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * @param {SampleCost[]} costs
 * @returns {Line[]}
 */
function byLanguage(costs) {
  /** @type {Map<string, Line>} */
  const lines = new Map();
  for (const cost of costs) {
    const line = lines.get(cost.sample) ?? { name: cost.sample, costs: [] };
    line.costs.push(cost);
    lines.set(cost.sample, line);
  }
  return [...lines.values()];
}

/**
 * @param {Line[]} lines
 * @param {Measure} measure
 * @param {{ column: number, way: string } | null} sorted
 */
function inOrder(lines, measure, sorted) {
  if (sorted === null) return lines;
  const sign = sorted.way === "ascending" ? 1 : -1;
  return [...lines].sort((a, b) => sign * (a.costs[sorted.column][measure] - b.costs[sorted.column][measure]));
}

/**
 * @param {Line} line
 * @param {Measure} measure
 * @param {number} most  the longest bar
 * @param {Line | null} english  what it is compared with
 * @param {boolean | null} shown  whether its text is open; null if there is none
 */
function languageRow({ name, costs }, measure, most, english, shown) {
  const least = fewest(costs, (cost) => cost[measure]);
  const cells = costs.map((cost, column) => {
    const bar = meter(most > 0 ? cost[measure] / most : 0, "lp-cost", figure(cost[measure], measure));
    if (least[column]) bar.classList.add("lp-fewest");
    if (!writesAll(cost))
      bar.append(element("small", { class: "lp-lost" }, words.languages.unknown(cost.unknown_tokens)));
    else if (english)
      bar.append(element("small", {}, name !== "english" && words.languages.times(ratio(cost, english.costs[column]))));
    return element("td", {}, bar);
  });
  const title =
    shown === null
      ? words.languages.name(name)
      : element(
          "button",
          { type: "button", class: "lp-opener", "data-sample": name, "aria-expanded": String(shown) },
          element("span", { "aria-hidden": true }, shown ? "▾" : "▸"),
          " ",
          words.languages.name(name),
        );
  return element("tr", {}, element("th", { scope: "row" }, title), cells);
}

/**
 * The sample itself, in the direction that its language is read in.
 * @param {Line} line
 * @param {string} text
 */
function textRow({ name, costs }, text) {
  return element(
    "tr",
    { class: "lp-sample" },
    element(
      "td",
      { colspan: costs.length + 1 },
      element("p", { dir: "auto", lang: TAGS[name] ?? null, class: name === "code" ? "lp-code" : "" }, text),
      element("small", {}, words.languages.characters(costs[0].characters)),
    ),
  );
}

/**
 * @param {number} value
 * @param {Measure} measure
 */
function figure(value, measure) {
  return measure === "tokens" ? count(value) : decimal(value, 2);
}

/**
 * @param {SampleCost} cost
 * @param {SampleCost} than
 */
function ratio(cost, than) {
  return cost.tokens / than.tokens;
}

/**
 * The lines with those tokenizers only that can write all of them.
 * @param {Line[]} lines
 */
function withoutLosses(lines) {
  const kept = lines[0].costs.map((_, column) => lines.every(({ costs }) => writesAll(costs[column])));
  return lines.map(({ name, costs }) => ({ name, costs: costs.filter((_, column) => kept[column]) }));
}

/** @param {Line[]} lines */
function acrossLanguages(lines) {
  const english = lines.find((line) => line.name === "english");
  if (!english || english.costs.length === 0 || lines.length < 2) return "";
  const worst = english.costs
    .map((than, column) => {
      const line = inOrder(lines, "tokens", { column, way: "descending" })[0];
      return {
        tokenizer: than.tokenizer,
        language: words.languages.name(line.name),
        ratio: ratio(line.costs[column], than),
      };
    })
    .sort((a, b) => b.ratio - a.ratio);
  const [most, least] = [worst[0], worst[worst.length - 1]];
  return [
    words.languages.worst(most.tokenizer, most.language, most.ratio),
    worst.length > 1 && words.languages.best(least.tokenizer, least.language, least.ratio),
  ];
}

/** @param {Line[]} lines */
function withinLanguages(lines) {
  if (lines[0].costs.length < 2) return words.languages.chooseTwo;
  const spread = lines
    .map(({ name, costs }) => {
      const ranked = inCost(costs);
      return { name, low: ranked[0], high: ranked[ranked.length - 1] };
    })
    .sort((a, b) => ratio(b.high, b.low) - ratio(a.high, a.low))[0];
  const { name, low, high } = spread;
  return words.languages.spread(
    words.languages.name(name),
    low.tokenizer,
    low.tokens_per_character,
    high.tokenizer,
    high.tokens_per_character,
  );
}

/** @param {SampleCost[]} costs */
function inCost(costs) {
  return [...costs].sort((a, b) => a.tokens - b.tokens);
}
