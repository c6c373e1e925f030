// A vector as a bar of colours, and weights as a strip: a cell for each number, the stronger the larger it is.

import { element } from "../dom.js";
import { filling, svgElement } from "../svg.js";

const SHADES = 6; // that the eye can tell apart; one path each

/**
 * Cells from -1 to 1. Pointing at one tells of it.
 * @param {number[]} cells
 * @param {(index: number) => string} tell
 */
export function colourBar(cells, tell) {
  const picture = filling(`0 0 ${cells.length} 1`, ...paths(cells));
  const told = element("span", { class: "lp-colour-told" });
  const node = element("span", { class: "lp-colour-bar", "aria-hidden": true }, picture, told);

  /** @param {PointerEvent} event */
  function point(event) {
    const box = picture.getBoundingClientRect();
    const share = Math.min(0.999, Math.max(0, (event.clientX - box.left) / box.width));
    const index = Math.floor(share * cells.length);
    told.textContent = tell(index);
    node.classList.add("lp-reading");
    node.style.setProperty("--at", String((index + 0.5) / cells.length));
    node.classList.toggle("lp-leftwards", share > 0.5);
  }

  node.addEventListener("pointermove", point);
  node.addEventListener("pointerdown", point); // a finger does not move before it points
  node.addEventListener("pointerleave", () => node.classList.remove("lp-reading"));
  return node;
}

/**
 * One path for all cells of a sign and a shade.
 * @param {number[]} cells
 */
function paths(cells) {
  /** @type {Map<string, string>} */
  const shaded = new Map();
  cells.forEach((cell, index) => {
    // The square root, so that small numbers, which are the most, are told from 0.
    const shade = Math.round(SHADES * Math.sqrt(Math.abs(cell)));
    if (shade === 0) return;
    const name = `${cell < 0 ? "lp-below" : "lp-above"} lp-shade-${shade}`;
    shaded.set(name, `${shaded.get(name) ?? ""}M${index} 0h1v1h-1z`);
  });
  return [...shaded].map(([name, d]) => svgElement("path", { class: name, d }));
}
