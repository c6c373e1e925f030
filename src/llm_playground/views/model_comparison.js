// Two models on one text: coloured by how far they are apart, with a map of all of it, jumps to where they part most, and
// what either expected in the place that is opened.

import { choice } from "./kit/choice.js";
import { apartLegend, apartMap, comparedFlow } from "./kit/comparing/flow.js";
import { comparedItems, MOST_BITS_A_BYTE } from "./kit/comparing/items.js";
import { natsText, placeStory } from "./kit/comparing/place.js";
import { stretchStory, whyNot } from "./kit/comparing/stretch.js";
import { answersTable, apartText, modelsLine, readBefore, totalsTable } from "./kit/comparing/whole.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { choosing, indexAt } from "./kit/keys.js";
import { count, decimal, percent } from "./kit/numbers.js";
import { chip } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";
import { whyPlace } from "./kit/told/why.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").ModelComparison} Comparison */
/** @typedef {import("./types").ComparedColour} Colour */
/** @typedef {import("./kit/comparing/items.js").Item} Item */

const COLOURS = /** @type {Colour[]} */ (["kl_ba", "kl_ab", "token"]);

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.twoModels;
    /** @type {Item[]} */
    let items = [];
    /** @type {number[]} where they part, by how far */
    let partings = [];
    const empty = element("p", { class: "lp-state" }, said.empty);
    const models = element("p", { class: "lp-compared-models" });
    const apart = element("p", { class: "lp-sentence" });
    const before = element("div");
    const colours = choice(
      said.colour,
      COLOURS.map((each) => [each, said.colours[each]]),
      (colour) => save("colour", colour),
    );
    const at = element("small", { role: "status" });
    const jumps = element(
      "div",
      { class: "lp-jumps" },
      [-1, 1].map((way) =>
        element(
          "button",
          { type: "button", class: "lp-button", onclick: () => go(way) },
          way < 0 ? said.previous : said.next,
        ),
      ),
      at,
      element("small", { class: "lp-jump-keys" }, said.keys),
    );
    const map = element("div");
    const text = element("p", {
      class: "lp-compared",
      role: "listbox",
      "aria-label": words.score.text,
      "aria-orientation": "horizontal",
    });
    const legend = element("div");
    const why = whyPlace(words.score.pointed, "lp-compared-why");
    const totals = element("div");
    const answers = element("div");
    const list = unfold(said.asTable, () => wholeTable(/** @type {Comparison} */ (comparison())));
    const body = element(
      "div",
      {},
      models,
      apart,
      before,
      element("div", { class: "lp-compared-controls" }, colours.node, jumps),
      map,
      element(
        "div",
        { class: "lp-compared-parts" },
        element("div", {}, text, legend),
        why,
        element("div", { class: "lp-compared-whole" }, answers, totals, list),
      ),
    );
    const undress = dress(el, "lp-model-comparison", empty, body);
    const mark = choosing(text, model, tell);
    map.addEventListener("pointerover", (event) => tell(indexAt(event) ?? kept()));
    map.addEventListener("pointerleave", () => tell(kept()));
    map.addEventListener("click", (event) => {
      const index = indexAt(event);
      if (index !== null) jump(index);
    });
    text.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !["n", "p"].includes(event.key)) return;
      go(event.key === "n" ? 1 : -1);
    });

    /** @returns {Comparison | null} */
    const comparison = () => model.get("comparison") ?? null;
    /** The one that is opened; at first the one at which they part most. @returns {number | null} */
    const kept = () => model.get("selected") ?? partings[0] ?? (items.length > 0 ? 0 : null);
    /** @returns {Colour | "bits"} */
    const colour = () => (comparison()?.vocabularies ? "bits" : (model.get("colour") ?? "kl_ba"));

    /** @param {string} name @param {any} value */
    function save(name, value) {
      model.set(name, value);
      model.save_changes();
    }

    /** @param {number} index */
    function jump(index) {
      save("selected", index);
      const node = /** @type {HTMLElement | null} */ (text.querySelector(`[data-index="${index}"]`));
      node?.scrollIntoView({ block: "nearest" });
      node?.focus({ preventScroll: true });
    }

    /** To the place at which they part next most, or next less. @param {number} way */
    function go(way) {
      if (partings.length === 0) return;
      const now = model.get("selected") === null ? -1 : partings.indexOf(model.get("selected"));
      jump(partings[Math.min(Math.max(now + way, 0), partings.length - 1)]);
    }

    /** @param {number | null} index */
    function tell(index) {
      const found = comparison();
      const shown = index ?? kept();
      if (!found || shown === null || !items[shown]) return void fill(why);
      fill(why, found.vocabularies ? stretchStory(found, shown) : placeStory(found.tokens[shown], shown));
      for (const bar of map.querySelectorAll("i")) bar.classList.toggle("lp-here", indexOfBar(bar) === shown);
      const place = partings.indexOf(shown);
      fill(at, place < 0 ? said.noParting : said.parting(place + 1, partings.length));
    }

    function draw() {
      const found = comparison();
      empty.hidden = found !== null;
      body.hidden = found === null;
      if (!found) return;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      el.classList.toggle("lp-own-cuts", found.vocabularies !== null);
      fill(models, modelsLine(found));
      fill(apart, found.vocabularies ? whyNot(found.vocabularies) : apartText(found));
      apart.classList.toggle("lp-why-not", found.vocabularies !== null);
      fill(before, ...readBefore(found));
      colours.node.hidden = found.vocabularies !== null;
      fill(totals, totalsTable(found));
      fill(answers, found.answers.length > 0 ? answersTable(found) : null);
      paint();
    }

    function paint() {
      const found = comparison();
      if (!found) return;
      const by = colour();
      colours.mark(by);
      const { scale, ...made } = comparedItems(found, by === "bits" ? "kl_ba" : by);
      items = made.items;
      partings = items
        .map((_, index) => index)
        .filter((index) => items[index].apart > 0)
        .sort((one, other) => items[other].apart - items[one].apart);
      jumps.hidden = partings.length === 0;
      const [up, down] = said.map[by];
      fill(map, apartMap(items, up(MOST_BITS_A_BYTE), down(MOST_BITS_A_BYTE)));
      fill(text, comparedFlow(items));
      text.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      fill(legend, apartLegend(by, scale));
      mark();
    }

    const unwatch = [
      watch(model, ["comparison"], draw),
      watch(model, ["colour"], paint),
      watch(model, ["selected"], mark),
    ];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      el.classList.remove("lp-own-cuts");
      undress();
    };
  },
};

/** @param {Element} bar */
function indexOfBar(bar) {
  return Number(bar.getAttribute("data-index"));
}

/** @param {Comparison} comparison */
function wholeTable({ tokens, vocabularies, text }) {
  const said = words.twoModels;
  if (vocabularies) {
    const lines = vocabularies.stretches.map(({ span, bytes, a, b, bits_a, bits_b }, index) =>
      row(count(index + 1), [
        element("code", { class: "lp-chip" }, [...text].slice(...span).join("")),
        count(bytes),
        count(a[1] - a[0]),
        count(b[1] - b[0]),
        bits_a === null ? "–" : decimal(bits_a, 2),
        bits_b === null ? "–" : decimal(bits_b, 2),
      ]),
    );
    return table(said.asTable, said.stretchColumns, lines, "lp-compared-all");
  }
  const lines = tokens.map(({ piece, a, b, distributions }, index) =>
    row(count(index + 1), [
      chip(piece),
      ...(a && b && distributions
        ? [
            percent(a.probability),
            percent(b.probability),
            count(a.rank),
            count(b.rank),
            decimal(a.entropy, 2),
            decimal(b.entropy, 2),
            natsText(distributions.kl_ab),
            natsText(distributions.kl_ba),
          ]
        : "––––––––"),
    ]),
  );
  return table(said.asTable, said.tokenColumns, lines, "lp-compared-all");
}
