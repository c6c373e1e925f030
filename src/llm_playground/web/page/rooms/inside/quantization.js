// What storing the weights in fewer bits does. A small model is asked at once, a large one when a button is pressed; how
// far it is is told, and the same button stops it.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { large } from "../../../../views/kit/sizes.js";
import quantization from "../../../../views/quantization.js";
import { askEvents } from "../../api.js";
import { modelCard } from "../../models.js";
import { words } from "../../words.js";
import { laterSection } from "./later.js";

const UNASKED = 20e6; // weights, which take a second or two

/** @param {import("../../types").Catalog} catalog */
export function quantizationSection(catalog) {
  const said = words.inside.quantizing;
  const state = new State({ quantization: null, type: "" });
  const place = element("div");
  const progress = element("div", { class: "progress", role: "status", hidden: true });
  const go = element("button", { type: "button", class: "quiet", hidden: true, onclick: press });
  const section = laterSection(
    words.inside.quantization[0],
    words.inside.quantization[1],
    element("div", {}, element("div", { class: "fit" }, go, progress), place),
    follow,
    () => state.set("quantization", null),
    place,
  );
  const unmount = mount(quantization, place, state);
  /** @type {import("./later.js").Question | null} */
  let about = null;
  /** @type {AbortController | null} */
  let running = null;

  /**
   * @param {import("./later.js").Question} question
   * @param {AbortSignal} signal
   */
  async function follow(question, signal) {
    const mine = (running = new AbortController());
    const either = AbortSignal.any([signal, mine.signal]);
    state.set("quantization", null);
    try {
      for await (const { event, data } of askEvents("api/quantize", question, either)) {
        if (event === "error") throw new Error(data.message);
        if (event === "quantized") state.set("quantization", data);
        else tell(event === "loading" ? data.message : said.doing(data.type), data.done, data.asked);
      }
      rest(state.get("quantization") === null);
    } catch (error) {
      if (running === mine) rest(true);
      if (!mine.signal.aborted) throw error;
      progress.hidden = false;
      fill(progress, element("span", {}, said.cancelled));
    }
  }

  /**
   * @param {string} doing
   * @param {number} [done]
   * @param {number} [asked]
   */
  function tell(doing, done, asked) {
    go.hidden = progress.hidden = false;
    fill(go, words.stop);
    const bar = element("progress", { max: asked ?? 1, value: done, "aria-label": said.progress });
    fill(progress, bar, element("span", {}, doing));
  }

  /** Nothing goes on. @param {boolean} offered  whether it can be asked for by the button */
  function rest(offered) {
    running = null;
    progress.hidden = true;
    go.hidden = !offered || about === null;
    if (about) fill(go, said.go(large(parametersOf(about))));
  }

  function press() {
    if (running) return running.abort();
    if (about) section.ask(about);
  }

  /** @param {import("./later.js").Question} question */
  function parametersOf({ model }) {
    return modelCard(catalog, model)?.parameters ?? 0;
  }

  return {
    ...section,
    /** @param {import("./later.js").Question} question */
    tell(question) {
      const same = JSON.stringify(question) === JSON.stringify(about);
      about = question;
      if (parametersOf(question) <= UNASKED) {
        if (!same) rest(false);
        return section.tell(question);
      }
      if (same) return;
      running?.abort();
      state.set("quantization", null);
      rest(true);
      place.hidden = true;
    },
    close() {
      section.close();
      unmount();
    },
  };
}
