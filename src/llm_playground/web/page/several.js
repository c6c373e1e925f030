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
 * @property {string} [label]  of the prompt
 * @property {string[]} [examples]  of prompts; the first is that of a first visit
 * @property {HTMLElement} [beside]  what stands beside the name of the prompt, in place of the counter of its tokens
 * @property {import("./types").Catalog} catalog
 */

/** @param {Several} options */
export function severalTexts({ room, fresh, names, most, go, run, label = words.prompt, examples, beside, catalog }) {
  const firstPrompt = examples?.[0] ?? words.firstPrompt;
  const form = new Form(room, { prompt: firstPrompt, model: catalog.default, ...fresh }, names);
  if (form.lanes.length > most) form.notices.push(words.tooManyLanes(form.lanes.length, most));
  for (const lane of form.lanes.slice(most)) form.removeLane(lane);
  for (const lane of form.lanes) {
    checkModel(form, lane, catalog);
    checkStrategy(form, lane, catalog);
  }
  const start = startButton(go, run);
  const counter = beside ? null : tokenCounter(form, catalog);
  const prompt = textCard({
    form,
    label,
    limit: catalog.limits.prompt_characters,
    examples,
    button: start.button,
    counter: counter?.node ?? beside,
  });

  /** Run at once where a link asks for it and everything in it is right. */
  function begin() {
    if (form.get("go") === undefined) return;
    form.set({ go: null });
    if (form.notices.length === 0) start.start();
  }

  function close() {
    start.close();
    counter?.close();
  }

  return { form, start, counter, prompt, begin, close };
}

/**
 * Texts side by side change their colours together.
 * @param {Form} form
 * @param {import("./lane.js").TextLane} text
 * @param {() => import("./lane.js").TextLane[]} all
 */
export function sharingColour(form, { view }, all) {
  view.set("colour", form.get("colour"));
  view.on("change:colour", (_, colour) => {
    form.set({ colour });
    for (const other of all()) other.view.set("colour", colour);
  });
}

/**
 * Where no seed is set, several texts get a new one together, so that what differs comes from what is set.
 * @param {import("./types").Run[]} runs
 * @param {import("./types").Catalog} catalog
 */
export function sharingSeed(runs, { strategies }) {
  if (runs.length === 1) return runs;
  const [seed] = crypto.getRandomValues(new Uint32Array(1));
  const draws = (/** @type {string} */ name) => strategies.find((each) => each.name === name)?.sampled ?? false;
  return runs.map((run) => (run.seed === null && draws(run.strategy) ? { ...run, seed } : run));
}
