// Watch it happen: a copy of a base model is fine-tuned here and now. Stop, or leaving the room, ends it.

import fineTuning from "../../../../views/fine_tuning.js";
import { choice } from "../../../../views/kit/choice.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { count, decimal } from "../../../../views/kit/numbers.js";
import { askEvents, Refused } from "../../api.js";
import { modelsOf } from "../../models.js";
import { words } from "../../words.js";
import { section } from "../inside/later.js";

const MOST_PARAMETERS = 20e6; // as `training/in_training.py` has it
const STEPS = ["20", "100", "200", "400"];

/** @param {import("../../types").Catalog} catalog */
export function watchingSection(catalog) {
  const said = words.compare.watching;
  const state = new State({ fine_tuning: null, look: null });
  const models = modelsOf(catalog, "base")
    .filter(({ parameters }) => parameters && parameters <= MOST_PARAMETERS)
    .map(({ key }) => key);
  let model = models.includes("tiny-qwen") ? "tiny-qwen" : models[0];
  let steps = "200";
  /** @type {AbortController | null} */
  let running = null;
  const base = choice(
    said.model,
    models.map((key) => [key, key]),
    (value) => {
      model = value;
    },
  );
  base.mark(model);
  const length = choice(
    said.steps,
    STEPS.map((value) => [value, value]),
    (value) => {
      steps = value;
    },
  );
  length.mark(steps);
  const questions = said.prompts.map(
    (value, at) =>
      /** @type {HTMLInputElement} */ (
        element("input", { type: "text", value, "aria-label": said.prompt(at + 1), maxlength: 500 })
      ),
  );
  const go = element("button", { type: "button", class: "quiet", onclick: press }, said.go);
  const progress = element("div", { class: "progress", role: "status", hidden: true });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const place = element("div", { hidden: true });
  const node = section(
    said.title,
    said.lead,
    element("div", { class: "lp-view" }, element("div", { class: "lp-choosers" }, base.node, length.node)),
    element("div", { class: "questions" }, questions, go),
    progress,
    problem,
    place,
  );
  const unmount = mount(fineTuning, place, state);

  function press() {
    if (running) return running.abort();
    start();
  }

  async function start() {
    const mine = (running = new AbortController());
    const prompts = questions.map(({ value }) => value.trim()).filter(Boolean);
    problem.hidden = true;
    fill(go, words.stop);
    tell(said.preparing);
    try {
      const asked = { model, prompts, steps: Number(steps) };
      for await (const { event, data } of askEvents("api/fine-tune", asked, mine.signal)) {
        if (event === "error") throw new Refused(data);
        if (event === "loading") tell(data.message);
        if (event === "tuning") state.apply({ fine_tuning: { start: data, points: [] }, look: null });
        if (event === "look") add(data);
        if (event === "trained_step")
          tell(said.step(count(data.step), count(data.steps), decimal(data.loss, 3)), data.step, data.steps);
      }
      fill(progress, element("span", {}, said.done));
    } catch (error) {
      progress.hidden = !mine.signal.aborted;
      if (mine.signal.aborted) fill(progress, element("span", {}, said.stopped));
      else {
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : String(error));
      }
    } finally {
      running = null;
      fill(go, said.go);
    }
  }

  /** @param {import("../../../../views/types").FineTuningPoint} point */
  function add(point) {
    place.hidden = false;
    const { start, points } = /** @type {import("../../../../views/types").FineTuning} */ (state.get("fine_tuning"));
    state.set("fine_tuning", { start, points: [...points, point] });
  }

  /**
   * @param {string} doing
   * @param {number} [done]
   * @param {number} [asked]
   */
  function tell(doing, done, asked) {
    progress.hidden = false;
    const bar = element("progress", { max: asked ?? 1, value: done, "aria-label": said.progress });
    fill(progress, bar, element("span", {}, doing));
  }

  return {
    node,
    close() {
      running?.abort();
      unmount();
    },
  };
}
