// A run as it comes from the server, read in one place for all rooms that show one.

import { askEvents, ServerGone } from "./api.js";
import { within } from "./branches.js";
import { problemsOf } from "./problems.js";
import { words } from "./words.js";

/** @typedef {import("./types").Run} Run */
/** @typedef {import("./types").RunEvent} RunEvent */
/** @typedef {import("../../views/types").Status} Status */
/** @typedef {"waiting" | "start" | "step" | "end"} News  what has happened; "end" is any end, good or bad */

export class Recording {
  /** @type {Status} */
  status = "empty";
  /** @type {string | null} */
  message = null;
  /** What was asked; @type {Run | null} */
  run = null;
  /** What was set then, from which a branch of a text may differ; @type {Run | null} */
  asked = null;
  /** The first steps, which a branch has from another text; @type {import("../../views/types").ChosenStep[]} */
  kept = [];
  /** @type {import("./types").Started | null} */
  started = null;
  /** @type {import("../../views/types").ChosenStep[]} */
  steps = [];
  /** @type {import("./types").Done | null} */
  done = null;
  #heard;

  /** @param {(news: News) => void} heard */
  constructor(heard) {
    this.#heard = heard;
  }

  get busy() {
    return this.status === "loading" || this.status === "running";
  }

  get text() {
    return this.steps.map((step) => step.text).join("");
  }

  /** Wait for a run. What there was stays until the new one starts. @param {Run} run */
  await(run) {
    this.run = run;
    this.asked ??= run;
    this.#tell("waiting", "loading", words.waiting);
  }

  /** @param {RunEvent} happening */
  take({ event, data }) {
    if (event === "loading") this.#tell("waiting", "loading", data.message);
    else if (event === "beam_step")
      this.#tell("waiting", "running", words.searching(data.index + 1, this.started?.max_new_tokens ?? 0));
    else if (event === "start") {
      this.started = data;
      this.steps = [...this.kept];
      this.done = null;
      this.#tell("start", "running", null);
    } else if (event === "step") {
      this.steps.push(data);
      this.message = null;
      this.#heard("step");
    } else if (event === "done") {
      this.done = data;
      if (data.stop_string !== null && this.kept.length > 0) this.steps = within(this.steps, data.completion);
      this.#tell("end", "done", null);
    } else if (event === "ending") {
      this.done = { ...data, tokens: this.steps.length, seconds: 0 }; // how long it took is told of a run alone
      this.#tell("end", "done", null);
    } else if (event === "error") this.fail(data.message);
  }

  /** @param {string} message */
  fail(message) {
    this.#tell("end", "error", message);
  }

  stop() {
    this.#tell("end", "stopped", null);
  }

  /**
   * @param {News} news
   * @param {Status} status
   * @param {string | null} message
   */
  #tell(news, status, message) {
    this.status = status;
    this.message = message;
    this.#heard(news);
  }
}

/**
 * Run requests side by side, each into its recording. Aborting the signal stops them all.
 * @param {Recording[]} recordings
 * @param {Run[]} runs
 * @param {AbortSignal} signal
 * @returns {Promise<import("./problems.js").Problem[]>} what the server found wrong with values
 */
export function record(recordings, runs, signal) {
  const events = askEvents("api/compare", { runs }, signal);
  return follow(recordings, runs, events, ({ event, data }) =>
    recordings[data.lane].take(/** @type {RunEvent} */ ({ event, data })),
  );
}

/**
 * Run a beam search into a recording, and hand over its tree.
 * @param {Recording} recording
 * @param {Run} run
 * @param {(tree: import("../../views/types").BeamTree) => void} ontree
 * @param {AbortSignal} signal
 */
export function recordSearch(recording, run, ontree, signal) {
  return follow([recording], [run], askEvents("api/beam-tree", run, signal), ({ event, data }) => {
    if (event === "beam_tree") ontree(data);
    else recording.take(/** @type {RunEvent} */ ({ event, data }));
  });
}

/**
 * @param {Recording[]} recordings
 * @param {Run[]} runs
 * @param {ReturnType<typeof askEvents>} events
 * @param {(happening: { event: string, data: any }) => void} hear
 */
async function follow(recordings, runs, events, hear) {
  const stillBusy = () => recordings.filter((recording) => recording.busy);
  /** @type {import("./problems.js").Problem[]} what turned out to be wrong once the model was there */
  const wrong = [];
  recordings.forEach((recording, index) => recording.await(runs[index]));
  try {
    for await (const happening of events) {
      hear(happening);
      const { lane = 0, problems = [] } = happening.event === "error" ? happening.data : {};
      for (const { field, message } of problems) wrong.push({ field: `runs.${lane}.${field}`, message });
    }
    for (const recording of stillBusy()) recording.fail(words.cutShort);
  } catch (error) {
    const stopped = error instanceof DOMException && error.name === "AbortError";
    for (const recording of stillBusy()) {
      if (stopped) recording.stop();
      else recording.fail(sentence(error, recording));
    }
    return problemsOf(error);
  }
  return wrong;
}

/**
 * @param {unknown} error
 * @param {Recording} recording
 */
function sentence(error, recording) {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ServerGone && recording.steps.length > 0 ? `${message} ${words.textStays}` : message;
}
