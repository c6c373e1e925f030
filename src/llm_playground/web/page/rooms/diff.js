// Diff: two saved runs side by side. The server reads the files, checks them and lays them beside each other.

import diffView from "../../../views/diff.js";
import generation from "../../../views/generation.js";
import { element, fill } from "../../../views/kit/dom.js";
import { mount, State } from "../../../views/kit/host.js";
import { badge } from "../../../views/kit/told/badge.js";
import { askJson, Refused, server } from "../api.js";
import { roomHead } from "../desk.js";
import { label } from "../labels.js";
import { problemsOf } from "../problems.js";
import { Recording, record } from "../recording.js";
import { laid, traceOf } from "../traces.js";
import { words } from "../words.js";

/** @typedef {import("../../../views/types").Trace} Trace */

const LETTERS = ["A", "B"];

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    let asking = new AbortController();
    const places = LETTERS.map(place);
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const start = element(
      "div",
      { class: "diff-start" },
      element("p", {}, words.diff.how),
      element("p", {}, element("button", { type: "button", class: "primary", onclick: example }, words.diff.example)),
    );
    const alone = element("div");
    const both = element("div");
    const stored = element("div", { class: "stored" });
    const stage = element(
      "section",
      { class: "card", "aria-label": words.diff.title },
      problem,
      start,
      stored,
      alone,
      both,
    );
    const text = new State({
      prompt: null,
      is_instruct: false,
      status: "empty",
      message: null,
      steps: [],
      selected: null,
    });
    const diff = new State({ diff: null, selected: null });
    el.append(
      roomHead(words.diff.title, words.diff.lead),
      element(
        "div",
        { class: "diff-places" },
        places.map(({ node }) => node),
      ),
      stage,
    );
    const unmount = [mount(generation, alone, text), mount(diffView, both, diff)];

    /** Show what lies here, as far as the server can read it. */
    async function draw() {
      asking.abort();
      const mine = (asking = new AbortController());
      const { runs } = laid;
      const there = runs.filter((run) => run !== null);
      places.forEach((each, at) => each.draw(runs[at]));
      problem.hidden = true;
      start.hidden = there.length > 0;
      alone.hidden = both.hidden = true;
      fill(stored);
      stage.hidden = false;
      if (there.length === 0) return;
      stage.classList.add("asking");
      try {
        if (there.length === 2)
          showBoth(await askJson("api/diff", { a: there[0].text, b: there[1].text }, mine.signal));
        else showOne(await askJson("api/trace", { trace: there[0].text }, mine.signal), runs[0] ? 0 : 1);
      } catch (error) {
        if (!mine.signal.aborted) tell(error);
      } finally {
        if (mine === asking) stage.classList.remove("asking");
      }
    }

    /** @param {import("../../../views/types").TraceDiff} found */
    function showBoth(found) {
      for (const each of places) each.tell("");
      both.hidden = false; // first, since a view measures itself
      diff.apply({ diff: found, selected: null });
      const [a, b] = [found.a.start, found.b.start];
      if (a.model === b.model && a.quantization === b.quantization) fill(stored, badge(a.quantization));
      else fill(stored, badge(a.quantization, a.model), badge(b.quantization, b.model));
      announce(words.diff.announce(found.pairs.length));
    }

    /**
     * @param {Trace} trace
     * @param {number} at
     */
    function showOne(trace, at) {
      const { start, steps, ending } = trace;
      places[at].tell(factsOf(trace));
      places[1 - at].tell(words.diff.another);
      alone.hidden = false;
      const { prompt, is_instruct, quantization = null } = start;
      text.apply({
        steps,
        selected: null,
        prompt,
        is_instruct,
        quantization,
        status: "done",
        finish_reason: ending.finish_reason,
      });
    }

    /** What is wrong with a file is told at its place. @param {unknown} error */
    function tell(error) {
      const found = problemsOf(error).filter(({ field }) => ["a", "b", "trace"].includes(field ?? ""));
      for (const { field, message } of found) places[field === "b" || laid.runs[0] === null ? 1 : 0].refuse(message);
      if (found.length > 0) return;
      problem.hidden = false;
      const isTooLarge = error instanceof Refused && error.code === "too_large";
      fill(problem, isTooLarge ? words.diff.tooLarge : error instanceof Error ? error.message : String(error));
    }

    /** Two runs of the same prompt with two seeds. */
    async function example() {
      start.hidden = true;
      stage.classList.add("asking");
      const runs = [7, 8].map((seed) => ({
        ...{ model: catalog.default, prompt: words.firstPrompt, strategy: "top_p", max_new_tokens: 60, top: 10 },
        ...{ parameters: { top_p: 0.9 }, seed },
      }));
      const recordings = runs.map(() => new Recording(() => {}));
      const mine = asking;
      await record(recordings, runs, mine.signal);
      if (mine.signal.aborted) return;
      const failed = recordings.find(({ done }) => done === null);
      if (failed) return tell(failed.message);
      recordings.forEach((each, at) => laid.put({ name: words.diff.seeded(runs[at].seed), text: traceOf(each) }, at));
    }

    const again = () => void draw();
    laid.addEventListener("change", again);
    server.addEventListener("back", again);
    draw();
    return () => {
      laid.removeEventListener("change", again);
      server.removeEventListener("back", again);
      asking.abort();
      for (const stop of unmount) stop();
    };
  },
};

/** @param {Trace} trace */
function factsOf({ start, steps, version }) {
  return words.diff.facts(start.model, label(start.strategy), start.seed, steps.length, version);
}

/**
 * Where a run lies, or is to lie.
 * @param {string} letter
 * @param {number} at
 */
function place(letter, at) {
  const name = element("h2", {});
  const facts = element("p", { class: "effect" });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const id = `run-${letter.toLowerCase()}`;
  const input = /** @type {HTMLInputElement} */ (
    element("input", { type: "file", class: "lp-unseen", id, accept: ".json,application/json" })
  );
  input.addEventListener("change", async () => {
    await laid.open(input.files ?? [], at);
    input.value = "";
  });
  const remove = element(
    "button",
    { type: "button", class: "quiet small", onclick: () => laid.put(null, at) },
    words.diff.remove,
  );
  const node = element(
    "section",
    { class: "card diff-place", "data-place": at, "aria-label": words.diff.place(letter) },
    element(
      "div",
      { class: "diff-name" },
      element("b", { class: `lp-run lp-run-${letter.toLowerCase()}`, "aria-hidden": true }, letter),
      name,
      element("span", { class: "file" }, input, element("label", { for: id, class: "quiet small" }, words.diff.open)),
      remove,
    ),
    facts,
    problem,
  );
  return {
    node,
    /** @param {import("../traces.js").LaidRun | null} run */
    draw(run) {
      fill(name, run?.name ?? words.diff.nobody);
      this.tell(run ? "" : words.diff.drop);
      problem.hidden = true;
      remove.hidden = run === null;
    },
    /** @param {string} said */
    tell(said) {
      facts.hidden = said === "";
      fill(facts, said);
    },
    /** @param {string} message */
    refuse(message) {
      problem.hidden = false;
      fill(problem, message);
    },
  };
}
