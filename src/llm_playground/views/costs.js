// What the next token of a text costs: arithmetic part by part, what the KV cache saves, and how it grows.

import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { count } from "./kit/numbers.js";
import { byteSize, large } from "./kit/sizes.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").CostSheet} Sheet */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const formats = choice(words.costs.numbers, words.costs.formats, (value) => {
      model.set("bytes_a_number", Number(value));
      model.save_changes();
    });
    const facts = element("dl", { class: "lp-cost-facts" });
    const reading = element("p", { class: "lp-sentence" });
    const work = element("div");
    const growth = element("div");
    const list = unfold(words.costs.asTable, () => lengthTable(model.get("sheet"), bytes()));
    const halves = element(
      "div",
      { class: "lp-cost-halves" },
      element("div", {}, element("h3", {}, words.costs.next), reading, work),
      element("div", {}, element("h3", {}, words.costs.growth), growth, list),
    );
    const body = element("div", {}, formats.node, facts, halves);
    const empty = element("p", { class: "lp-state" }, words.costs.empty);
    const undress = dress(el, "lp-costs", empty, body);

    /** @returns {number} */
    function bytes() {
      return model.get("bytes_a_number") ?? 4;
    }

    function draw() {
      /** @type {Sheet | null} */
      const sheet = model.get("sheet") ?? null;
      empty.hidden = sheet !== null;
      body.hidden = sheet === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (sheet === null) return;
      formats.mark(String(bytes()));
      const { here, costs } = sheet;
      fill(facts, factsOf(sheet, bytes()));
      const before = byteSize((here.n_token - 1) * costs.cached_numbers * bytes());
      fill(reading, words.costs.reading(here.n_token, costs.cached_numbers, before));
      fill(work, workTable(sheet));
      fill(growth, curve(sheet, bytes()));
    }

    const unwatch = watch(model, ["sheet", "bytes_a_number"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * @param {Sheet} sheet
 * @param {number} bytes  a number
 */
function factsOf({ costs, here }, bytes) {
  const times = costs.cached_numbers_of_all / costs.cached_numbers;
  const fact = (
    /** @type {import("./kit/dom.js").Child} */ name,
    /** @type {string} */ value,
    /** @type {(string | false)[]} */ ...more
  ) =>
    element(
      "div",
      {},
      element("dt", {}, name),
      element(
        "dd",
        {},
        bold(value),
        more.map((each) => each && element("small", {}, each)),
      ),
    );
  return [
    fact(words.costs.weights, byteSize(costs.parameters * bytes), words.costs.parameters(costs.parameters)),
    fact(
      words.costs.nextToken,
      words.costs.flops(large(here.flops)),
      words.costs.without(large(here.flops_without_cache), here.flops_without_cache / here.flops),
    ),
    fact(
      term("kv_cache", words.costs.cache),
      byteSize(here.cached * bytes),
      words.costs.cached(here.n_token, costs.cached_numbers),
      times > 1 && words.costs.shared(times),
    ),
  ];
}

/** @param {Sheet} sheet */
function workTable({ work, here }) {
  const rows = work.map(({ name, flops, computed, read }) =>
    row(words.costs.parts[name], [
      meter(flops / here.flops, "", large(flops)),
      count(computed),
      read > 0 ? count(read) : "–",
    ]),
  );
  const sums = [work.map((part) => part.computed), work.map((part) => part.read)].map((each) =>
    count(each.reduce((sum, number) => sum + number, 0)),
  );
  rows.push(row(words.costs.total, [large(here.flops), ...sums], "lp-rest"));
  return table(words.costs.next, words.costs.columns, rows, "lp-new-work");
}

/**
 * Both grow in proportion to the length, so that each is a wedge up to its size at the whole context.
 * @param {Sheet} sheet
 * @param {number} bytes
 */
function curve({ costs, here, lengths }, bytes) {
  const last = lengths[lengths.length - 1];
  const shared = last.cached_of_all > last.cached;
  const most = Math.max(last.cached_of_all, costs.parameters);
  const part = (/** @type {string} */ name, /** @type {number} */ numbers) => {
    const node = element("i", { class: name });
    node.style.setProperty("--share", String(numbers / most));
    return node;
  };
  const area = element(
    "div",
    { class: "lp-wedges" },
    shared && part("lp-wedge lp-of-all", last.cached_of_all),
    part("lp-wedge", last.cached),
    part("lp-weights", costs.parameters),
  );
  const at = element("i", { class: "lp-this-text" });
  at.style.setProperty("--share", String(here.n_token / costs.context_length));
  area.append(at);
  const key = (/** @type {string} */ name, /** @type {string} */ text, /** @type {number} */ numbers) =>
    element("span", {}, element("i", { class: `lp-key ${name}` }), `${text}: ${byteSize(numbers * bytes)}`);
  return [
    element(
      "div",
      { class: "lp-growth", "aria-hidden": true },
      element("span", { class: "lp-largest" }, byteSize(most * bytes)),
      area,
      element("span", {}, words.costs.tokens(0)),
      element("span", { class: "lp-end" }, words.costs.tokens(costs.context_length)),
    ),
    element(
      "p",
      { class: "lp-legend lp-growth-key" },
      key("", words.costs.own, last.cached),
      shared && key("lp-of-all", words.costs.all, last.cached_of_all),
      key("lp-weights", words.costs.ofWeights, costs.parameters),
    ),
    element(
      "p",
      { class: "lp-hint" },
      words.costs.picture(costs.context_length, byteSize(last.cached * bytes), byteSize(costs.parameters * bytes)),
    ),
  ];
}

/**
 * @param {Sheet} sheet
 * @param {number} bytes
 */
function lengthTable({ lengths }, bytes) {
  const rows = lengths.map(({ n_token, flops, flops_without_cache, cached, cached_of_all }) =>
    row(count(n_token), [
      large(flops),
      large(flops_without_cache),
      byteSize(cached * bytes),
      byteSize(cached_of_all * bytes),
    ]),
  );
  return table(words.costs.growth, words.costs.lengthColumns, rows);
}
