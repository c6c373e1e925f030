// What becomes of the next token when the stream of another prompt is put in, at each layer and token.

import { cellGrid, columnTitle } from "./kit/cells.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { decimal } from "./kit/numbers.js";
import { chip, pieceLabel } from "./kit/pieces.js";
import { shadeScale } from "./kit/shades/scale.js";
import { row, table, unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").PatchingMap} PatchingMap */
/** @typedef {import("./kit/cells.js").Place} Place */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const summary = element("p", { class: "lp-sentence" });
    const grid = cellGrid(words.patching.grid, tell);
    grid.node.classList.add("lp-shaded");
    const scale = shadeScale();
    const value = element("p", { class: "lp-value", role: "status" });
    const list = unfold(words.patching.asTable, () => placeTable(model.get("map")));
    const body = element("div", {}, element("div", { class: "lp-cells-frame" }, grid.node), scale.node, value);
    const undress = dress(el, "lp-patching", summary, body, list);

    /** @param {Place | null} place */
    function tell(place) {
      /** @type {PatchingMap | null} */
      const map = model.get("map") ?? null;
      if (map) fill(value, place === null ? words.patching.pointing : told(map, place));
    }

    function draw() {
      /** @type {PatchingMap | null} */
      const map = model.get("map") ?? null;
      const alike = map !== null && map.tokens[0] === map.tokens[1];
      body.hidden = list.hidden = map === null || alike;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (map === null) return void fill(summary, words.patching.empty);
      const [first, second] = map.pieces.map((piece) => chip(piece));
      if (alike) return void fill(summary, words.patching.alike(first));
      fill(summary, words.patching.summary(first, second, termOf("logit")));
      grid.show(titles(map), rows(map));
      scale.show(words.patching.asBase(map.base_difference), words.patching.asSource(map.source_difference));
      tell(null);
    }

    const unwatch = watch(model, ["map"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * The tokens of both prompts; where they differ both stand out.
 * @param {PatchingMap} map
 */
function titles({ base, source }) {
  return [base, source].map((prompt, line) => [
    columnTitle(line === 0 ? words.patching.base : words.patching.source, { class: "lp-prompt-title" }),
    ...prompt.pieces.map((piece, index) => {
      const differs = base.pieces[index] !== source.pieces[index];
      const label = pieceLabel(piece);
      return columnTitle(label, { class: differs ? "lp-differs" : "", title: label });
    }),
  ]);
}

/**
 * A row for each layer, the first one above, as the model is drawn.
 * @param {PatchingMap} map
 */
function rows(map) {
  return map.differences.map((differences, layer) => ({
    row: layer,
    title: words.patching.layer(layer),
    cells: differences.map((difference, index) => ({
      label: words.patching.spoken(layer, index + 1, difference),
      share: Math.min(1, Math.max(0, way(map, difference))),
      content: [element("span", {}, words.patching.cell(difference))],
    })),
  }));
}

/**
 * How much of the way from the base to the source a difference has gone.
 * @param {PatchingMap} map
 * @param {number} difference
 */
function way({ base_difference, source_difference }, difference) {
  return (difference - base_difference) / (source_difference - base_difference || 1);
}

/**
 * @param {PatchingMap} map
 * @param {Place} place
 */
function told(map, { row: layer, column }) {
  const difference = map.differences[layer][column];
  const pieces = [map.base, map.source].map((prompt) => chip(prompt.pieces[column]));
  return words.patching.told(layer, column + 1, pieces[0], pieces[1], difference, way(map, difference), bold);
}

/** @param {PatchingMap} map */
function placeTable({ base, source, differences }) {
  const lines = base.pieces.map((piece, index) => {
    const [here, there] = [piece, source.pieces[index]].map((each) => chip(each));
    return row(index + 1, [here, there, ...differences.map((layer) => decimal(layer[index], 2))]);
  });
  const { number, base: first, source: second, layer } = words.patching;
  return table(words.patching.grid, [number, first, second, ...differences.map((_, index) => layer(index))], lines);
}
