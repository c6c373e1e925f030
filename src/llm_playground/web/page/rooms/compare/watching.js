// Watch it happen: a copy of a model is trained here and now, on conversations or on preferences. When it is done, or
// stopped after some steps, the copy can be asked like any other model; leaving the room ends it, and the copy goes.

import fineTuning from "../../../../views/fine_tuning.js";
import { choice } from "../../../../views/kit/choice.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { count, decimal } from "../../../../views/kit/numbers.js";
import preference from "../../../../views/preference.js";
import { askEvents, askJson, Refused } from "../../api.js";
import { learnAll, modelsOf } from "../../models.js";
import { words } from "../../words.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../form.js").Form} Form */
/** @typedef {keyof typeof words.compare.watching.kinds} Kind */

const MOST_PARAMETERS = 20e6; // as `training/in_training.py` has it
const STEPS = ["20", "60", "100", "200", "400"];
const BETAS = ["0.01", "0.03", "0.1", "0.3", "1"];
const USUAL = "0.1"; // beta

/** What each kind of training is asked for at, shown by, and begins with. */
const KINDS = {
  answers: {
    address: "api/fine-tune",
    view: fineTuning,
    made: "fine_tuning",
    model: "tiny-qwen",
    steps: "200",
    of: /** @type {const} */ ("base"),
  },
  preferences: {
    address: "api/prefer",
    view: preference,
    made: "preference",
    model: "tiny-qwen-chat",
    steps: "60",
    of: /** @type {const} */ ("instruct"),
  },
};

/**
 * @param {Form} form  holds what is chosen, so that a link does
 * @param {Catalog} catalog
 * @param {(model: string) => void} use  puts a model beside the others
 */
export function watchingSection(form, catalog, use) {
  const said = words.compare.watching;
  const shown = { answers: trainingShown("answers"), preferences: trainingShown("preferences") };
  /** @type {AbortController | null} */
  let running = null;
  let steps = 0; // that it has made
  const questions = said.prompts.map(
    (value, at) =>
      /** @type {HTMLInputElement} */ (
        element("input", { type: "text", value, "aria-label": said.prompt(at + 1), maxlength: 500 })
      ),
  );
  const lead = element("p", { class: "effect" });
  const chosen = element("div", { class: "lp-choosers" });
  const effect = element("p", { class: "effect" }, said.betaEffect);
  const go = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: "quiet", onclick: press }));
  const progress = element("div", { class: "progress", role: "status", hidden: true });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const kinds = choiceOf("train", said.kind, Object.entries(said.kinds), "answers");
  const node = element(
    "section",
    { class: "card" },
    element("h2", { class: "big" }, said.title),
    element("div", { class: "lp-view" }, element("div", { class: "lp-choosers" }, kinds)),
    lead,
    element("div", { class: "lp-view training-set" }, chosen),
    effect,
    element("div", { class: "questions" }, questions, go),
    progress,
    problem,
    shown.answers.place,
    shown.preferences.place,
  );

  /** @returns {Kind} */
  const kind = () => /** @type {Kind} */ (form.get("train") ?? "answers");

  /**
   * One of a few that the form holds; what is usual it need not say.
   * @param {string} name
   * @param {string} title
   * @param {[string, string][]} options  each a value, and what stands on it
   * @param {string} usual
   */
  function choiceOf(name, title, options, usual) {
    const given = form.get(name);
    if (given !== undefined && !options.some(([value]) => value === given)) {
      form.notices.push(said.wrong(title, given));
      form.set({ [name]: null });
    }
    const one = choice(title, options, (value) => {
      const others = name === "train" ? { train_model: null, train_steps: null } : {}; // which are of the other kind
      form.set({ ...others, [name]: value === usual ? null : value });
      if (name === "train") draw();
    });
    one.mark(form.get(name) ?? usual);
    return one.node;
  }

  /** Models that can be trained, the one that is usual for it, and the number of steps; and what is preferred. */
  function draw() {
    const now = kind();
    const keys = trainable(now);
    fill(lead, said.leads[now]);
    fill(
      chosen,
      choiceOf("train_model", said.models[now], named(keys), usualModel(now)),
      now === "preferences" && choiceOf("preference", said.preference, Object.entries(said.preferences), "right_sums"),
      now === "preferences" && choiceOf("beta", said.beta, named(BETAS), USUAL),
      choiceOf("train_steps", said.steps, named(STEPS), KINDS[now].steps),
    );
    effect.hidden = now !== "preferences";
    if (!running) fill(go, said.go[now]);
    for (const [each, { place }] of Object.entries(shown)) place.hidden = each !== now || shown[now].empty();
  }

  /** @param {Kind} now */
  function trainable(now) {
    return modelsOf(catalog, KINDS[now].of)
      .filter(({ parameters }) => parameters && parameters <= MOST_PARAMETERS)
      .map(({ key }) => key);
  }

  /** @param {Kind} now */
  function usualModel(now) {
    const keys = trainable(now);
    return keys.includes(KINDS[now].model) ? KINDS[now].model : keys[0];
  }

  function press() {
    if (running) return stop(running);
    start(kind());
  }

  /** End it after its next step, with what it has learned; before the first one there is nothing to be kept. @param {AbortController} mine */
  async function stop(mine) {
    if (steps === 0) return mine.abort();
    go.disabled = true;
    tell(said.stopping);
    await askJson("api/training/stop", {}).catch(() => mine.abort());
  }

  /** @param {Kind} now  what is trained, whichever kind is looked at meanwhile */
  async function start(now) {
    const mine = (running = new AbortController());
    const asked = {
      model: form.get("train_model") ?? usualModel(now),
      prompts: questions.map(({ value }) => value.trim()).filter(Boolean),
      steps: Number(form.get("train_steps") ?? KINDS[now].steps),
      ...(now === "preferences" && {
        preference: form.get("preference") ?? "right_sums",
        beta: Number(form.get("beta") ?? USUAL),
      }),
    };
    problem.hidden = true;
    steps = 0;
    shown[now].clear();
    fill(go, words.stop);
    tell(said.preparing[now]);
    let kept = "";
    try {
      for await (const { event, data } of askEvents(KINDS[now].address, asked, mine.signal)) {
        if (event === "error") throw new Refused(data);
        if (event === "loading") tell(data.message);
        if (event === "tuning") shown[now].begin(data);
        if (event === "look") {
          shown[now].add(data);
          shown[now].place.hidden = kind() !== now;
        }
        if (event === "trained_step") {
          steps = data.step;
          if (!go.disabled) tell(said.step(count(steps), count(data.steps), decimal(data.loss, 3)), steps, data.steps);
        }
        if (event === "kept") kept = data.model;
        if (event === "tuned") shown[now].end(data);
      }
      await learnAll(catalog);
      draw();
      const onclick = () => use(kept);
      fill(
        progress,
        element("span", {}, said.kept(kept, steps < asked.steps)),
        element("button", { type: "button", class: "quiet", onclick }, said.use),
      );
    } catch (error) {
      progress.hidden = !mine.signal.aborted;
      if (mine.signal.aborted) fill(progress, element("span", {}, steps === 0 ? said.stoppedEarly : said.stopped));
      else {
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : String(error));
      }
    } finally {
      running = null;
      go.disabled = false;
      fill(go, said.go[kind()]);
    }
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

  draw();
  return {
    node,
    close() {
      running?.abort();
      for (const each of Object.values(shown)) each.close();
    },
  };
}

/** Values that stand for themselves. @param {string[]} values @returns {[string, string][]} */
function named(values) {
  return values.map((value) => [value, value]);
}

/**
 * What is seen of the last training of a kind.
 * @param {Kind} kind
 */
function trainingShown(kind) {
  const { view, made } = KINDS[kind];
  const state = new State({ [made]: null, look: null });
  const place = element("div", { hidden: true });
  const unmount = mount(view, place, state);
  /** @type {{ start: unknown, points: unknown[] }} */
  const known = { start: null, points: [] };

  return {
    place,
    empty: () => known.points.length === 0,
    /** Forget the last one. */
    clear() {
      known.points = [];
      place.hidden = true;
    },
    /** @param {unknown} start */
    begin(start) {
      known.start = start;
      state.apply({ [made]: { ...known }, look: null });
    },
    /** @param {unknown} point */
    add(point) {
      known.points = [...known.points, point];
      state.set(made, { ...known });
    },
    /** @param {unknown} all  the whole record, with what came of it */
    end(all) {
      state.set(made, all);
    },
    close: unmount,
  };
}
