// The residual stream at one place of the line: its vector, its length, and what the model would say there.

import { element } from "../dom.js";
import { signedBytesOf } from "../levels.js";
import { decimal, exact, percent } from "../numbers.js";
import { chip } from "../pieces.js";
import { words } from "../words.js";
import { colourBar } from "./bar.js";

/** @typedef {import("../../types").Bar} Bar */

/**
 * A vector; pointing at a cell tells its number.
 * @param {Bar} bar
 */
export function vectorBar({ levels, largest, each, numbers }) {
  const told = words.forward_pass;
  const cells = signedBytesOf(levels).map((level) => level / 127);
  return colourBar(cells, (index) =>
    numbers
      ? words.vector.number(index, exact(numbers[index]))
      : told.about(index * each, each, largest * cells[index]),
  );
}

/**
 * Beside the line.
 * @param {import("../../types").Place} place
 * @param {number} answer  the id of what the model says at the end
 */
export function placeBeside({ name, stream, likeliest, answer_rank, answer_probability }, answer) {
  const told = words.forward_pass;
  const same = likeliest.id === answer;
  return element(
    "div",
    { class: "lp-beside-line", "data-place": name },
    vectorBar(stream),
    element("span", { class: "lp-length" }, told.length(length(stream.norm))),
    element(
      "span",
      { class: same ? "lp-says lp-answer" : "lp-says", title: told.standing(answer_rank, percent(answer_probability)) },
      element("span", {}, told.says),
      chip(likeliest.piece),
      element("small", {}, percent(likeliest.probability)),
    ),
  );
}

/**
 * The length of a vector: a few digits, however long it is.
 * @param {number} norm
 */
export function length(norm) {
  return decimal(norm, norm < 10 ? 2 : norm < 1000 ? 1 : 0);
}
