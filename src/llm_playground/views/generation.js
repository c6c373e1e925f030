// A text as it is generated: every token coloured and underlined by how likely the model thought it, and the story
// of the one pointed at: rank, probability, entropy, what else could have come.

import { bandOf } from "./kit/bands.js";
import { colourKey } from "./kit/colour_key.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { exactPrompt } from "./kit/exact_prompt.js";
import { generatedToken } from "./kit/generated_token.js";
import { forcing, goingOn } from "./kit/going_on.js";
import { choosing } from "./kit/keys.js";
import { spokenPiece } from "./kit/pieces.js";
import { runState, textAlone } from "./kit/run_state.js";
import { writtenToken } from "./kit/steps/written.js";
import { writtenTable } from "./kit/steps/written_table.js";
import { unfold } from "./kit/tables.js";
import { badgeOf } from "./kit/told/badge.js";
import { whyPlace } from "./kit/told/why.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").ChosenStep} Step */
/** @typedef {import("./kit/dom.js").Child} Child */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Step[]} */
    let steps = [];
    /** @type {number | null} */
    let told = null;
    let tallest = 0;
    /** What is told now: not drawn again, since somebody may be writing in it. @type {[Step | undefined, boolean]} */
    let drawn = [undefined, false];
    const stored = badgeOf(model);
    const asked = element("div");
    const given = element("span", { class: "lp-given" });
    /** A text that came without its tokens: a server gave nothing else. */
    const untold = element("span", { class: "lp-untold" });
    const made = element("span", {
      role: "listbox",
      "aria-label": words.generation.made,
      "aria-orientation": "horizontal",
    });
    const text = element(
      "p",
      { class: "lp-text" },
      given,
      made,
      untold,
      element("span", { class: "lp-caret", "aria-hidden": true }),
    );
    const state = element("p", { class: "lp-state" });
    const key = colourKey(model);
    const why = whyPlace(words.generation.pointed, "lp-story-why");
    const list = unfold(words.generation.asTable, () => writtenTable(steps));
    // What a person asks for is told to the host: it knows how to run a model.
    const ask = (/** @type {import("./types").Branching} */ what) => {
      model.set("asked", what);
      model.save_changes();
    };
    const here = forcing(words.branching.here, (text) => ask({ at: told ?? 0, token: text }));
    const end = goingOn({
      more: (tokens) => ask({ at: steps.length, more: tokens }),
      force: (text) => ask({ at: steps.length, token: text }),
    });
    /** What the host of this view has to say below a text. @type {HTMLElement | undefined} */
    const below = model.get("below");
    const undress = dress(
      el,
      "lp-generation",
      stored.node,
      asked,
      element(
        "div",
        { class: "lp-story lp-with-why" },
        element("div", { class: "lp-written" }, text, state, key.node, end),
        why,
        below && element("div", { class: "lp-below" }, below),
      ),
      list,
    );
    const mark = choosing(made, model, tell);

    /**
     * Tell of a token, and go on telling of it when the pointer leaves it for what is told.
     * @param {number | null} index
     */
    function tell(index) {
      // The token that is selected is on its way: until it is there, what is told stays.
      if (model.get("selected") >= steps.length && steps.length > 0) return;
      if (index !== null && steps[index]) told = index;
      const step = told === null ? undefined : steps[told];
      const pinned = step !== undefined && model.get("selected") === told;
      why.classList.toggle("lp-pinned", pinned);
      if (step && step === drawn[0] && pinned === drawn[1]) return;
      drawn = [step, pinned];
      if (!step) return void fill(why, steps.length > 0 && hint());
      const doors = model.get("doors")?.(step) ?? [];
      const take = model.get("branching") ? (/** @type {number} */ id) => ask({ at: step.index, token: id }) : null;
      fill(why, generatedToken(step, { pinned, unpin, doors, take, force: take && pinned ? here : null }));
      // As high as the highest so far, so that nothing below it jumps while one points from token to token.
      tallest = Math.max(tallest, why.offsetHeight);
      why.style.setProperty("--tallest", `${tallest}px`);
    }

    function unpin() {
      told = null;
      model.set("selected", null);
      model.save_changes();
      tell(null);
    }

    /** @param {Step} step */
    function add(step) {
      steps.push(step);
      made.append(token(step, key.colour()));
      if (steps.length === 1) showSteps();
      else if (steps.length - 1 === model.get("selected")) {
        const chosen = why.contains(/** @type {Document} */ (el.getRootNode()).activeElement);
        mark();
        // Who has just chosen it in the table goes on from it in the text: what was pressed is gone.
        if (chosen) /** @type {HTMLElement} */ (made.lastElementChild).focus({ preventScroll: true });
      }
    }

    /** @param {{ kind?: string, step?: Step }} message */
    function onMessage(message) {
      if (message?.kind === "step" && message.step) add(message.step);
      // Steps that came as messages are not in the model, so to empty its list is no change that would be heard.
      else if (message?.kind === "clear") drawSteps();
    }

    function showSteps() {
      key.node.hidden = list.hidden = steps.length === 0;
      end.hidden = steps.length === 0 || !model.get("branching");
      made.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      mark();
    }

    /** The whole list: after a run it says once more what came as messages, for a view that is opened later. */
    function takeSteps() {
      if (steps.length > 0 && JSON.stringify(steps) === JSON.stringify(model.get("steps"))) return;
      drawSteps();
    }

    function drawSteps() {
      steps = [...(model.get("steps") ?? [])];
      told = null;
      drawTokens();
      /** @type {HTMLDetailsElement} */ (list).open = false;
      showSteps();
    }

    function drawTokens() {
      const focused = /** @type {Document} */ (el.getRootNode()).activeElement;
      const at = Array.from(made.children).indexOf(/** @type {Element} */ (focused));
      fill(
        made,
        steps.map((step) => token(step, key.colour())),
      );
      /** @type {HTMLElement | undefined} */ (made.children[at])?.focus({ preventScroll: true });
      drawCommon();
    }

    /** The same tokens in other colours. */
    function paint() {
      key.draw();
      drawTokens();
      showSteps();
    }

    /** The beginning that this text has in common with another one, and where they part. */
    function drawCommon() {
      const common = model.get("common") ?? null;
      Array.from(made.children).forEach((node, index) => {
        node.classList.toggle("lp-common", common !== null && index < common);
        node.classList.toggle("lp-fork", index === common);
      });
    }

    function drawPrompt() {
      const prompt = model.get("prompt");
      const instruct = Boolean(model.get("is_instruct"));
      fill(given, instruct ? "" : (prompt?.text ?? ""));
      fill(asked, instruct && prompt && exactPrompt(prompt.text));
    }

    function drawState() {
      const status = model.get("status") ?? "empty";
      el.dataset.status = status;
      fill(untold, textAlone(model, steps.length));
      fill(state, runState(model, steps.length));
      state.setAttribute("role", status === "error" ? "alert" : "status");
      const busy = status === "running" || status === "loading";
      for (const button of end.querySelectorAll("button")) button.toggleAttribute("disabled", busy);
      if (!busy && model.get("selected") >= steps.length && steps.length > 0) unpin();
      if (status !== "running" && /** @type {HTMLDetailsElement} */ (list).open)
        list.dispatchEvent(new Event("toggle"));
    }

    const unwatch = [
      watch(model, ["steps"], takeSteps),
      watch(model, ["prompt", "is_instruct"], drawPrompt),
      stored.unwatch,
      watch(model, ["status", "message", "finish_reason", "stop_string", "completion"], drawState),
      watch(model, ["selected"], mark),
      watch(model, ["common"], drawCommon),
      watch(model, ["colour"], paint),
    ];
    model.on("msg:custom", onMessage);
    drawPrompt();
    drawSteps();
    paint();
    drawState();
    return () => {
      model.off("msg:custom", onMessage);
      unwatch.forEach((stop) => stop());
      delete el.dataset.status;
      undress();
    };
  },
};

/**
 * @param {Step} step
 * @param {import("./kit/bands.js").BandColour} colour
 */
function token(step, colour) {
  const { index, choice, text } = step;
  const [spaces, word] = writtenToken({ choice, text });
  return element(
    "span",
    {
      class: `lp-tok ${bandOf(step, colour)}${text === "" ? " lp-silent" : ""}${choice.by_hand ? " lp-by-hand" : ""}`,
      role: "option",
      tabindex: -1,
      "data-index": index,
      "aria-selected": "false",
      "aria-label":
        words.generation.spoken(spokenPiece(choice.piece), choice.model_probability, choice.rank) +
        (choice.by_hand ? words.branching.spokenByHand : ""),
    },
    spaces,
    element("span", { class: "lp-ink" }, word),
  );
}

function hint() {
  return element("p", { class: "lp-hint" }, words.generation.hint);
}
