// What each head and each MLP does for the next token, each switched off by itself; and for one of them, before and after.

import { beforeAfter } from "./kit/before_after.js";
import { cellGrid, columnTitle } from "./kit/cells.js";
import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { decimal } from "./kit/numbers.js";
import { chip } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").AblationMap} AblationMap */
/** @typedef {import("./types").Change} Change */
/** @typedef {import("./kit/cells.js").Place} Place */
/** @typedef {{ name: string, place: Place, kl: number, change: number }} Part  `name` as in Python: "h.1.attn.2" */

const SCALE_MARKS = [0, 1 / 16, 1 / 4, 1]; // of the scale, as shares of the largest value

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const summary = element("p", { class: "lp-sentence" });
    const ways = choice(
      words.effects.instead,
      Object.entries(words.effects.to).map(([value, [title]]) => [value, title]),
      (value) => {
        model.set("to", value);
        model.save_changes();
      },
    );
    const meaning = element("p", { class: "lp-hint" });
    const grid = cellGrid(words.effects.grid, tell, choose);
    grid.node.classList.add("lp-shaded");
    const scale = element("div", { class: "lp-effect-scale", "aria-hidden": true });
    const value = element("p", { class: "lp-value", role: "status" });
    const detail = element("div", { class: "lp-effect" });
    const list = unfold(words.effects.asTable, () => mapTable(model.get("map")));
    const instead = element("div", { class: "lp-instead" }, ways.node, meaning);
    const side = element("div", {}, element("div", { class: "lp-cells-frame" }, grid.node), scale, value);
    const body = element("div", { class: "lp-beside" }, side, detail);
    const undress = dress(el, "lp-effects", summary, instead, body, list);
    /** @returns {Part[]} */
    function parts() {
      const map = model.get("map");
      return map ? partsOf(map) : [];
    }

    /** @param {Place | null} place */
    function tell(place) {
      const part = parts().find((each) => isAt(each, place));
      if (!part) return void fill(value, parts().length > 0 && words.effects.pointing);
      const { piece } = model.get("map");
      fill(value, words.effects.told(said(part.name), part.kl, chip(piece), part.change, bold));
    }

    /** @param {Place} place */
    function choose(place) {
      const part = parts().find((each) => isAt(each, place));
      if (!part) return;
      model.set("part", part.name);
      model.save_changes();
    }

    function drawWays() {
      const chosen = model.get("to") ?? "zero";
      ways.mark(chosen);
      fill(meaning, words.effects.to[chosen][1]);
    }

    function mark() {
      grid.mark(parts().find((each) => each.name === model.get("part"))?.place ?? null);
    }

    function draw() {
      /** @type {AblationMap | null} */
      const map = model.get("map") ?? null;
      list.hidden = side.hidden = instead.hidden = map === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      drawEffect();
      if (map === null) return void fill(summary, !model.get("effect") && words.effects.empty);
      fill(summary, words.effects.summary(chip(map.piece), termOf("kl"), termOf("nats")));
      const most = Math.max(...parts().map(({ kl }) => kl));
      const heads = map.heads[0].map((_, head) => columnTitle(head));
      grid.show(
        [[columnTitle(words.effects.head), ...heads, columnTitle(words.effects.mlp)]],
        map.heads.map((_, layer) => rowOf(parts(), layer, most)),
      );
      drawScale(scale, most);
      mark();
      tell(null);
    }

    function drawEffect() {
      /** @type {Change | null} */
      const effect = model.get("effect") ?? null;
      const known = Boolean(model.get("map"));
      if (effect) fill(detail, compare(effect, known));
      else fill(detail, known && element("p", { class: "lp-state" }, words.effects.choose));
    }

    const unwatch = [
      watch(model, ["map"], draw),
      watch(model, ["part"], mark),
      watch(model, ["effect"], drawEffect),
      watch(model, ["to"], drawWays),
    ];
    drawWays();
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * Every part with its place: the heads of a layer, and in the column after them its MLP.
 * @param {AblationMap} map
 * @returns {Part[]}
 */
function partsOf({ heads, mlps, head_changes, mlp_changes }) {
  return heads.flatMap((row, layer) => [
    ...row.map((kl, head) => ({
      name: `h.${layer}.attn.${head}`,
      place: { row: layer, column: head },
      kl,
      change: head_changes[layer][head],
    })),
    {
      name: `h.${layer}.mlp`,
      place: { row: layer, column: row.length },
      kl: mlps[layer],
      change: mlp_changes[layer],
    },
  ]);
}

/**
 * A head or an MLP in words; anything else goes by its name in Python.
 * @param {string} name
 */
function said(name) {
  const [, layer, head] = /^h\.(\d+)\.(?:mlp|attn\.(\d+))$/.exec(name) ?? [];
  if (layer === undefined) return name;
  return head === undefined ? words.effects.mlpOf(layer) : words.effects.headOf(layer, head);
}

/**
 * @param {Part} part
 * @param {Place | null} place
 */
function isAt(part, place) {
  return part.place.row === place?.row && part.place.column === place?.column;
}

/**
 * @param {Part[]} parts
 * @param {number} layer
 * @param {number} most  the largest KL of all
 */
function rowOf(parts, layer, most) {
  const cells = parts
    .filter(({ place }) => place.row === layer)
    .map(({ name, kl }) => ({
      label: words.effects.spoken(said(name), kl),
      share: most > 0 ? Math.sqrt(Math.max(0, kl) / most) : 0, // most are small: 1 % of the largest can be told from 0
      content: [element("span", {}, words.effects.cell(kl))],
    }));
  return { row: layer, title: words.effects.layer(layer), cells };
}

/**
 * @param {HTMLElement} node
 * @param {number} most
 */
function drawScale(node, most) {
  const marks = SCALE_MARKS.map((part) => {
    const mark = element("span", {}, words.effects.mark(part * most));
    mark.style.setProperty("--share", String(Math.sqrt(part)));
    return mark;
  });
  fill(node, element("span", {}, words.effects.scale), element("i", { class: "lp-shades" }), element("div", {}, marks));
}

/**
 * The likeliest tokens before and after.
 * @param {Change} effect
 * @param {boolean} missing  whether the part was switched off; else it was changed in some way
 */
function compare({ names, before, after, kl }, missing) {
  const part = names.map(said).join("; ");
  const told = missing ? words.effects.missing : words.effects.changed;
  const [was, is] = [before.candidates[0], after.candidates[0]];
  return [
    element("h3", {}, told.title(part)),
    element(
      "p",
      { class: "lp-sentence" },
      was.id === is.id
        ? words.effects.same(chip(was.piece), was.probability, is.probability)
        : words.effects.other(chip(was.piece), chip(is.piece)),
      " ",
      words.effects.kl(bold, kl),
      ".",
    ),
    beforeAfter(before, after, told.distributions, told.columns),
  ];
}

/** @param {AblationMap} map */
function mapTable(map) {
  const rows = partsOf(map).map(({ name, kl, change }) => row(said(name), [decimal(kl, 4), decimal(change, 4)]));
  return table(words.effects.grid, words.effects.tableColumns, rows);
}
