// A text as it is generated: every token coloured and underlined by how likely the model thought it, and the story
// of the one pointed at: rank, probability, entropy, what else could have come.

import { dress, element, fill, watch } from "./kit/dom.js";
import { choosing } from "./kit/keys.js";
import { count, percent, plural } from "./kit/numbers.js";
import { chip, pieceLabel, pieceText, spokenPiece } from "./kit/pieces.js";
import { fate, othersText, share, stageName } from "./kit/stages.js";
import { meter, row, table, unfold } from "./kit/tables.js";

/** @typedef {import("./types").ChosenStep} Step */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Step[]} */
    let steps = [];
    /** @type {number | null} */
    let told = null;
    const asked = element("div");
    const given = element("span", { class: "lp-given" });
    const made = element("span", {
      role: "listbox",
      "aria-label": "Generated tokens",
      "aria-orientation": "horizontal",
    });
    const text = element(
      "p",
      { class: "lp-text" },
      given,
      made,
      element("span", { class: "lp-caret", "aria-hidden": true }),
    );
    const state = element("p", { class: "lp-state" });
    const legend = element(
      "p",
      { class: "lp-legend", "aria-label": "How likely the model thought a token" },
      ["under 1 %", "1 to 10 %", "10 to 40 %", "40 to 80 %", "80 % and more"].map((range, index) =>
        element("span", {}, element("i", { class: `lp-swatch lp-p${index}` }), range),
      ),
    );
    const why = element("div", { class: "lp-why", role: "group", "aria-label": "The token pointed at" });
    const list = unfold("All generated tokens as a table", () => stepTable(steps));
    const undress = dress(
      el,
      "lp-generation",
      asked,
      element("div", { class: "lp-story" }, element("div", {}, text, state, legend), why),
      list,
    );
    const mark = choosing(made, model, tell);

    /**
     * Tell of a token, and go on telling of it when the pointer leaves it for what is told.
     * @param {number | null} index
     */
    function tell(index) {
      if (index !== null && steps[index]) told = index;
      const step = told === null ? undefined : steps[told];
      const pinned = step !== undefined && model.get("selected") === told;
      why.classList.toggle("lp-pinned", pinned);
      fill(why, step ? story(step, pinned, unpin, model.get("doors")?.(step) ?? []) : steps.length > 0 && hint());
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
      made.append(token(step));
      if (steps.length === 1) showSteps();
    }

    /** @param {{ kind?: string, step?: Step }} message */
    function onMessage(message) {
      if (message?.kind === "step" && message.step) add(message.step);
      // Steps that came as messages are not in the model, so to empty its list is no change that would be heard.
      else if (message?.kind === "clear") drawSteps();
    }

    function showSteps() {
      legend.hidden = list.hidden = steps.length === 0;
      made.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      mark();
    }

    function drawSteps() {
      steps = [...(model.get("steps") ?? [])];
      told = null;
      fill(made, steps.map(token));
      /** @type {HTMLDetailsElement} */ (list).open = false;
      showSteps();
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
      fill(state, stateText(status, model.get("message"), model.get("finish_reason"), steps.length));
      state.setAttribute("role", status === "error" ? "alert" : "status");
      if (status !== "running" && /** @type {HTMLDetailsElement} */ (list).open)
        list.dispatchEvent(new Event("toggle"));
    }

    const unwatch = [
      watch(model, ["steps"], drawSteps),
      watch(model, ["prompt", "is_instruct"], drawPrompt),
      watch(model, ["status", "message", "finish_reason"], drawState),
      watch(model, ["selected"], mark),
    ];
    model.on("msg:custom", onMessage);
    drawPrompt();
    drawSteps();
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
 * @param {string} status
 * @param {string | null} message
 * @param {string | null} reason
 * @param {number} made
 */
function stateText(status, message, reason, made) {
  const endings = {
    stop: "The model ended the text by itself",
    length: "The length asked for is reached",
    context: "The model’s context is full",
  };
  const n = plural(made, { one: "token", other: "tokens" });
  switch (status) {
    case "empty":
      return message || "Nothing generated yet.";
    case "loading":
      return message || "Loading the model …";
    case "running":
      return message || "";
    case "stopped":
      return `Stopped after ${n}.`;
    case "error":
      return message || "Something went wrong.";
    default:
      return `${endings[/** @type {keyof endings} */ (reason)] ?? "Done"} · ${n}${message ? ` · ${message}` : ""}`;
  }
}

/** @param {string} text */
function exactPrompt(text) {
  return element(
    "details",
    { class: "lp-unfold lp-asked" },
    element("summary", {}, "What the model was asked to continue: its chat template around the prompt"),
    element("pre", { tabindex: 0, "aria-label": "Exact text of the prompt" }, text),
  );
}

/** @param {Step} step */
function token({ index, choice, text }) {
  const whole = pieceText(choice.piece);
  const special = text === "" && whole !== null;
  const shown = text !== "" ? text.replaceAll("\n", "⏎\n") : special ? whole : pieceLabel(choice.piece);
  return element(
    "span",
    {
      class: `lp-tok lp-p${band(choice.model_probability)}${text === "" ? " lp-silent" : ""}`,
      role: "option",
      tabindex: -1,
      "data-index": index,
      "aria-selected": "false",
      "aria-label": `${spokenPiece(choice.piece)}, ${percent(choice.model_probability)}, rank ${choice.rank}`,
    },
    shown,
  );
}

function hint() {
  return element(
    "p",
    { class: "lp-hint" },
    "Point at a token, or move to it with the arrow keys, to see what else could have come. A click keeps it here.",
  );
}

/**
 * @param {Step} step
 * @param {boolean} pinned
 * @param {() => void} unpin
 * @param {HTMLElement[]} doors  ways that the host of this view offers from here
 */
function story({ index, choice, stages }, pinned, unpin, doors) {
  const [model, last] = [stages[0], stages.at(-1)];
  const fact = (/** @type {string} */ name, /** @type {string} */ value) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value));
  const warped = stages.length > 1;
  return [
    element(
      "div",
      { class: "lp-why-head" },
      element("h3", {}, `Token ${count(index + 1)}: `, chip(choice.piece)),
      pinned
        ? element("button", { type: "button", class: "lp-button lp-unpin", onclick: unpin }, "Let go")
        : element("small", {}, "Click the token to keep it here."),
    ),
    element(
      "dl",
      { class: "lp-facts" },
      fact("Probability", percent(choice.model_probability)),
      fact("Rank", `${count(choice.rank)} of ${count(model.candidates.length + model.others_count)}`),
      fact("Entropy", `${model.entropy.toFixed(2)} nats`),
      warped && fact("After the strategy", percent(choice.probability)),
      choice.u !== null && fact("Draw u", choice.u.toFixed(4)),
    ),
    doors.length > 0 && element("p", { class: "lp-doors" }, doors),
    alternatives(stages, choice, last === model ? null : (last ?? null)),
  ];
}

/**
 * The most likely tokens and the sum of all others, in the model's own distribution and after the last warper.
 * @param {import("./types").Stage[]} stages
 * @param {import("./types").Choice} choice
 * @param {import("./types").Stage | null} last
 */
function alternatives(stages, choice, last) {
  const model = stages[0];
  const rows = model.candidates.map((candidate, place) => {
    const after = fate(stages, candidate.id).at(-1);
    const taken = candidate.id === choice.id;
    return row(
      chip(candidate.piece),
      [place + 1, meter(candidate.probability, "lp-before"), ...(last ? [share(after)] : [])],
      `${taken ? "lp-taken" : ""} ${after === "cut" ? "lp-gone" : ""}`,
    );
  });
  if (choice.rank > model.candidates.length) {
    rows.push(
      row(
        chip(choice.piece),
        [choice.rank, meter(choice.model_probability, "lp-before"), ...(last ? [share(choice.probability)] : [])],
        "lp-taken",
      ),
    );
  }
  rows.push(
    row(
      "all others",
      [
        plural(model.others_count, { one: "token", other: "tokens" }),
        `mass ${percent(model.others_mass)}`,
        ...(last ? [othersText(last)] : []),
      ],
      "lp-rest",
    ),
  );
  const heads = ["Token", "Rank", "Model", ...(last ? [`After ${stageName(last)}`] : [])];
  return table("The most likely tokens at this place", heads, rows, "lp-alternatives");
}

/** @param {Step[]} steps */
function stepTable(steps) {
  const rows = steps.map(({ index, choice, stages }) =>
    row(index + 1, [
      chip(choice.piece),
      choice.id,
      percent(choice.model_probability),
      choice.rank,
      stages[0].entropy.toFixed(2),
      percent(choice.probability),
      choice.u === null ? "–" : choice.u.toFixed(4),
    ]),
  );
  return table(
    "Generated tokens",
    ["Number", "Token", "Id", "Model’s probability", "Rank", "Entropy (nats)", "After the strategy", "Draw u"],
    rows,
  );
}

/**
 * The band of a probability, 0 (surprising) to 4 (nearly certain). Shown as colour and as thickness of the underline.
 * @param {number} p
 */
function band(p) {
  return [0.01, 0.1, 0.4, 0.8].filter((bound) => p >= bound).length;
}
