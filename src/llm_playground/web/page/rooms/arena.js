// Arena: one prompt and many texts of it at once, in two ways: lanes side by side, or one parameter swept.

import { choice } from "../../../views/kit/choice.js";
import { element } from "../../../views/kit/dom.js";
import { laneNames, lengthAndSeed } from "../controls.js";
import { card, desk, notices, roomHead } from "../desk.js";
import { checkChoice } from "../fields.js";
import { severalTexts } from "../several.js";
import { words } from "../words.js";
import { sideBySide } from "./arena/side_by_side.js";
import { sweeping } from "./arena/sweep.js";

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const names = [...laneNames(catalog), "own_seed"];
    const fresh = { strategy: "greedy", max_new_tokens: "48", repeats: "1", seed: "7", way: "lanes" };
    // A first visit begins with a preset, a link with what it says.
    if (!location.hash.includes("?")) Object.assign(fresh, { preset: "strategies" });
    const { arena_lanes: most } = catalog.limits;
    const several = severalTexts({ room: "arena", fresh, names, most, go: "", run, catalog });
    const { form, start, prompt } = several;
    const length = lengthAndSeed({ form, catalog });
    const lanes = sideBySide({ el, form, catalog, names, announce, length });
    const sweep = sweeping({ el, form, catalog, announce });
    const known = Object.entries(words.arena.ways);
    checkChoice(form, "way", words.arena.way, known);
    const way = () => (form.get("way") === "sweep" ? sweep : lanes);
    const ways = choice(words.arena.way, known, (chosen) => {
      start.stop();
      form.set({ way: chosen });
      draw();
    });
    const shared = card("", lanes.repeats, sweep.repeats, length.node, lanes.sameSeed);
    const room = desk({
      text: prompt.node,
      cards: [...lanes.cards, ...sweep.cards, shared],
      summary: () => way().summary(),
      stage: [lanes.stage, sweep.stage],
    });
    const said = notices(form);
    el.append(
      roomHead(words.arena.title, words.arena.lead, element("div", { class: "lp-view" }, ways.node)),
      said.node,
      room.node,
    );

    /** @param {AbortSignal} signal */
    async function run(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      prompt.foldExamples();
      await way().run(signal);
    }

    function draw() {
      const own = way();
      ways.mark(own === sweep ? "sweep" : "lanes");
      for (const each of [lanes, sweep])
        for (const node of [...each.cards, each.repeats, each.stage]) node.hidden = each !== own;
      lanes.sameSeed.hidden = own !== lanes;
      /** @type {HTMLElement} */ (shared.querySelector("h2")).textContent = own.shared;
      start.rename(own.go);
      own.draw();
      said.draw(); // a way may find something wrong in a link
      room.tell();
    }

    form.addEventListener("change", () => {
      room.tell();
      way().tellStale();
    });
    draw();
    several.begin();
    return () => {
      several.close();
      room.close();
      lanes.close();
      sweep.close();
    };
  },
};
