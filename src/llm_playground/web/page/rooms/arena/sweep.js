// One parameter that goes through its range, with several texts at each value.

import { element, fill } from "../../../../views/kit/dom.js";
import { State } from "../../../../views/kit/host.js";
import sweepView from "../../../../views/sweep.js";
import { askEvents } from "../../api.js";
import { runRequest } from "../../controls.js";
import { card } from "../../desk.js";
import { address, door } from "../../doors.js";
import { chooser, numberField } from "../../fields.js";
import { label } from "../../labels.js";
import { learnModels, modelPicker } from "../../models.js";
import { problemsOf, wrongCount, wrongNumber, wrongShared } from "../../problems.js";
import { toField } from "../../setting.js";
import { words } from "../../words.js";
import { LETTERS } from "./letters.js";
import { arenaStage } from "./stage.js";
import { SweepRecording } from "./sweep_recording.js";
import { rangeOf, valuesOf } from "./values.js";

/** @typedef {import("../../types").ParameterCard} ParameterCard */
/** @typedef {import("../../types").SweepRequest} SweepRequest */

const FIRST = "temperature";
const REPEATS = "4";
const NOTHING = "nothing"; // else is set
/** @type {Record<string, string>} */
const FIELDS = { repeats: "sweep_repeats", values: "points" };

/**
 * @param {{ el: HTMLElement, form: import("../../form.js").Form, catalog: import("../../types").Catalog,
 *   announce: (text: string) => void }} options
 */
export function sweeping({ el, form, catalog, announce }) {
  const sampling = catalog.strategies.find(({ name }) => name === "sample")?.parameters ?? [];
  const swept = catalog.parameters.filter(({ name, slider }) => slider && sampling.includes(name));
  const place = element("div");
  const range = element("div", { class: "sweep-range" });
  const effect = element("p", { class: "effect" });
  const around = element("div");
  const model = modelPicker({ form, catalog, label: words.model });
  const repeats = element("div");
  const view = new State({ sweeps: [], diversity: "distinct_2", selected: null, coming: null, progress: null });
  view.set("doors", waysFrom);
  const recording = new SweepRecording(view);
  const stage = arenaStage(words.arena.sweep.result, sweepView, view);
  stage.node.prepend(model.badge);
  const parameter = () => /** @type {ParameterCard} */ (swept.find(({ name }) => name === form.get("swept")));

  /** What goes through its range; it has a place in the address once it is looked at. */
  function drawParameter() {
    if (form.get("swept") === undefined) form.set({ swept: FIRST });
    const names = swept.map(({ name }) => name).sort((one, other) => Number(other === FIRST) - Number(one === FIRST));
    const choices = chooser({
      form,
      name: "swept",
      label: words.arena.sweep.parameter,
      options: names.map((name) => [name, label(name)]),
      onchange: () => {
        form.set({ first: null, last: null, points: null });
        drawRange();
      },
    });
    fill(place, choices, effect, range);
    if (form.get("sweep_repeats") === undefined) form.set({ sweep_repeats: REPEATS });
    const count = numberField({
      form,
      name: "sweep_repeats",
      label: words.arena.sweep.repeats,
      effect: words.arena.sweep.repeatsEffect,
      lowest: 1,
      highest: catalog.limits.arena_repeats,
    });
    fill(repeats, count);
    drawRange();
  }

  function drawRange() {
    const own = parameter();
    const missing = Object.entries(rangeOf(own)).filter(([name]) => form.get(name) === undefined);
    if (missing.length > 0) form.set(Object.fromEntries(missing.map(([name, value]) => [name, String(value)])));
    fill(effect, own.effect);
    const ends = ["first", "last"].map((name) =>
      numberField({
        form,
        name,
        label: words.arena.sweep.ends[/** @type {"first" | "last"} */ (name)],
        lowest: own.lowest,
        highest: own.highest ?? undefined,
        step: own.whole ? 1 : "any",
      }),
    );
    const count = numberField({
      form,
      name: "points",
      label: words.arena.sweep.points,
      lowest: 2,
      highest: catalog.limits.sweep_values,
    });
    fill(range, ends, count);
  }

  /** What else can be set: that of a lane. */
  function drawAround() {
    const lanes = form.lanes.map((_, at) => [String(at), words.arena.sweep.ofLane(LETTERS[at], settings(at))]);
    const options = [[NOTHING, words.arena.sweep.nothing], ...lanes.filter((_, at) => settings(at).length > 0)];
    if (form.get("around") === undefined) form.set({ around: NOTHING });
    const effect = words.arena.sweep.aroundEffect;
    fill(around, chooser({ form, name: "around", label: words.arena.sweep.around, options, effect }));
  }

  /** @param {number} at */
  function settings(at) {
    return Object.entries(parametersOf(at)).map(([name, value]) => `${label(name).toLowerCase()} ${value}`);
  }

  /** What a lane sets, as far as drawing from the model's distribution can use it. @param {number} at */
  function parametersOf(at) {
    const { parameters } = runRequest(form, form.lanes[at], catalog);
    const usable = Object.entries(parameters).filter(([name]) => sampling.includes(name) && name !== form.get("swept"));
    return Object.fromEntries(usable);
  }

  /** @returns {SweepRequest} */
  function request() {
    const seed = form.get("seed") ?? "";
    const at = form.get("around") ?? NOTHING;
    const { stop } = runRequest(form, form.lanes[0], catalog);
    const [first, last, points] = ["first", "last", "points"].map((name) => Number(form.get(name)));
    return {
      prompt: form.get("prompt") ?? "",
      model: form.get("model"),
      parameter: form.get("swept"),
      values: valuesOf({ first, last, points }, parameter().whole),
      parameters: form.lanes[Number(at)] ? parametersOf(Number(at)) : {},
      max_new_tokens: Number(form.get("max_new_tokens")),
      repeats: Number(form.get("sweep_repeats")),
      seed: seed === "" ? null : Number(seed),
      ...(stop && { stop }),
    };
  }

  /** @param {AbortSignal} signal */
  async function run(signal) {
    stage.say("");
    const ends = ["first", "last"].flatMap((end) => wrongNumber(end, form.get("swept"), form.get(end), catalog));
    const { points, repeats } = words.arena.sweep;
    const { sweep_values, arena_repeats } = catalog.limits;
    const counts = [
      ...wrongCount("points", points, form.get("points"), 2, sweep_values),
      ...wrongCount("sweep_repeats", repeats, form.get("sweep_repeats"), 1, arena_repeats),
    ];
    const wrong = [...ends, ...counts, ...wrongShared(form, catalog)];
    if (wrong.length > 0) return stage.tell(el, wrong);
    announce(words.generating);
    const what = request();
    stage.markStale(false);
    recording.await(what);
    try {
      for await (const event of askEvents("api/sweep", what, signal)) {
        recording.take(event);
        if (event.event === "error") stage.say(event.data.message);
      }
      recording.stop(words.cutShort);
    } catch (error) {
      const stopped = error instanceof DOMException && error.name === "AbortError";
      recording.stop(stopped ? words.arena.sweep.stopped : null);
      // What the server calls repeats has a field of its own here.
      const found = problemsOf(error).map((each) => ({ ...each, field: FIELDS[each.field] ?? each.field }));
      if (!stopped) stage.tell(el, found, error instanceof Error ? error.message : String(error));
    }
    if (await learnModels(catalog, [what.model])) model.draw();
    announce(recording.ended ? words.arena.sweep.ended(label(what.parameter)) : words.arena.sweep.stopped);
  }

  /**
   * From a value to its texts as a lane, with every choice that was made in them.
   * @param {{ sweep: number, point: number }} place
   */
  function waysFrom({ sweep, point }) {
    const { asked, seed } = recording.shown(sweep);
    const own = catalog.strategies.find(({ defaults }) => asked.parameter in defaults);
    const set = { ...asked.parameters, [asked.parameter]: asked.values[point] };
    const lane = {
      way: "lanes",
      prompt: asked.prompt,
      model: asked.model,
      strategy: own?.name ?? "sample",
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [name, toField(value)])),
      max_new_tokens: String(asked.max_new_tokens),
      repeats: String(asked.repeats),
      ...(seed !== null && { seed: String(seed) }),
      go: "",
    };
    return [door(address("arena", lane), words.arena.sweep.open)];
  }

  return {
    go: words.arena.sweep.go,
    shared: words.arena.sweep.shared,
    cards: [card(words.arena.sweep.title, place), card(words.model, model.node), card(words.arena.sweep.rest, around)],
    repeats,
    stage: stage.node,
    run,
    draw() {
      drawParameter();
      drawAround();
      model.draw();
    },
    summary: () =>
      words.arena.sweep.summary(
        label(form.get("swept")),
        form.get("first"),
        form.get("last"),
        Number(form.get("sweep_repeats")),
      ),
    tellStale: () => stage.markStale(recording.isStale(request())),
    close: stage.close,
  };
}
