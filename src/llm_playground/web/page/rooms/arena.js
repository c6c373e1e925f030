// Arena: one prompt in up to twelve lanes, each a model, a strategy and a seed; all grow in step.

import { element, fill } from "../../../views/kit/dom.js";
import { mount, State } from "../../../views/kit/host.js";
import lanesView from "../../../views/lanes.js";
import { askEvents, ServerGone } from "../api.js";
import { checkStrategy, laneNames, lengthAndSeed, runRequest } from "../controls.js";
import { card, desk, notices, roomHead, staleness } from "../desk.js";
import * as doors from "../doors.js";
import { numberField } from "../fields.js";
import { Form } from "../form.js";
import { checkModel, learnModels } from "../models.js";
import { mark, problemsOf, wrongNumbers } from "../problems.js";
import { textCard, tokenCounter } from "../prompt.js";
import { startButton } from "../start-button.js";
import { words } from "../words.js";
import { ArenaRecording } from "./arena/recording.js";
import { laneList } from "./arena/settings.js";

/** @typedef {import("../types").ArenaRequest} ArenaRequest */

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const names = [...laneNames(catalog), "own_seed"];
    const fresh = { model: catalog.default, strategy: "greedy", max_new_tokens: "48", repeats: "1" };
    // A first visit begins with a preset, a link with what it says.
    if (!location.hash.includes("?")) Object.assign(fresh, { preset: "strategies" });
    const form = new Form("arena", { prompt: words.firstPrompt, seed: "7", ...fresh }, names);
    const { arena_lanes, arena_repeats } = catalog.limits;
    if (form.lanes.length > arena_lanes) form.notices.push(words.arena.tooManyLanes(form.lanes.length, arena_lanes));
    for (const lane of form.lanes.slice(arena_lanes)) form.removeLane(lane);
    for (const lane of form.lanes) {
      checkModel(form, lane, catalog);
      checkStrategy(form, lane, catalog);
    }
    if (form.get("repeats") === undefined) form.set({ repeats: "1" });

    const start = startButton(words.arena.go, run);
    const counter = tokenCounter(form, catalog);
    const prompt = textCard({
      form,
      label: words.prompt,
      limit: catalog.limits.prompt_characters,
      button: start.button,
      counter: counter.node,
    });
    const list = laneList({ form, catalog, names });
    const shared = lengthAndSeed({ form, catalog });
    const repeats = numberField({
      form,
      name: "repeats",
      label: words.arena.repeats,
      effect: words.arena.repeatsEffect,
      lowest: 1,
      highest: arena_repeats,
    });
    const view = new State({ lanes: [], summaries: null, seconds: [], repeat: 0, selected: null, coming: null });
    view.set("doors", waysFrom);
    const recording = new ArenaRecording(view);
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const place = element("div");
    const stage = element("section", { class: "card arena", "aria-label": words.arena.result }, problem, place);
    const markStale = staleness(stage);
    let asked = "";
    const room = desk({
      text: prompt.node,
      cards: [list.presets, list.node, card(words.arena.shared, repeats, shared.node, list.sameSeed)],
      summary: () =>
        words.arena.summary(form.lanes.length, Number(form.get("repeats")), Number(form.get("max_new_tokens"))),
      stage: [stage],
    });
    el.append(roomHead(words.arena.title, words.arena.lead), notices(form).node, room.node);
    const unmount = mount(lanesView, place, view);

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
      if (!prompt.fits()) return prompt.area.focus();
      const wrong = wrongNumbers(form, catalog);
      // The controls of a lane are made when it is opened: what has no place to be told at is told above the texts.
      if (wrong.length > 0) return void (mark(el, wrong) || say(wrong.map(({ message }) => message).join(" ")));
      prompt.foldExamples();
      problem.hidden = true;
      announce(words.generating);
      const what = request();
      asked = JSON.stringify(what);
      markStale(false);
      recording.await(what);
      try {
        for await (const event of askEvents("api/arena", what, signal)) {
          recording.take(event);
          if (event.event === "error") say(event.data.message);
        }
        recording.finish(words.cutShort);
      } catch (error) {
        const stopped = error instanceof DOMException && error.name === "AbortError";
        recording.stop(stopped ? null : String(error));
        if (!stopped && !mark(el, problemsOf(error))) say(sentence(error));
      }
      if (
        await learnModels(
          catalog,
          what.lanes.map(({ model }) => model),
        )
      )
        list.draw();
      announce(words.arena.ended(recording.ended, form.lanes.length));
    }

    /** @param {unknown} error */
    function sentence(error) {
      const message = error instanceof Error ? error.message : String(error);
      return error instanceof ServerGone && recording.hasSteps ? `${message} ${words.textStays}` : message;
    }

    /** @param {string} message */
    function say(message) {
      fill(problem, message);
      problem.hidden = false;
    }

    /**
     * From a token to the other rooms: the text before it, as the model read it.
     * @param {{ lane: number, repeat: number, index: number }} place
     */
    function waysFrom({ lane, repeat, index }) {
      const text = recording.textOf(lane, repeat);
      return text ? [doors.inside(text, index), doors.itsStep(text, index)] : [];
    }

    form.addEventListener("change", () => {
      room.tell();
      markStale(asked !== "" && !recording.busy && JSON.stringify(request()) !== asked);
    });
    if (form.get("go") !== undefined) {
      form.set({ go: null });
      if (form.notices.length === 0) start.start();
    }
    return () => {
      start.close();
      room.close();
      counter.close();
      unmount();
    };
  },
};
