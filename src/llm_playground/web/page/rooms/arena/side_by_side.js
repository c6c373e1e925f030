// Up to twelve lanes side by side, each a model, a strategy and a seed; all grow in step.

import { element, fill } from "../../../../views/kit/dom.js";
import { State } from "../../../../views/kit/host.js";
import lanesView from "../../../../views/lanes.js";
import { askEvents, ServerGone } from "../../api.js";
import { runRequest } from "../../controls.js";
import * as doors from "../../doors.js";
import { numberField } from "../../fields.js";
import { learnModels } from "../../models.js";
import { problemsOf, wrongNumbers } from "../../problems.js";
import { words } from "../../words.js";
import { LETTERS } from "./letters.js";
import { ArenaRecording } from "./recording.js";
import { laneList } from "./settings.js";
import { arenaStage } from "./stage.js";

/** @typedef {import("../../types").ArenaRequest} ArenaRequest */

/**
 * @param {{ el: HTMLElement, form: import("../../form.js").Form, catalog: import("../../types").Catalog,
 *   names: string[], announce: (text: string) => void,
 *   length: ReturnType<typeof import("../../controls.js").lengthAndSeed> }} options  `names` are what each lane has for
 *   itself, and `length` is what all of them share
 */
export function sideBySide({ el, form, catalog, names, announce, length }) {
  const list = laneList({ form, catalog, names, endAt: length.endAt });
  const repeats = numberField({
    form,
    name: "repeats",
    label: words.arena.repeats,
    effect: words.arena.repeatsEffect,
    lowest: 1,
    highest: catalog.limits.arena_repeats,
  });
  const view = new State({ lanes: [], summaries: null, seconds: [], repeat: 0, selected: null, coming: null });
  view.set("doors", waysFrom);
  const recording = new ArenaRecording(view);
  const stage = arenaStage(words.arena.result, lanesView, view);
  // On a phone the story of a token is a sheet from below, and the token would stand behind it.
  const show = () => stage.node.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  view.on("change:selected", () => requestAnimationFrame(show));
  const seed = element("p", { class: "effect seed-was", hidden: true });
  stage.node.prepend(list.stored);
  stage.node.append(seed);
  let asked = "";

  /** @returns {ArenaRequest} */
  function request() {
    const lanes = form.lanes.map((lane) => {
      const { model, strategy, parameters, order } = runRequest(form, lane, catalog);
      const seed = lane.get("own_seed");
      const sampled = catalog.strategies.find(({ name }) => name === strategy)?.sampled;
      return { model, strategy, parameters, ...(order && { order }), ...(sampled && seed && { seed: Number(seed) }) };
    });
    const seed = form.get("seed") ?? "";
    const { stop } = runRequest(form, form.lanes[0], catalog);
    return {
      prompt: form.get("prompt") ?? "",
      model: form.lanes[0].get("model"),
      lanes,
      max_new_tokens: Number(form.get("max_new_tokens")),
      repeats: Number(form.get("repeats")),
      seed: seed === "" ? null : Number(seed),
      ...(stop && { stop }),
      top: 10,
    };
  }

  /** @param {AbortSignal} signal */
  async function run(signal) {
    stage.say("");
    // The controls of a lane are made when it is opened: what has no place to be told at is told above the texts.
    const wrong = wrongNumbers(form, catalog);
    if (wrong.length > 0) return stage.tell(el, wrong, wrong.map(withLetter).join(" "));
    announce(words.generating);
    const what = request();
    asked = JSON.stringify(what);
    stage.markStale(false);
    recording.await(what);
    seed.hidden = true;
    try {
      for await (const event of askEvents("api/arena", what, signal)) {
        recording.take(event);
        if (event.event === "error") stage.say(event.data.message);
      }
      recording.finish(words.cutShort);
    } catch (error) {
      const stopped = error instanceof DOMException && error.name === "AbortError";
      recording.stop(stopped ? null : String(error));
      if (!stopped) stage.tell(el, problemsOf(error), sentence(error));
    }
    offerSeed(what);
    const models = what.lanes.map(({ model }) => model);
    if (await learnModels(catalog, models)) list.draw();
    announce(words.arena.ended(recording.ended, form.lanes.length));
  }

  /** A seed that was drawn for this run can be kept. @param {ArenaRequest} what */
  function offerSeed(what) {
    const drawn = what.seed === null ? recording.seed : null;
    seed.hidden = drawn === null;
    if (drawn === null) return;
    const keep = () => {
      length.keep(drawn);
      asked = JSON.stringify(request()); // which gives the same texts
      stage.markStale(false);
      seed.hidden = true;
    };
    const button = element("button", { type: "button", class: "quiet small", onclick: keep }, words.keepSeed);
    fill(seed, words.arena.seedWas(drawn), " ", button);
  }

  /** @param {unknown} error */
  function sentence(error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof ServerGone && recording.hasSteps ? `${message} ${words.textStays}` : message;
  }

  /**
   * From a token to the other rooms: the text before it, as the model read it.
   * @param {{ lane: number, repeat: number, index: number }} place
   */
  function waysFrom({ lane, repeat, index }) {
    const text = recording.textOf(lane, repeat);
    return text ? [doors.inside(text, index), doors.itsStep(text, index)] : [];
  }

  return {
    go: words.arena.go,
    shared: words.arena.shared,
    cards: [list.presets, list.node],
    repeats,
    sameSeed: list.sameSeed,
    stage: stage.node,
    run,
    draw: list.draw,
    summary: () =>
      words.arena.summary(form.lanes.length, Number(form.get("repeats")), Number(form.get("max_new_tokens"))),
    tellStale: () => stage.markStale(asked !== "" && !recording.busy && JSON.stringify(request()) !== asked),
    close: stage.close,
  };
}

/** @param {import("../../problems.js").Problem} problem */
function withLetter({ field, message }) {
  const [of, lane] = field.split(".");
  return of === "runs" ? words.arena.inLane(LETTERS[Number(lane)], message) : message;
}
