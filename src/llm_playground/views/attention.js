// One attention head over the tokens: the whole pattern as a picture, and what the chosen token looks at as a table.

import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { heatMap } from "./kit/heat_map.js";
import { indexAt, indexOf, pressing, roving } from "./kit/keys.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { meter, row, table } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Encoding} Encoding */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    let query = 0;
    const [layers, heads] = /** @type {const} */ (["layer", "head"]).map((key) => numbered(model, key));
    /** @type {number | null} */
    let pointed = null; // the column under the pointer
    const { looking, lookedAt, scale } = words.attention;
    const map = heatMap({ rows: looking, columns: lookedAt, scale });
    const value = element("p", { class: "lp-value", role: "status" });
    const figure = element("figure", {}, map.node, value, element("figcaption", {}, words.attention.caption));
    const cut = element("p", { class: "lp-hint" });
    const tokens = element("div", {
      class: "lp-flow",
      role: "listbox",
      "aria-label": words.attention.looking,
      "aria-orientation": "horizontal",
    });
    const looks = element("div");
    const undress = dress(
      el,
      "lp-attention",
      element("div", { class: "lp-choices" }, layers.node, heads.node),
      element("div", { class: "lp-split" }, figure, element("div", {}, cut, tokens, looks)),
    );
    roving(tokens, '[role="option"]');
    for (const name of ["focusin", "pointerover"]) tokens.addEventListener(name, (event) => choose(indexAt(event)));
    pressing(tokens, "[data-index]", (item) => select(indexOf(item)));
    map.canvas.addEventListener("pointermove", point);
    map.canvas.addEventListener("pointerdown", point); // a finger does not move before it points
    map.canvas.addEventListener("click", () => select(query));
    map.canvas.addEventListener("pointerleave", () => {
      pointed = null;
      drawPointed();
    });
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

    /** @param {number | null} index */
    function choose(index) {
      if (index === null || index === query || !pattern()[index]) return;
      query = index;
      drawQuery();
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
      pointed = column;
      choose(row);
      drawPointed();
    }

    function drawQuery() {
      const pieces = drawnPieces();
      const weights = pattern()[query] ?? [];
      for (const item of tokens.querySelectorAll("[data-index]")) {
        const index = indexOf(item);
        item.setAttribute("aria-selected", String(index === query));
        item.classList.toggle("lp-future", index > query);
        /** @type {HTMLElement} */ (item).style.setProperty(
          "--share",
          String(index > query ? 0 : (weights[index] ?? 0)),
        );
      }
      if (!pieces[query]) return fill(looks);
      const rows = weights
        .slice(0, query + 1)
        .map((weight, index) =>
          row(first() + index + 1, [chip(pieces[index]), meter(weight)], index === query ? "lp-taken" : ""),
        );
      const before = 1 - weights.reduce((sum, weight) => sum + weight, 0);
      if (first() > 0) rows.unshift(earlierRow(first(), Math.max(0, before)));
      const later = pieces.length - query - 1;
      const [number, token, weight] = words.attention.columns;
      if (later > 0) rows.push(maskedRow(later));
      fill(
        looks,
        element("p", { class: "lp-sentence" }, words.attention.looksAt(first() + query + 1, chip(pieces[query]))),
        table(words.attention.weights, [number, token, term("attention", weight)], rows, "lp-weights"),
      );
      drawPointed();
    }

    function drawPointed() {
      map.paint(pattern(), query, pointed);
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
      fill(
        tokens,
        pieces.map((piece, index) =>
          element(
            "span",
            {
              role: "option",
              tabindex: index === query ? 0 : -1,
              "data-index": index,
              class: "lp-look",
              "aria-label": words.attention.spoken(first() + index + 1, spokenPiece(piece)),
              "aria-selected": "false",
            },
            pieceLabel(piece),
          ),
        ),
      );
      drawQuery();
    }

    function drawPattern() {
      if (pattern().length === drawnPieces().length) drawQuery();
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
      watch(model, ["position"], () => choose(selected())),
    ];
    draw();
    return () => {
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
