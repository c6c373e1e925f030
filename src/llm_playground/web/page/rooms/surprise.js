// Surprise: how probable a model finds a text that is there already, token by token and as a whole.

import { element, fill } from "../../../views/kit/dom.js";
import { mount, State } from "../../../views/kit/host.js";
import { words as viewWords } from "../../../views/kit/words.js";
import scored from "../../../views/score.js";
import { askJson, server } from "../api.js";
import { card, desk, notices, roomHead, staleness } from "../desk.js";
import { address, door, insideDoor } from "../doors.js";
import { checkChoice, toggle } from "../fields.js";
import { Form } from "../form.js";
import { checkModel, learnModels, modelCard, modelPicker } from "../models.js";
import { mark, problemsOf } from "../problems.js";
import { textCard } from "../prompt.js";
import { startButton } from "../start-button.js";
import { unableTo } from "../unable.js";
import { words } from "../words.js";

/** @type {Record<string, string>} what the server calls a value, and the field in which it is written here */
const FIELDS = { text: "prompt", prompt: "before" };

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const form = new Form("surprise", {
      prompt: words.surprise.firstText,
      before: "",
      model: catalog.default,
      colour: "probability",
      truth: "on",
    });
    checkModel(form, form, catalog);
    checkChoice(form, "colour", viewWords.score.colour, Object.entries(viewWords.score.colours));
    const view = new State({
      score: null,
      colour: form.get("colour"),
      selected: null,
      doors: waysFrom,
    });
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const aside = element("p", { class: "effect" });
    const place = element("div");
    const stage = element("section", { class: "card", "aria-label": words.surprise.result }, problem, place);
    const markStale = staleness(stage);
    let asked = "";

    const start = startButton(words.surprise.go, ask);
    const story = element("button", { type: "button", class: "quiet", onclick: newStory }, words.surprise.story);
    const beside = toggle({
      form,
      name: "truth",
      label: words.surprise.truth,
      effect: words.surprise.truthEffect,
      onchange: () => start.start(),
    });
    const text = textCard({
      form,
      label: words.surprise.text,
      limit: catalog.limits.scored_characters,
      examples: words.surprise.examples,
      placeholder: words.surprise.placeholder,
      button: start.button,
    });
    const before = textCard({
      form,
      name: "before",
      label: words.surprise.before,
      limit: catalog.limits.prompt_characters,
      examples: [],
      placeholder: words.surprise.nothingBefore,
    });
    const answered = /** @type {HTMLDetailsElement} */ (
      element(
        "details",
        { class: "answered", open: isInstruct(form.get("model")) || form.get("before") !== "" },
        element("summary", {}, words.surprise.answered),
        before.node,
      )
    );
    const model = modelPicker({ form, catalog, label: words.model, onchange: otherModel });
    const room = desk({
      text: element("div", { class: "texts" }, answered, text.node),
      cards: [card(words.model, model.node, aside), card(words.surprise.truthTitle, beside, story)],
      summary: () => form.get("model"),
      stage: [model.badge, stage],
    });
    el.append(roomHead(words.surprise.title, words.surprise.lead), notices(form).node, room.node);
    const unmount = mount(scored, place, view);

    /** @param {string} key */
    function isInstruct(key) {
      return modelCard(catalog, key)?.kind === "instruct";
    }

    /** A model that answers is best asked something. */
    function otherModel() {
      answered.open ||= isInstruct(form.get("model"));
      start.start();
    }

    function request() {
      const prompt = form.get("before");
      return { model: form.get("model"), text: form.get("prompt") ?? "", ...(prompt && { prompt }) };
    }

    /** Whether the truth is asked for, and this model can stand beside it: the story world answers no prompts. */
    function wantsTruth() {
      const model = modelCard(catalog, form.get("model"));
      return (
        form.get("truth") === "on" && model?.kind !== "instruct" && model?.state !== "server" && !form.get("before")
      );
    }

    /** A story that nobody has seen, and the truth beside it. */
    async function newStory() {
      const [seed] = crypto.getRandomValues(new Uint32Array(1));
      const answer = await askJson("api/truth", { model: catalog.default, seed }).catch(tell);
      if (!answer) return;
      before.write("");
      text.write(answer.score.text);
      start.stop();
      start.start();
    }

    /** @param {unknown} error */
    function tell(error) {
      if (error instanceof DOMException) return;
      problem.hidden = false;
      fill(problem, error instanceof Error ? error.message : String(error));
    }

    /** @param {AbortSignal} signal */
    async function ask(signal) {
      for (const each of [before, text]) if (!each.fits()) return each.area.focus();
      const what = request();
      const { score: reason } = unableTo(catalog, [what.model]);
      if (reason) return tell(new Error(reason));
      stage.classList.add("asking");
      try {
        const truth = wantsTruth() ? await askJson("api/truth", what, signal) : null;
        show(truth?.score ?? (await askJson("api/score", what, signal)), truth);
        asked = JSON.stringify(what);
        markStale(false);
        text.foldExamples();
        if (await learnModels(catalog, [what.model])) model.draw();
      } catch (error) {
        if (error instanceof DOMException) return;
        if (
          mark(
            el,
            problemsOf(error).map(({ field, message }) => ({ field: FIELDS[field ?? ""] ?? field, message })),
          )
        )
          return;
        tell(error);
      } finally {
        stage.classList.remove("asking");
      }
    }

    /**
     * @param {import("../../../views/types").Score} score
     * @param {import("../../../views/types").Truth | null} truth
     */
    function show(score, truth) {
      problem.hidden = true;
      fill(aside, isInstruct(score.model) && !score.before?.text && words.surprise.instruct);
      view.apply({ score, truth: truth?.totals ? truth : null, selected: null });
      announce(words.surprise.announce(score.totals.tokens, score.totals.perplexity));
    }

    /**
     * From a token to the other rooms: what the model read when it predicted it.
     * @param {number} index
     */
    function waysFrom(index) {
      /** @type {import("../../../views/types").Score} */
      const { model, before, tokens } = view.get("score");
      const read = [...(before?.ids ?? []), ...tokens.slice(0, index).map(({ id }) => id)];
      const start = (before?.text ?? "") + beginningOf(view.get("score").text, tokens[index].span[0]);
      return [
        insideDoor(address("inside", { model, prompt: start, ids: read.join(",") }), model),
        !isInstruct(model) &&
          start !== "" &&
          door(
            address("generate", { model, prompt: start, strategy: "sample", max_new_tokens: "24", go: "" }),
            words.doors.draw,
          ),
      ].filter(Boolean);
    }

    view.on("change:colour", () => form.set({ colour: view.get("colour") }));
    form.addEventListener("change", () => {
      room.tell();
      markStale(asked !== "" && JSON.stringify(request()) !== asked);
    });
    const again = () => start.start();
    server.addEventListener("back", again);
    start.start();
    return () => {
      server.removeEventListener("back", again);
      start.close();
      room.close();
      unmount();
    };
  },
};

/**
 * The first characters of a text, counted as Python counts them.
 * @param {string} text
 * @param {number} end
 */
function beginningOf(text, end) {
  return [...text].slice(0, end).join("");
}
