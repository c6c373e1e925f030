// Inside: one text through the model: its parts, what one attention head looks at, and what may come next.

import anatomy from "../../../views/anatomy.js";
import attention from "../../../views/attention.js";
import distribution from "../../../views/distribution.js";
import { element, fill } from "../../../views/kit/dom.js";
import { term } from "../../../views/kit/terms.js";
import { askJson, Refused, server } from "../api.js";
import { card, desk, notices, roomHead, staleness } from "../desk.js";
import { Form } from "../form.js";
import { mount, State } from "../host.js";
import { checkModel, learnModels, modelPicker } from "../models.js";
import { textCard, tokenCounter } from "../prompt.js";
import { startButton } from "../start-button.js";
import { words } from "../words.js";
import { attributionSection } from "./inside/attribution.js";
import { architecturesSection, costsSection } from "./inside/costs.js";
import { missingParts } from "./inside/effects.js";
import { featuresSection } from "./inside/features.js";
import { drawing } from "./inside/forward_pass.js";
import { headScatterSection } from "./inside/head_scatter.js";
import { allHeads } from "./inside/heads.js";
import { section } from "./inside/later.js";
import { lensSection } from "./inside/lens.js";
import { patchingSection } from "./inside/patching.js";

/** @type {import("../types").Room} */
export default {
  title: words.inside.title,
  lead: words.inside.lead,
  enter({ el, catalog, announce }) {
    const fresh = { prompt: words.firstPrompt, model: catalog.default, layer: "0", head: "0" };
    const form = new Form("inside", fresh);
    checkModel(form, form, catalog);
    const parts = new State({ module: null, selected: null });
    const head = new State({
      heads: null,
      encoding: null,
      patterns: [],
      layer: 0,
      head: 0,
      n_layer: 0,
      n_head: 0,
      position: null,
    });
    const next = new State({ step: null });
    const places = { next: element("div"), head: element("div"), parts: element("div") };
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const facts = element("p", { class: "effect" });
    const longer = element("p", { class: "longer" });
    const ways = element("p", { class: "ways" });
    const grid = allHeads(head);
    const whole = drawing(head, () => form.link("generate", { strategy: "sample", temperature: null, go: "" }));
    const sections = [
      headScatterSection(head),
      lensSection(),
      attributionSection(),
      missingParts(() => head.get("n_layer") * (head.get("n_head") + 1)),
      patchingSection(form, catalog.limits.prompt_characters, readAnew),
      featuresSection(announce),
    ];
    const built = [costsSection(), architecturesSection(catalog.models.map((each) => each.key))];
    const later = [whole, grid, ...sections, ...built];
    const results = element(
      "div",
      { class: "results" },
      section(words.inside.drawing[0], words.inside.drawing[1], whole.node),
      section(term("distribution", words.inside.next[0]), words.inside.next[1], places.next, ways),
      section(term("attention", words.inside.attention[0]), words.inside.attention[1], grid.node, places.head),
      ...sections.map((each) => each.node),
      section(words.inside.anatomy[0], words.inside.anatomy[1], places.parts),
      ...built.map((each) => each.node),
    );
    const markStale = staleness(results);
    let asked = "";

    const start = startButton(words.inside.go, look);
    const counter = tokenCounter(form, catalog);
    const prompt = textCard({
      form,
      label: words.inside.prompt,
      limit: catalog.limits.prompt_characters,
      examples: words.inside.examples,
      button: start.button,
      counter: counter.node,
    });
    prompt.node.append(longer);
    const model = modelPicker({ form, catalog, label: words.model, onchange: other });
    const room = desk({
      text: prompt.node,
      cards: [card(words.model, model.node, facts)],
      stage: [problem, results],
    });
    room.node.classList.add("whole");
    const said = notices(form);
    el.append(roomHead(words.inside.title, words.inside.lead), said.node, room.node);
    const unmount = [
      mount(distribution, places.next, next),
      mount(attention, places.head, head),
      mount(anatomy, places.parts, parts),
    ];
    // All heads of a layer come together, so that only another layer is asked for.
    head.on("change:head", () => {
      form.set({ head: String(head.get("head")) });
      announceHead();
    });
    head.on("change:layer", () => {
      if (String(head.get("layer")) === form.get("layer")) return;
      form.set({ layer: String(head.get("layer")) });
      restart();
    });
    let drawn = ""; // the model whose parts are shown

    function announceHead() {
      announce(words.inside.announce(head.get("layer"), head.get("head")));
    }

    /** @param {string} text  the prompt from now on */
    function readAnew(text) {
      prompt.area.value = text;
      prompt.area.dispatchEvent(new Event("input"));
      restart();
    }

    function restart() {
      start.stop();
      start.start();
    }

    function other() {
      form.set({ layer: "0", head: "0", ids: null, token: null });
      restart();
    }

    /** What the model reads: the prompt, or the prompt and what was generated from it. */
    function reads() {
      const ids = (form.get("ids") ?? "").split(",").filter(Boolean).map(Number);
      return ids.length > 0 ? ids : (form.get("prompt") ?? "");
    }

    function request() {
      return { model: form.get("model"), prompt: reads() };
    }

    /** @param {AbortSignal} signal */
    async function look(signal) {
      if (!prompt.fits()) return prompt.area.focus();
      el.classList.add("asking");
      const what = request();
      try {
        const answer = await ask(what, signal);
        problem.hidden = true;
        results.classList.add("known");
        markStale(false);
        asked = JSON.stringify(what);
        prompt.foldExamples();
        show(answer);
        for (const each of later) each.tell(what);
        if (drawn === what.model) return;
        parts.apply({ module: await askJson("api/anatomy", { model: what.model }, signal), selected: null });
        drawn = what.model;
        if (await learnModels(catalog, [what.model])) for (const each of [model, counter]) each.draw();
      } catch (error) {
        if (error instanceof DOMException) return;
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : String(error));
      } finally {
        el.classList.remove("asking");
      }
    }

    /**
     * A layer or head that this model does not have is said, and the first one is shown.
     * @param {object} what
     * @param {AbortSignal} signal
     * @returns {Promise<any>}
     */
    async function ask(what, signal) {
      const body = { ...what, layer: Number(form.get("layer")), head: Number(form.get("head")) };
      try {
        return await askJson("api/inspect", body, signal);
      } catch (error) {
        const field = error instanceof Refused ? error.field : null;
        const isPlace = field === "layer" || field === "head";
        if (!isPlace || form.get(field) === "0") throw error;
        form.notices.push(words.notices.place(/** @type {Error} */ (error).message, field));
        said.draw();
        form.set({ [field]: "0" });
        return ask(what, signal);
      }
    }

    /** @param {any} answer */
    function show(answer) {
      fill(facts, words.inside.facts(answer.n_layer, answer.n_head, answer.n_kv_head, answer.encoding.ids.length));
      const same =
        head.get("encoding")?.ids.join() === answer.encoding.ids.join() && head.get("n_layer") === answer.n_layer;
      head.apply({
        ...answer.attention,
        head: Number(form.get("head")), // another may have been chosen meanwhile
        ...(same ? {} : { encoding: answer.encoding, n_layer: answer.n_layer, n_head: answer.n_head }),
      });
      next.apply({ step: { index: 0, choice: null, stages: [answer.next], text: "" } });
      drawLonger(answer.encoding.text);
      fill(
        ways,
        element("a", { class: "way", href: form.link("generate", { step: "1", go: "" }) }, words.doors.draw),
        element("a", { class: "way", href: form.link("tokenize") }, words.doors.tokens),
      );
      announceHead();
    }

    /** @param {string} text  all that the model has read */
    function drawLonger(text) {
      const ids = form.get("ids") !== undefined;
      longer.hidden = !ids;
      fill(
        longer,
        ids && words.inside.longer,
        ids && element("q", {}, text),
        ids &&
          element(
            "button",
            {
              type: "button",
              class: "quiet small",
              onclick: () => {
                form.set({ ids: null, token: null });
                restart();
              },
            },
            words.inside.promptAlone,
          ),
      );
    }

    longer.hidden = true;
    prompt.area.addEventListener("input", () => {
      longer.hidden = true;
      form.set({ ids: null, token: null });
    });
    form.addEventListener("change", () => markStale(asked !== "" && JSON.stringify(request()) !== asked));
    const again = () => {
      drawn = asked = "";
      start.start();
    };
    server.addEventListener("back", again);
    start.start();
    return () => {
      server.removeEventListener("back", again);
      start.close();
      room.close();
      counter.close();
      later.forEach((each) => each.close());
      unmount.forEach((stop) => stop());
    };
  },
};
