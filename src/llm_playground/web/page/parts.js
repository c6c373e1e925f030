// Parts that several rooms share: the head of a room, the prompt, the settings, the button that starts and stops.

import { element, fill } from "../../views/kit/dom.js";
import { count } from "../../views/kit/numbers.js";
import { Refused } from "./api.js";

/** @typedef {import("./form.js").Form} Form */

const HIGHEST = 360; // pixels of a text field
const MEASURED = 20_000; // characters

export const EXAMPLES = [
  "Once upon a time",
  "Hello my name",
  "What is 2+2?",
  "Suggest a party theme.",
  "Tell me a fun fact about space.",
];

/**
 * @param {string} title
 * @param {string} lead
 * @param {...HTMLElement} more
 */
export function roomHead(title, lead, ...more) {
  return element("header", { class: "room-head" }, element("h1", {}, title), element("p", {}, lead), more);
}

/**
 * A text field that grows with its text, kept in the form, with examples to begin with.
 * @param {{ form: Form, name?: string, label: string, limit: number, examples?: string[], placeholder?: string, oninput?: () => void }} options
 */
export function textCard({
  form,
  name = "prompt",
  label,
  limit,
  examples = EXAMPLES,
  placeholder = "Write something …",
  oninput,
}) {
  const id = `text-${name}`;
  const area = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { id, rows: 1, placeholder, spellcheck: "false" })
  );
  const note = element("p", { class: "note" });
  const offers =
    examples.length > 0 &&
    element(
      "div",
      { class: "examples" },
      element("span", {}, "Try:"),
      examples.map((example) =>
        element(
          "button",
          { type: "button", class: "quiet small", onclick: () => write(example) },
          example.replaceAll("\n", " ⏎ "),
        ),
      ),
    );
  area.value = form.get(name) ?? "";

  /** @param {string} text */
  function write(text) {
    area.value = text;
    area.dispatchEvent(new Event("input"));
    area.focus();
  }

  function fit() {
    const length = [...area.value].length;
    const over = length > limit;
    area.setAttribute("aria-invalid", String(over));
    fill(note, over ? `${count(length)} characters: at most ${count(limit)} are read here. Shorten it to go on.` : "");
    note.hidden = !over;
    // A long text is as high as it may be; to measure a million characters takes a second.
    if (length < MEASURED) area.style.setProperty("height", "auto");
    area.style.setProperty("height", `${length < MEASURED ? Math.min(area.scrollHeight, HIGHEST) : HIGHEST}px`);
  }

  let before = area.value;
  area.addEventListener("input", () => {
    if (area.value === before) return; // browsers tell of some changes twice
    before = area.value;
    form.set({ [name]: area.value });
    fit();
    oninput?.();
  });
  requestAnimationFrame(fit);
  const node = element(
    "section",
    { class: "card text-card" },
    element("label", { for: id }, label),
    area,
    note,
    offers,
  );
  const fits = () => [...area.value].length <= limit;
  /** @throws {Refused} for who would send it */
  const check = () => {
    const message = "There is nothing to see: the text is too long.";
    if (!fits()) throw new Refused({ code: "invalid_value", message, field: name });
  };
  return { node, area, write, fits, check };
}

/**
 * The settings: a column on a wide screen, folded away on a narrow one.
 * @param {() => string} summary  one line that says what is set
 * @param {...HTMLElement} cards
 */
export function settings(summary, ...cards) {
  const line = element("span", { class: "set" });
  const node = /** @type {HTMLDetailsElement} */ (
    element(
      "details",
      { class: "settings" },
      element("summary", {}, element("b", {}, "Settings"), line),
      element("div", { class: "cards" }, cards),
    )
  );
  const wide = matchMedia("(min-width: 861px)");
  const adapt = () => {
    node.open = wide.matches;
  };
  const tell = () => fill(line, summary());
  wide.addEventListener("change", adapt);
  node.addEventListener("toggle", tell);
  node.addEventListener("change", tell);
  adapt();
  tell();
  return { node, close: () => wide.removeEventListener("change", adapt) };
}

/**
 * The button that starts and, while something runs, stops; Ctrl+Enter and Escape do the same from wherever the focus is.
 * @param {string} title
 * @param {(signal: AbortSignal) => Promise<void>} work  returns when done, stopped or failed
 */
export function startButton(title, work) {
  /** @type {AbortController | null} */
  let running = null;
  const button = element("button", { type: "button", class: "primary" });

  function draw() {
    button.classList.toggle("running", running !== null);
    fill(button, running ? "Stop" : title, " ", element("kbd", { "aria-hidden": true }, running ? "Esc" : "Ctrl ↵"));
    button.setAttribute("aria-keyshortcuts", running ? "Escape" : "Control+Enter");
  }

  async function start() {
    if (running) return;
    const mine = (running = new AbortController());
    draw();
    try {
      await work(mine.signal);
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
    } else if (event.key === "Escape" && running) stop();
  }

  function close() {
    stop();
    document.removeEventListener("keydown", onKey);
  }

  document.addEventListener("keydown", onKey);
  draw();
  return { button, start, stop, close };
}
