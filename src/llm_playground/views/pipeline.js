// One step, live: a row a token and a column a stage of the strategy; below it the draw, whose u can be moved.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count, decimal, known, percent } from "./kit/numbers.js";
import { chip } from "./kit/pieces.js";
import { asTold, stageName } from "./kit/stages.js";
import { contrastTable } from "./kit/steps/contrast.js";
import { drawLine } from "./kit/steps/line.js";
import { isDrawn, noiseTable } from "./kit/steps/noise.js";
import { toldChoice } from "./kit/steps/told.js";
import { folded, meter, row, table } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Pipeline} Pipeline */
/** @typedef {import("./types").PipelineStage} PipelineStage */
/** @typedef {import("./types").TokenPath} TokenPath */

const MANY = 5; // stages side by side, beyond which a number stands above its bar
const SMALL = 0.001; // a token that never has more is folded away

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const told = element("div");
    const frame = element("div");
    const line = drawLine((u) => {
      model.set("asked_u", u);
      model.save_changes();
    });
    const compared = element("div");
    const body = element("div", {}, told, frame, line.node, compared);
    const empty = element("p", { class: "lp-state" }, words.distribution.empty);
    const undress = dress(el, "lp-pipeline", empty, body);
    let opened = false; // the rows of the small ones, which a new picture must not close

    frame.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest(".lp-opener")) opened = true;
    });

    function draw() {
      /** @type {import("./types").PipelineStep | null} */
      const step = model.get("step") ?? null;
      empty.hidden = step !== null;
      body.hidden = step === null;
      if (step === null) return;
      const { choice } = step.pipeline;
      fill(told, sentence(step));
      exchange(frame, stageTable(step.pipeline, opened));
      line.node.hidden = choice.u === null;
      if (choice.u !== null) line.draw(step.pipeline, model.get("asked_u") ?? choice.u);
      fill(compared, comparison(choice));
    }

    const unwatch = watch(model, ["step"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * Put a table in the place of the one before, with the focus and the scroll that that one had.
 * @param {HTMLElement} frame
 * @param {HTMLElement} node
 */
function exchange(frame, node) {
  const before = frame.querySelector(".lp-scroll");
  const [had, left, top] = [frame.contains(document.activeElement), before?.scrollLeft ?? 0, before?.scrollTop ?? 0];
  fill(frame, node);
  const now = /** @type {HTMLElement} */ (frame.querySelector(".lp-scroll"));
  if (had) now.focus({ preventScroll: true });
  [now.scrollLeft, now.scrollTop] = [left, top];
}

/** @param {import("./types").PipelineStep} step */
function sentence(step) {
  const { choice, stages, rows } = step.pipeline;
  const path = /** @type {TokenPath} */ (rows.find(({ id }) => id === choice.id)).probabilities;
  const nothing = stages.some(({ changes }) => changes) ? "" : words.pipeline.identity;
  return toldChoice(choice, stages, path, [nothing, why(step)]);
}

/** The tokens among which it was chosen, where that was not by one u. @param {import("./types").Choice} choice */
function comparison({ gumbel, contrast }) {
  if (gumbel?.length) return noiseTable(gumbel);
  return contrast?.length ? contrastTable(contrast) : null;
}

/** Why it was this token. @param {import("./types").PipelineStep} step */
function why({ strategy, searches, pipeline: { choice } }) {
  const { drawn, greedy, beam } = words.distribution;
  if (choice.u !== null) return drawn(choice.u);
  if (choice.gumbel?.length) return words.noise.drawn;
  if (choice.contrast?.length) return words.contrast.taken;
  if (searches) return beam;
  return strategy === "greedy" ? greedy : "";
}

/**
 * @param {Pipeline} pipeline
 * @param {boolean} opened  whether the rows of the small ones are open
 */
function stageTable({ stages, rows, others_count, choice }, opened) {
  /** @type {HTMLElement[]} */
  const lines = [];
  /** @type {HTMLElement[]} */
  const small = [];
  for (const path of rows) {
    const taken = path.id === choice.id;
    const isSmall = !taken && path.probabilities.every((share) => share < SMALL);
    (isSmall ? small : lines).push(tokenRow(path, stages, taken ? mark(choice) : null));
  }
  const columns = stages.length + 2;
  lines.push(...(opened ? small : folded(small, words.stages.small(small.length), columns)));
  lines.push(
    row(words.pipeline.others(others_count), ["", ...stages.map((stage) => othersAt(stage, others_count))], "lp-rest"),
    row(words.pipeline.left, ["", ...stages.map(({ kept }) => (kept === null ? "?" : count(kept)))], "lp-rest"),
    row(
      element("span", {}, words.distribution.entropy(termOf("entropy"), termOf("nats"))),
      ["", ...stages.map(({ entropy }) => known(entropy, 2))],
      "lp-rest",
    ),
  );
  const [token, logit] = words.distribution.columns;
  const heads = [term("token", token), term("logit", logit), ...stages.map(head)];
  const many = stages.length > MANY ? " lp-many" : "";
  const node = table(words.distribution.stages, heads, lines, `lp-stages${many}`);
  node.style.setProperty("--columns", String(stages.length));
  const most = Math.max(...rows.flatMap(({ probabilities }) => probabilities));
  node.style.setProperty("--most", String(most));
  return element("div", {}, node, element("p", { class: "lp-hint" }, words.stages.scale(most), asTold(stages[0])));
}

/** @param {import("./types").Choice} choice */
function mark(choice) {
  return isDrawn(choice) ? words.distribution.isDrawn : words.distribution.isTaken;
}

/**
 * @param {TokenPath} path
 * @param {PipelineStage[]} stages
 * @param {string | null} arrow  says that this is the one
 */
function tokenRow({ piece, logit, probabilities, cut }, stages, arrow) {
  const cells = probabilities.map((share, stage) => {
    if (cut === null || stage < cut) return meter(share, stage === 0 ? "lp-before" : "");
    const by = words.pipeline.cutBy(stageName({ name: stages[cut].name, parameters: {} }));
    // Named once, where it happened; the columns behind it show that the token is gone.
    return stage === cut
      ? element("span", { class: "lp-cut" }, by)
      : element("span", { class: "lp-cut lp-still" }, words.stages.cut);
  });
  return row(
    element("span", {}, chip(piece), arrow && [" ", element("span", { class: "lp-arrow" }, arrow)]),
    [logit === null ? "–" : decimal(logit, 2), ...cells],
    `${arrow ? "lp-taken" : ""} ${cut === null ? "" : "lp-gone"}`,
  );
}

/**
 * The head of a column: the warper with what it was given, what it went by, and whether it did anything.
 * @param {PipelineStage} stage
 * @param {number} index
 */
function head(stage, index) {
  if (index === 0) return words.distribution.model;
  const known = /** @type {keyof typeof words.glossary} */ (stage.name);
  const title = words.distribution.stage(stageName(stage));
  const state = Object.entries(stage.state).map(([name, value]) => words.pipeline.state(name, value));
  const note = [...state, ...(stage.changes ? [] : [words.pipeline.changesNothing])].join(" · ");
  return element(
    "span",
    {},
    known in words.glossary ? term(known, title) : title,
    note !== "" && element("small", { class: "lp-note" }, note),
  );
}

/**
 * @param {PipelineStage} stage
 * @param {number | null} all  how many tokens have no row
 */
function othersAt({ others_kept, others_mass }, all) {
  return words.pipeline.othersAt(percent(others_mass), others_kept, all);
}
