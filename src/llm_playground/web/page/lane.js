// One run on the screen: what was asked, the text as it comes, how it ended.

import generation from "../../views/generation.js";
import { element, fill } from "../../views/kit/dom.js";
import { count } from "../../views/kit/numbers.js";
import { row, table } from "../../views/kit/tables.js";
import { askEvents, ServerGone } from "./api.js";
import { readable } from "./controls.js";
import { Model, mount } from "./host.js";

/** @typedef {import("./types").Run} Run */
/** @typedef {import("./types").RunEvent} RunEvent */
/** @typedef {import("./types").Started} Started */
/** @typedef {import("./types").Done} Done */

const FRESH = { prompt: null, is_instruct: false, status: "empty", message: null, finish_reason: null, selected: null };

export class Lane {
  /** @type {Model} */
  model = new Model({ ...FRESH, steps: [] });
  /** @type {import("../../views/types").ChosenStep[]} */
  steps = [];
  #head = element("div", { class: "lane-head" });
  #view = element("div");
  #more = element("div");
  #unmount;
  #keepSeed;
  #longest = 0;
  /** @type {(started: Started) => void} */
  onstart = () => {};

  /** @param {{ title?: string, keepSeed?: (seed: number) => void }} [options] */
  constructor({ title = "", keepSeed } = {}) {
    this.el = element(
      "section",
      { class: "card lane", "aria-label": title || "Generated text" },
      this.#head,
      this.#view,
      this.#more,
    );
    this.#keepSeed = keepSeed;
    this.#unmount = mount(generation, this.#view, this.model);
  }

  close() {
    this.#unmount();
    this.el.remove();
  }

  get busy() {
    return ["loading", "running"].includes(this.model.get("status"));
  }

  /** @param {Pick<Run, "model" | "strategy">} run */
  begin(run) {
    this.steps = [];
    fill(this.#head, element("h2", {}, run.model), element("span", { class: "tag" }, readable(run.strategy)));
    fill(this.#more);
    this.model.apply({ ...FRESH, steps: [], status: "loading", message: "Waiting for the model …" });
  }

  /** @param {RunEvent} happening */
  take({ event, data }) {
    if (event === "loading") this.model.apply({ message: data.message });
    else if (event === "beam_step") this.model.apply({ message: searching(data, this.#longest) });
    else if (event === "start") this.#start(data);
    else if (event === "step") {
      this.steps.push(data);
      this.model.post({ kind: "step", step: data });
      if (this.steps.length === 1) this.model.set("message", null);
    } else if (event === "done") this.#done(data);
    else if (event === "error") this.fail(data.message);
  }

  stop() {
    if (this.busy) this.model.apply({ status: "stopped", message: null });
  }

  /** @param {string} message */
  fail(message) {
    this.model.apply({ status: "error", message });
  }

  /** @param {Started} started */
  #start(started) {
    const { parameters, seed } = started;
    this.#longest = started.max_new_tokens;
    const tags = Object.entries(parameters).map(([name, value]) =>
      element("span", { class: "tag" }, `${readable(name)} ${value}`),
    );
    fill(
      this.#head,
      element("h2", {}, started.model),
      element("span", { class: "tag" }, readable(started.strategy)),
      tags,
      seed !== null && element("span", { class: "tag" }, `Seed ${seed}`),
      seed !== null &&
        this.#keepSeed &&
        element(
          "button",
          { type: "button", class: "quiet small", onclick: () => this.#keepSeed?.(seed) },
          "Keep this seed",
        ),
    );
    this.model.apply({ prompt: started.prompt, is_instruct: started.is_instruct, status: "running", message: null });
    this.onstart(started);
  }

  /** @param {Done} done */
  #done(done) {
    const pace =
      done.seconds > 0 && done.tokens > 0
        ? `${done.seconds.toFixed(2)} s · ${count(Math.round(done.tokens / done.seconds))} tokens a second`
        : null;
    this.model.apply({ status: "done", finish_reason: done.finish_reason, message: pace });
    if (done.hypotheses.length > 0) fill(this.#more, beams(done.hypotheses));
  }
}

/**
 * @param {import("./types").BeamStep} step
 * @param {number} longest  `max_new_tokens`
 */
export function searching({ index }, longest) {
  return `Beam search knows its text only at the end: ${count(index + 1)} of ${count(longest)} tokens searched …`;
}

/** @param {import("./types").Hypothesis[]} hypotheses */
function beams(hypotheses) {
  const rows = hypotheses.map((each, index) =>
    row(
      index + 1,
      [element("span", { class: "beam" }, each.text), each.logprob.toFixed(2), each.score.toFixed(3)],
      index === 0 ? "lp-taken" : "",
    ),
  );
  return element(
    "div",
    { class: "beams lp-view" },
    element("h3", {}, "All texts that beam search finished, best first"),
    table("Finished beams", ["Place", "Text", "Log-probability (nats)", "Score"], rows),
  );
}

/**
 * Run one request in each lane and hand every event to its lane. Aborting the signal stops them all.
 * @param {Lane[]} lanes
 * @param {Run[]} runs
 * @param {AbortSignal} signal
 */
export async function runLanes(lanes, runs, signal) {
  lanes.forEach((lane, index) => lane.begin(runs[index]));
  const [path, body] = runs.length === 1 ? ["api/generate", runs[0]] : ["api/compare", { runs }];
  try {
    for await (const happening of askEvents(/** @type {string} */ (path), body, signal)) {
      lanes[happening.data.lane ?? 0].take(/** @type {RunEvent} */ (happening));
    }
    for (const lane of lanes) if (lane.busy) lane.fail("The server ended the answer before it was complete.");
  } catch (error) {
    for (const lane of lanes) if (lane.busy) settle(lane, error);
    return error instanceof Error && "field" in error ? /** @type {string | null} */ (error.field) : null;
  }
  return null;
}

/**
 * @param {Lane} lane
 * @param {unknown} error
 */
function settle(lane, error) {
  if (error instanceof DOMException && error.name === "AbortError") return lane.stop();
  if (error instanceof ServerGone && lane.steps.length > 0)
    return lane.fail(`${error.message} The text up to here stays.`);
  lane.fail(error instanceof Error ? error.message : String(error));
}
