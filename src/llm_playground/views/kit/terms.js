// A term of the field where it stands, and on a press what it means.

import { element, fill } from "./dom.js";
import { words } from "./words.js";

/**
 * A term, underlined with dots; a press, Enter or a tap explains it, and Escape or a press elsewhere takes that away.
 * @param {keyof typeof words.glossary} name
 * @param {string} [label]  the term as it stands here
 */
export function term(name, label = words.glossary[name][0]) {
  const [title, meaning] = words.glossary[name];
  const told = element("span", { class: "lp-told", popover: "auto", role: "note" });
  const button = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: "lp-term" }, label));
  button.popoverTargetElement = told;
  // Filled only when it is to be read: until then what is around it has no text that nobody sees.
  told.addEventListener("beforetoggle", () => fill(told, element("b", {}, title), element("span", {}, meaning)));
  told.addEventListener("toggle", () => putBeside(told, button));
  return element("span", { class: "lp-explained" }, button, told);
}

/**
 * The same for a term that stands within a sentence: the words say how it is written there.
 * @param {keyof typeof words.glossary} name
 */
export function termOf(name) {
  return (/** @type {string} */ label) => term(name, label);
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
