// The blocks of a step: text, code with what it gave, doors to the live view, predictions, exercises.

import { element, fill } from "../../../../views/kit/dom.js";
import { door } from "../../doors.js";
import { drawn } from "../../nodes.js";
import { words } from "../../words.js";
import { exercise } from "./exercise.js";
import { prediction } from "./prediction.js";
import { prose, scrolling } from "./scrolling.js";

/** @typedef {import("../../types").LessonBlock} LessonBlock */
/** @typedef {{ lesson: string, step: string, solved: string[] | null,
 *   announce: (text: string) => void, onread: () => void }} Place */

/**
 * The blocks up to a prediction, and those behind it once it is made. `onread` is called when nothing is open any more.
 * @param {LessonBlock[]} blocks
 * @param {Place} place
 * @returns {HTMLElement}
 */
export function drawBlocks(blocks, place) {
  const at = blocks.findIndex(({ kind }) => kind === "prediction");
  const shown = element(
    "div",
    { class: "blocks" },
    blocks.slice(0, at < 0 ? blocks.length : at).map((each) => block(each, place)),
  );
  const open = blocks[at];
  if (open?.kind !== "prediction") {
    place.onread();
    return shown;
  }
  const rest = element("div", { class: "blocks" });
  const asked = prediction(open, place, () => fill(rest, drawBlocks(blocks.slice(at + 1), place)));
  shown.append(asked, rest);
  return shown;
}

/**
 * @param {LessonBlock} block
 * @param {Place} place
 * @returns {HTMLElement}
 */
function block(block, { solved }) {
  switch (block.kind) {
    case "text":
      return prose(block.body);
    case "code":
      return element(
        "figure",
        { class: "code" },
        scrolling(block.source, words.learn.code),
        block.outputs.length > 0 &&
          element(
            "div",
            { class: "output", tabindex: 0, role: "group", "aria-label": words.learn.output },
            ...drawn(block.outputs),
          ),
      );
    case "view":
      return element("p", { class: "view-door" }, door(block.address, block.title));
    case "exercise":
      return exercise(block, solved);
    default:
      throw new Error(`a block of the kind ${block.kind}`);
  }
}
