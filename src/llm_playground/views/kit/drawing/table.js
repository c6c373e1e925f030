// The drawing as a table: each place of the stream with its length and what the model would say there.

import { count, percent } from "../numbers.js";
import { chip } from "../pieces.js";
import { row, table } from "../tables.js";
import { words } from "../words.js";
import { length } from "./place.js";

/** @param {import("../../types").ForwardPass} pass */
export function placesTable({ places }) {
  const told = words.forward_pass;
  return table(
    told.asTable,
    told.columns,
    places.map(({ name, stream, likeliest, answer_rank, answer_probability }) =>
      row(name, [
        length(stream.norm),
        chip(likeliest.piece),
        percent(likeliest.probability),
        count(answer_rank),
        percent(answer_probability),
      ]),
    ),
  );
}
