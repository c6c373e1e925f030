// What rooms that run several texts of one prompt begin with: the form with a lane for each, the prompt, the button.

import { checkStrategy } from "./controls.js";
import { Form } from "./form.js";
import { checkModel } from "./models.js";
import { textCard, tokenCounter } from "./prompt.js";
import { startButton } from "./start-button.js";
import { words } from "./words.js";

/**
 * @typedef {object} Several
 * @property {string} room
 * @property {Record<string, string>} fresh  what a first visit begins with, besides a prompt and a model
 * @property {string[]} names  what each lane has for itself
 * @property {number} most  lanes
 * @property {string} go  what stands on the button
 * @property {(signal: AbortSignal) => Promise<void>} run
 * @property {import("./types").Catalog} catalog
 */

/** @param {Several} options */
export function severalTexts({ room, fresh, names, most, go, run, catalog }) {
  const form = new Form(room, { prompt: words.firstPrompt, model: catalog.default, ...fresh }, names);
  if (form.lanes.length > most) form.notices.push(words.tooManyLanes(form.lanes.length, most));
  for (const lane of form.lanes.slice(most)) form.removeLane(lane);
  for (const lane of form.lanes) {
    checkModel(form, lane, catalog);
    checkStrategy(form, lane, catalog);
  }
  const start = startButton(go, run);
  const counter = tokenCounter(form, catalog);
  const prompt = textCard({
    form,
    label: words.prompt,
    limit: catalog.limits.prompt_characters,
    button: start.button,
    counter: counter.node,
  });

  /** Run at once where a link asks for it and everything in it is right. */
  function begin() {
    if (form.get("go") === undefined) return;
    form.set({ go: null });
    if (form.notices.length === 0) start.start();
  }

  function close() {
    start.close();
    counter.close();
  }

  return { form, start, counter, prompt, begin, close };
}
