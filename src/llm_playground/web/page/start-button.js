// The button that starts and, while something runs, stops.

import { element, fill } from "../../views/kit/dom.js";
import { words } from "./words.js";

/**
 * Ctrl+Enter and Escape do the same from wherever the focus is. Other work may be begun in its place.
 * @param {string} title
 * @param {(signal: AbortSignal) => Promise<void>} work  returns when done, stopped or failed
 */
export function startButton(title, work) {
  /** @type {AbortController | null} */
  let running = null;
  const button = element("button", { type: "button", class: "primary" });

  function draw() {
    button.classList.toggle("running", running !== null);
    fill(
      button,
      running ? words.stop : title,
      " ",
      element("kbd", { "aria-hidden": true }, running ? words.keys.stop : words.keys.start),
    );
    button.setAttribute("aria-keyshortcuts", running ? "Escape" : "Control+Enter");
  }

  /** @param {(signal: AbortSignal) => Promise<void>} [other] */
  async function start(other = work) {
    if (running) return;
    const mine = (running = new AbortController());
    draw();
    try {
      await other(mine.signal);
    } finally {
      if (running === mine) running = null;
      draw();
    }
  }

  /** At once, so that a new start may follow in the same breath. */
  function stop() {
    running?.abort();
    running = null;
    draw();
  }

  button.addEventListener("click", () => (running ? stop() : start()));
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      start();
    } else if (event.key === "Escape" && running && !document.querySelector(":popover-open")) stop();
  }

  function close() {
    stop();
    document.removeEventListener("keydown", onKey);
  }

  /** @param {string} other  what is to stand on it now */
  function rename(other) {
    title = other;
    draw();
  }

  document.addEventListener("keydown", onKey);
  draw();
  return { button, start, stop, rename, close };
}
