// Inside: one text through the model: the drawing of the whole, sections that follow its parts, and experiments.

import anatomy from "../../../views/anatomy.js";
import attention from "../../../views/attention.js";
import distribution from "../../../views/distribution.js";
import { element, fill } from "../../../views/kit/dom.js";
import { mount, State } from "../../../views/kit/host.js";
import { term } from "../../../views/kit/terms.js";
import { askJson, isAlone, Refused, server } from "../api.js";
import { card, desk, notices, roomHead, staleness } from "../desk.js";
import { Form } from "../form.js";
import { checkModel, learnModels, modelPicker } from "../models.js";
import { needsServer } from "../needs-server.js";
import { textCard, tokenCounter } from "../prompt.js";
import { startButton } from "../start-button.js";
import { words } from "../words.js";
import { attributionSection } from "./inside/attribution.js";
import { graphSection } from "./inside/attribution_graph.js";
import { freshChoice } from "./inside/chosen.js";
import { architecturesSection, costsSection } from "./inside/costs.js";
import { missingParts } from "./inside/effects.js";
import { featuresSection } from "./inside/features.js";
import { drawing } from "./inside/forward_pass.js";
import { headScatterSection } from "./inside/head_scatter.js";
import { allHeads } from "./inside/heads.js";
import { section } from "./inside/later.js";
import { lensSection } from "./inside/lens.js";
import { patchingSection } from "./inside/patching.js";
import { quantizationSection } from "./inside/quantization.js";
import { makeWalk } from "./inside/walk.js";

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const fresh = { prompt: words.firstPrompt, model: catalog.default, layer: "0", head: "0" };
    const form = new Form("inside", fresh);
    checkModel(form, form, catalog);
    const parts = new State({ module: null, selected: null });
    const head = freshChoice();
    const next = new State({ step: null });
    const places = { next: element("div"), head: element("div"), parts: element("div") };
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const facts = element("p", { class: "effect" });
    const longer = element("p", { class: "longer" });
    const ways = element("p", { class: "ways" });
    const grid = allHeads(head);
    const whole = drawing(head, () => form.link("generate", { strategy: "sample", temperature: null, go: "" }));
    const later = {
      scatter: headScatterSection(head),
      lens: lensSection(head),
      attribution: attributionSection(head),
      missing: missingParts(form, () => head.get("n_layer") * (head.get("n_head") + 1)),
      patching: patchingSection(form, catalog.limits.prompt_characters, readAnew),
      features: featuresSection(head, announce),
      graph: graphSection(),
      costs: costsSection(),
      quantization: quantizationSection(catalog),
      architectures: architecturesSection(catalog.models.map((each) => each.key)),
    };
    const [heading, { inside }] = [element("div", { class: "ways" }), words];
    // In the order in which a token passes them, and then the experiments.
    const nodes = {
      drawing: section(...inside.drawing, heading, whole.node),
      attention: section(term("attention", inside.attention[0]), inside.attention[1], grid.node, places.head),
      scatter: later.scatter.node,
      lens: later.lens.node,
      next: section(term("distribution", inside.next[0]), inside.next[1], places.next, ways),
      attribution: later.attribution.node,
      missing: later.missing.node,
      patching: later.patching.node,
      features: isAlone ? elsewhere(inside.features.title) : later.features.node,
      graph: isAlone ? elsewhere(inside.graph) : later.graph.node,
      anatomy: section(...inside.anatomy, places.parts),
      costs: later.costs.node,
      quantization: isAlone ? elsewhere(inside.quantization) : later.quantization.node,
      architectures: later.architectures.node,
    };
    for (const [name, node] of Object.entries(nodes)) node.dataset.section = name;
    const results = element("div", { class: "results" }, Object.values(nodes));
    const walk = makeWalk(form, head, whole, results, (sentence) => {
      form.notices.push(sentence);
      said.draw();
    });
    heading.append(walk.begin);
    results.append(walk.node);
    const askedLater = [whole, grid, ...Object.values(later)];
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
      stage: [problem, model.badge, results],
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
    head.on("change:position", () => {
      const position = head.get("position");
      form.set({ token: position === null ? null : String(position) });
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
      head.set("position", null);
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
        results.classList.remove("anatomy-alone");
        markStale(false);
        asked = JSON.stringify(what);
        prompt.foldExamples();
        show(answer);
        for (const each of askedLater) each.tell(what);
        walk.resume();
        if (drawn === what.model) return;
        await drawParts(what.model, signal);
        if (await learnModels(catalog, [what.model])) for (const each of [model, counter]) each.draw();
      } catch (error) {
        if (error instanceof DOMException) return;
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : String(error));
        const isModel = error instanceof Refused && error.code === "invalid_value" && error.field === "model";
        if (isModel) await showPartsAlone(what.model, signal);
      } finally {
        el.classList.remove("asking");
      }
    }

    /** @param {string} model @param {AbortSignal} signal */
    async function drawParts(model, signal) {
      parts.apply({ module: await askJson("api/anatomy", { model }, signal), selected: null });
      drawn = model;
    }

    /** Of a model without attention heads there is nothing else to see here. @type {typeof drawParts} */
    async function showPartsAlone(model, signal) {
      results.classList.add("anatomy-alone");
      try {
        await drawParts(model, signal);
        results.classList.add("known");
      } catch {
        // Why nothing is shown has been told.
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
        position: positionIn(answer.encoding.ids.length),
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

    /**
     * The selected token; one that this text does not have is said, and the last one is selected.
     * @param {number} n_token
     */
    function positionIn(n_token) {
      const asked = form.get("token");
      if (asked === undefined) return null;
      const position = Number(asked);
      if (Number.isInteger(position) && position >= 0 && position < n_token) return position;
      form.notices.push(words.notices.token(asked, n_token));
      said.draw();
      form.set({ token: null });
      return null;
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
      walk.close();
      askedLater.forEach((each) => each.close());
      unmount.forEach((stop) => stop());
    };
  },
};

/** A section that this page cannot fill without a server. @param {[string, string]} told */
function elsewhere([title, lead]) {
  const el = section(title, lead);
  needsServer({ el });
  return el;
}
