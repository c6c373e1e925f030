// A term of the field where it stands, and on a press what it means.

import { element } from "./dom.js";
import { words } from "./words.js";

/**
 * A term, underlined with dots; a press, Enter or a tap explains it, and Escape or a press elsewhere takes that away.
 * @param {keyof typeof words.glossary} name
 * @param {string} [label]  the term as it stands here
 */
export function term(name, label = words.glossary[name][0]) {
  const [title, meaning] = words.glossary[name];
  const told = element(
    "span",
    { class: "lp-told", popover: "auto", role: "note" },
    element("b", {}, title),
    element("span", {}, meaning),
  );
  const button = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: "lp-term" }, label));
  button.popoverTargetElement = told;
  told.addEventListener("toggle", () => putBeside(told, button));
  return element("span", { class: "lp-explained" }, button, told);
}

/**
 * Below the term or, where there is no room, above it; never outside the window.
 * @param {HTMLElement} told
 * @param {HTMLElement} button
 */
function putBeside(told, button) {
  const [box, at] = [told.getBoundingClientRect(), button.getBoundingClientRect()];
  const { innerWidth, innerHeight } = window;
  const below = at.bottom + 6 + box.height <= innerHeight;
  told.style.setProperty("left", `${Math.max(8, Math.min(at.left, innerWidth - box.width - 8))}px`);
  told.style.setProperty("top", `${Math.max(8, below ? at.bottom + 6 : at.top - box.height - 6)}px`);
}
