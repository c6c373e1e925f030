// One attention head over the tokens: what the chosen token looks at as arcs over the text and as a table, and the
// whole pattern as a picture.

import { lineOfTokens, weightBefore } from "./kit/arcs/line.js";
import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { heatMap } from "./kit/heat_map.js";
import { chip } from "./kit/pieces.js";
import { meter, row, table } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Encoding} Encoding */

const RESTING = 60; // milliseconds at a token until its table is drawn: of a long text it is the slowest part

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    let query = 0;
    const [layers, heads] = /** @type {const} */ (["layer", "head"]).map((key) => numbered(model, key));
    /** @type {number | null} */
    let pointed = null; // the token looked at whose column or arc is under the pointer
    let due = 0; // the drawing of the table
    const { looking, lookedAt, scale } = words.attention;
    const map = heatMap({ rows: looking, columns: lookedAt, scale });
    const value = element("p", { class: "lp-value", role: "status" });
    const figure = element("figure", {}, map.node, value, element("figcaption", {}, words.attention.caption));
    const cut = element("p", { class: "lp-hint" });
    const line = lineOfTokens({ look: choose, select, point: pointAt });
    const looks = element("div");
    const undress = dress(
      el,
      "lp-attention",
      element("div", { class: "lp-choices" }, layers.node, heads.node),
      cut,
      line.node,
      element("div", { class: "lp-split" }, figure, looks),
    );
    map.canvas.addEventListener("pointermove", point);
    map.canvas.addEventListener("pointerdown", point); // a finger does not move before it points
    map.canvas.addEventListener("click", () => select(query));
    map.canvas.addEventListener("pointerleave", () => pointAt(null));
    // The ink is the canvas's text colour. It has a short transition, so a change of theme ends in this event.
    map.canvas.addEventListener("transitionend", drawPointed);
    /** @returns {number[][]} rows are queries */
    function pattern() {
      return (model.get("patterns") ?? [])[model.get("head") ?? 0] ?? [];
    }

    /** @returns {Encoding} */
    function encoding() {
      return model.get("encoding") ?? { text: "", ids: [], pieces: [], spans: [] };
    }

    /** How many tokens stand before those that are drawn; all others are counted from there. */
    function first() {
      return model.get("first") ?? 0;
    }

    /** The bytes of the tokens that are drawn. */
    function drawnPieces() {
      return encoding().pieces.slice(first());
    }

    /** The selected token, or the last one; -1 if it stands before those that are drawn. */
    function selected() {
      const position = model.get("position") ?? encoding().pieces.length - 1;
      return position < first() ? -1 : position - first();
    }

    /** @param {number} index */
    function choose(index) {
      if (index === query || !pattern()[index]) return;
      query = index;
      pointed = null;
      drawPointed();
      clearTimeout(due);
      due = setTimeout(drawLooks, RESTING);
    }

    /**
     * Pointing at a token shows where it looks; pressing it makes it the selected one everywhere.
     * @param {number} index
     */
    function select(index) {
      choose(index);
      model.set("position", first() + index);
      model.save_changes();
    }

    /** @param {PointerEvent} event */
    function point(event) {
      if (pattern().length === 0) return;
      const { row, column } = map.placeOf(event, pattern().length);
      choose(row);
      pointAt(column);
    }

    /** @param {number | null} key */
    function pointAt(key) {
      if (key === pointed) return;
      pointed = key;
      drawPointed();
    }

    function drawLooks() {
      clearTimeout(due);
      const pieces = drawnPieces();
      const weights = pattern()[query] ?? [];
      if (!pieces[query]) return fill(looks);
      const rows = weights
        .slice(0, query + 1)
        .map((weight, index) =>
          row(first() + index + 1, [chip(pieces[index]), meter(weight)], index === query ? "lp-taken" : ""),
        );
      if (first() > 0) rows.unshift(earlierRow(first(), weightBefore(weights)));
      const later = pieces.length - query - 1;
      const [number, token, weight] = words.attention.columns;
      if (later > 0) rows.push(maskedRow(later));
      fill(
        looks,
        element("p", { class: "lp-sentence" }, words.attention.looksAt(first() + query + 1, chip(pieces[query]))),
        table(words.attention.weights, [number, token, term("attention", weight)], rows, "lp-weights"),
      );
    }

    function drawPointed() {
      map.paint(pattern(), query, pointed);
      line.mark(query, pointed);
      const told = pointed === null ? [words.attention.pointing] : valueAt(query, pointed);
      fill(value, pattern().length > 0 && told);
    }

    /**
     * @param {number} row
     * @param {number} column
     */
    function valueAt(row, column) {
      const [from, to] = [row, column].map((index) => chip(drawnPieces()[index]));
      const [query, key] = [first() + row + 1, first() + column + 1];
      const weight = pattern()[row][column];
      return column > row
        ? words.attention.masked(query, from, key, to)
        : words.attention.cell(query, from, key, to, weight, bold);
    }

    function draw() {
      const pieces = drawnPieces();
      drawHead();
      query = selected() < 0 || !pieces[selected()] ? Math.max(0, pieces.length - 1) : selected();
      fill(cut, first() > 0 && words.attention.cut(pieces.length, encoding().pieces.length));
      pointed = null;
      map.label(pieces);
      line.show(pieces, first());
      drawPattern();
    }

    function drawPattern() {
      if (pattern().length !== drawnPieces().length) return;
      line.paint(pattern(), query);
      drawPointed();
      drawLooks();
    }

    function drawHead() {
      const { picture } = words.attention;
      const [layer, head] = [model.get("layer") ?? 0, model.get("head") ?? 0];
      map.canvas.setAttribute("aria-label", picture(layer, head, drawnPieces().length));
      layers.draw(model.get("n_layer") ?? 0);
      heads.draw(model.get("n_head") ?? 0);
    }

    const unwatch = [
      watch(model, ["encoding", "first", "n_layer", "n_head"], draw),
      watch(model, ["patterns", "head"], drawPattern),
      watch(model, ["layer", "head"], drawHead),
      watch(model, ["position"], () => {
        if (selected() === query) return; // it was chosen here, where the line is to stay under the pointer
        choose(selected());
        line.follow();
      }),
    ];
    draw();
    return () => {
      clearTimeout(due);
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * A choice of a layer or a head by its number; how many there are, a model tells later.
 * @param {import("./types").AnyModel} model
 * @param {"layer" | "head"} key
 */
function numbered(model, key) {
  const node = element("div");
  let known = 0;
  /** @type {ReturnType<typeof choice> | null} */
  let numbers = null;

  /** @param {number} size */
  function draw(size) {
    if (size !== known) {
      const options = /** @type {[string, string][]} */ (Array.from({ length: size }, (_, n) => [`${n}`, `${n}`]));
      numbers = choice(term(key, words.attention[key]), options, (value) => {
        model.set(key, Number(value));
        model.save_changes();
      });
      fill(node, size > 0 && numbers.node);
      known = size;
    }
    numbers?.mark(String(model.get(key)));
  }

  return { node, draw };
}

/**
 * The one sentence about the mask, over the whole width: it is longer than a token.
 * @param {number} later
 */
function maskedRow(later) {
  return element(
    "tr",
    { class: "lp-rest" },
    element("th", { scope: "row" }, words.attention.later),
    element("td", { colspan: 2 }, words.attention.maskedTokens(later)),
  );
}

/**
 * The sum of what is read of the tokens that are not drawn.
 * @param {number} earlier  how many they are
 * @param {number} weight
 */
function earlierRow(earlier, weight) {
  return row(words.attention.earlier, [words.attention.earlierTokens(earlier), meter(weight)], "lp-rest");
}
