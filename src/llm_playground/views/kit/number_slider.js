// A picture of numbers, one of which is read at a time: with the pointer, or as a slider with the arrow keys.

import { element } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * @param {{ kind: string, title: string, size: number, at: (share: number) => number, read: (index: number) => void }} picture
 *   `size`: how many numbers it has; `at`: which of them stands at a share of its width; `read`: shows one
 * @param {...Child} content
 */
export function numberSlider({ kind, title, size, at, read }, ...content) {
  let chosen = 0;
  const node = element(
    "div",
    {
      class: kind,
      role: "slider",
      tabindex: 0,
      "aria-label": title,
      "aria-valuemin": 0,
      "aria-valuemax": size - 1,
    },
    content,
  );

  /** @param {number} index */
  function within(index) {
    return Math.min(size - 1, Math.max(0, index));
  }

  /** @param {PointerEvent} event */
  function point(event) {
    const box = node.getBoundingClientRect();
    read(within(at((event.clientX - box.left) / box.width)));
  }

  node.addEventListener("pointermove", point);
  node.addEventListener("pointerdown", point); // a finger does not move before it points
  node.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: chosen - 1, ArrowRight: chosen + 1, Home: 0, End: size - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    read(within(to));
  });
  return {
    node,
    /**
     * @param {number} index  the one that is read now
     * @param {string} text  what is read out
     */
    tell(index, text) {
      chosen = index;
      node.setAttribute("aria-valuenow", String(index));
      node.setAttribute("aria-valuetext", text);
    },
  };
}
