// A lens over a text: what the model would say at each layer, from what enters the first block to the model itself.

import { band, bandLegend } from "./kit/bands.js";
import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { roving } from "./kit/keys.js";
import { lensStory } from "./kit/lens_cell.js";
import { count, percent } from "./kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").LensGrid} Grid */
/** @typedef {import("./types").LensKind} Kind */
/** @typedef {{ row: number, column: number }} Place */

const KINDS = /** @type {Kind[]} */ (["logit", "linear", "jacobian"]);

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Place} */
    let chosen = { row: 0, column: 0 };
    const kinds = choice(
      words.lens.lens,
      KINDS.map((kind) => [kind, words.lens.kinds[kind][0]]),
      (kind) => {
        model.set("kind", kind);
        model.save_changes();
      },
    );
    const question = element("p", { class: "lp-sentence" });
    const state = element("p", { class: "lp-state", role: "status" });
    const cells = element("div", { class: "lp-lens-grid", role: "grid", "aria-label": words.lens.grid });
    const scroller = element("div", { class: "lp-lens-scroll" }, cells);
    const cut = element("p", { class: "lp-hint" });
    const told = element("div", { class: "lp-lens-told", role: "group", "aria-label": words.lens.told });
    const list = unfold(words.lens.asTable, () => wholeTable(model.get("grid")));
    const figure = element("div", {}, scroller, bandLegend("probability", words.lens.legend), cut);
    const body = element("div", { class: "lp-split" }, figure, told);
    const undress = dress(el, "lp-lens", kinds.node, question, state, body, list);

    roving(cells, '[role="gridcell"]');
    for (const name of ["focusin", "click"])
      cells.addEventListener(name, (event) => {
        const place = placeOf(event);
        if (!place) return;
        chosen = place;
        mark();
      });
    for (const name of ["click", "keydown"])
      cells.addEventListener(name, (event) => {
        const place = placeOf(event);
        if (!place || (event instanceof KeyboardEvent && event.key !== "Enter")) return;
        model.set("position", (grid()?.first ?? 0) + place.column);
        model.save_changes();
      });
    cells.addEventListener("pointerover", (event) => tell(placeOf(event) ?? chosen));
    cells.addEventListener("pointerleave", () => tell(chosen));

    /** @returns {Grid | null} what is shown, if it is what was asked for */
    function grid() {
      const known = /** @type {Grid | null} */ (model.get("grid") ?? null);
      return known?.layers && known.kind === kind() ? known : null;
    }

    /** @returns {Kind} */
    function kind() {
      return model.get("kind") ?? "logit";
    }

    /** @param {Place} place */
    function tell(place) {
      const known = grid();
      if (known) fill(told, lensStory(known, place));
    }

    function mark() {
      for (const cell of cells.querySelectorAll('[role="gridcell"]')) {
        const here = cell.getAttribute("data-row") === String(chosen.row);
        cell.setAttribute("aria-selected", String(here && cell.getAttribute("data-column") === String(chosen.column)));
      }
      tell(chosen);
    }

    /** Sideways only: the page is not to move when an answer comes. */
    function showChosen() {
      const [box, at] = [scroller, cells.querySelector('[aria-selected="true"]')].map((node) =>
        /** @type {Element} */ (node).getBoundingClientRect(),
      );
      scroller.scrollLeft += at.left + at.width / 2 - box.left - box.width / 2;
    }

    /** The selected token, where it is among those that are shown. */
    function follow() {
      const shown = grid();
      const column = (model.get("position") ?? -1) - (shown?.first ?? 0);
      if (!shown?.pieces[column] || column === chosen.column) return;
      chosen = { ...chosen, column };
      mark();
      showChosen();
    }

    function draw() {
      const shown = grid();
      const offered = /** @type {Kind[] | undefined} */ (model.get("grid")?.offered);
      const [sentence, reading] = words.lens.kinds[kind()].slice(1);
      kinds.mark(kind());
      fill(question, bold(sentence), " ", reading);
      body.hidden = list.hidden = shown === null;
      state.hidden = shown !== null;
      if (!shown) {
        const missing = offered && !offered.includes(kind());
        return void fill(
          state,
          missing ? words.lens.missing(model.get("grid").model) : offered ? words.lens.waiting : words.lens.empty,
        );
      }
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (!shown.layers[chosen.row] || chosen.column >= shown.pieces.length || !cells.firstChild)
        chosen = { row: shown.layers.length - 1, column: shown.pieces.length - 1 };
      cells.style.setProperty("--tokens", String(shown.pieces.length));
      fill(cells, gridRows(shown, chosen));
      fill(cut, words.lens.cut(shown.pieces.length, shown.n_token, shown.layers.length - 1, shown.n_layer));
      mark();
      showChosen();
      follow();
    }

    const unwatch = [watch(model, ["grid", "kind"], draw), watch(model, ["position"], follow)];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/** @param {Event} event */
function placeOf(event) {
  const cell = /** @type {HTMLElement} */ (event.target).closest?.('[role="gridcell"]');
  return cell ? { row: Number(cell.getAttribute("data-row")), column: Number(cell.getAttribute("data-column")) } : null;
}

/**
 * The text, below it what enters each block, and last the model itself: as the model is drawn.
 * @param {Grid} grid
 * @param {Place} chosen
 */
function gridRows(grid, chosen) {
  const rows = grid.layers.map((layer, at) =>
    element(
      "div",
      { role: "row" },
      element("span", { role: "rowheader", class: "lp-lens-layer" }, words.lens.layer(layer, grid.n_layer)),
      grid.pieces.map((_, column) => gridCell(grid, at, column, at === chosen.row && column === chosen.column)),
    ),
  );
  const heads = grid.pieces.map((piece, column) =>
    element(
      "span",
      { role: "columnheader", class: "lp-lens-token", "aria-label": spokenPiece(piece) },
      element("small", {}, count(grid.first + column + 1)),
      element("code", {}, pieceLabel(piece)),
    ),
  );
  const corner = element("span", { role: "columnheader", class: "lp-lens-layer lp-lens-corner" }, words.lens.text);
  return [element("div", { role: "row", class: "lp-lens-text" }, corner, heads), ...rows];
}

/**
 * @param {Grid} grid
 * @param {number} row
 * @param {number} column
 * @param {boolean} isChosen
 */
function gridCell(grid, row, column, isChosen) {
  const id = grid.ids[row][column][0];
  const probability = grid.probabilities[row][column][0];
  const settled = id === grid.answers[column];
  const place = words.lens.place(grid.layers[row], grid.n_layer, spokenPiece(grid.pieces[column]));
  return element(
    "span",
    {
      role: "gridcell",
      class: `lp-lens-cell ${band(probability)}${settled ? " lp-settled" : ""}`,
      "data-row": row,
      "data-column": column,
      tabindex: isChosen ? 0 : -1,
      "aria-label": words.lens.spoken(place, spokenPiece(grid.vocabulary[id]), probability, settled),
      "aria-selected": String(isChosen),
    },
    pieceLabel(grid.vocabulary[id]),
  );
}

/** @param {Grid} grid */
function wholeTable(grid) {
  const rows = grid.layers.map((layer, at) =>
    row(
      words.lens.layer(layer, grid.n_layer),
      grid.pieces.map((_, column) => [
        chip(grid.vocabulary[grid.ids[at][column][0]]),
        ` ${percent(grid.probabilities[at][column][0])}, ${words.lens.nats(grid.entropy[at][column])}`,
      ]),
    ),
  );
  return table(words.lens.grid, [words.lens.wayColumns[0], ...grid.pieces.map((piece) => chip(piece))], rows);
}
