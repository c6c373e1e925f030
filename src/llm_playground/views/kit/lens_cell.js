// One cell of a lens: the likeliest tokens there, and how its column came to its end.

import { bold, element } from "./dom.js";
import { count, decimal } from "./numbers.js";
import { chip } from "./pieces.js";
import { meter, row, table } from "./tables.js";
import { term, termOf } from "./terms.js";
import { words } from "./words.js";

/** @typedef {import("../types").LensGrid} Grid */
/** @typedef {{ row: number, column: number }} Place */

/**
 * All about one cell, and beside it how its column came to its end.
 * @param {Grid} grid
 * @param {Place} place
 */
export function lensStory(grid, { row: at, column }) {
  const answer = chip(grid.vocabulary[grid.answers[column]]);
  const rank = grid.answer_ranks[at][column];
  const { title, settled, notYet, entropy, own } = words.lens;
  const layer = grid.layers[at];
  const where = grid.first + column + 1;
  const sentence =
    layer === grid.n_layer ? own(answer) : rank === 1 ? settled(answer) : notYet(answer, rank, termOf("rank"));
  return [
    element(
      "div",
      {},
      element("h3", {}, title(layer, grid.n_layer, where, chip(grid.pieces[column]))),
      element("p", { class: "lp-sentence" }, sentence),
      candidates(grid, at, column),
      element(
        "p",
        { class: "lp-hint" },
        entropy(bold(decimal(grid.entropy[at][column], 2)), termOf("entropy"), termOf("nats")),
      ),
    ),
    element(
      "div",
      {},
      element("h3", {}, words.lens.way(where)),
      element("p", { class: "lp-sentence" }, words.lens.wayTitle),
      wayTable(grid, column, at),
    ),
  ];
}

/**
 * The likeliest tokens of a cell, the two that are followed through all rows, and the sum of all others.
 * @param {Grid} grid
 * @param {number} at
 * @param {number} column
 */
function candidates(grid, at, column) {
  const ids = grid.ids[at][column];
  const [answer, next] = [grid.answers[column], grid.following[column]];
  /** @type {[number, number, number][]} */
  const listed = ids.map((id, index) => [id, index + 1, grid.probabilities[at][column][index]]);
  const more = /** @type {[number | null, number | null, number | null][]} */ ([
    [answer, grid.answer_ranks[at][column], grid.answer_probabilities[at][column]],
    [next, grid.following_ranks[at][column], grid.following_probabilities[at][column]],
  ]);
  for (const [id, rank, probability] of more)
    if (id !== null && rank !== null && probability !== null && !listed.some((each) => each[0] === id))
      listed.push([id, rank, probability]);
  listed.sort((one, other) => one[1] - other[1]);
  const rows = listed.map(([id, rank, probability]) =>
    row(
      element(
        "span",
        {},
        chip(grid.vocabulary[id]),
        id === answer && element("small", { class: "lp-lens-mark" }, words.lens.answer),
        id === next && element("small", { class: "lp-lens-mark" }, words.lens.next),
      ),
      [count(rank), meter(probability)],
      id === answer ? "lp-taken" : "",
    ),
  );
  const others = grid.vocab_size - ids.length;
  rows.push(
    row(words.lens.others(ids.length, others), ["", meter(grid.others_mass[at][column], "lp-before")], "lp-rest"),
  );
  const [token, rank, probability] = words.lens.columns;
  return table(words.lens.likeliest, [token, term("rank", rank), probability], rows, "lp-lens-likeliest");
}

/**
 * How sure the model is, and how far it is from its own answer, from layer to layer.
 * @param {Grid} grid
 * @param {number} column
 * @param {number} at  the row that is told of
 */
function wayTable(grid, column, at) {
  const widest = Math.log(grid.vocab_size);
  const rows = grid.layers.map((layer, index) => {
    const entropy = grid.entropy[index][column];
    const rank = grid.answer_ranks[index][column];
    return row(
      words.lens.layer(layer, grid.n_layer),
      [
        meter(entropy / widest, "lp-before", decimal(entropy, 2)),
        // On a scale of logarithms: from rank 1,000 to 100 is as far as from 100 to 10.
        meter(Math.log(rank) / widest, "", count(rank)),
      ],
      index === at ? "lp-taken" : "",
    );
  });
  const [layer, entropy, rank] = words.lens.wayColumns;
  return table(words.lens.wayTitle, [layer, term("entropy", entropy), term("rank", rank)], rows, "lp-lens-way");
}
