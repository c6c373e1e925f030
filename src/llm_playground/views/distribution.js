// One next-token distribution on its way through the strategy: a column for every warper, and the draw that ended it.

import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { decimal, known } from "./kit/numbers.js";
import { chip, spokenPiece } from "./kit/pieces.js";
import { fate, isSmall, othersText, scaled, share, stageName } from "./kit/stages.js";
import { contrastTable } from "./kit/steps/contrast.js";
import { scale, sideBySide } from "./kit/steps/line.js";
import { isDrawn, noiseTable } from "./kit/steps/noise.js";
import { toldChoice } from "./kit/steps/told.js";
import { folded, meter, row, table } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Step} Step */
/** @typedef {import("./types").Stage} Stage */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const body = element("div");
    const undress = dress(el, "lp-distribution", body);

    function draw() {
      /** @type {Step | null} */
      const step = model.get("step") ?? null;
      if (step === null) fill(body, element("p", { class: "lp-state" }, words.distribution.empty));
      else fill(body, step.choice && sentence(step), stageTable(step), step.choice && draws(step));
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
 * What happened at this step, told from its record.
 * @param {Step} step
 */
function sentence({ choice, stages }) {
  if (!choice) return null;
  return toldChoice(choice, stages, fateOfChosen(stages, choice), why(choice, stages));
}

/**
 * Why it was this token. A penalty may have made another one than the model's own the most likely at the end.
 * @param {import("./types").Choice} choice
 * @param {Stage[]} stages
 */
function why(choice, stages) {
  const { greedy, drawn, beam, byHand, speculated } = words.distribution;
  if (choice.by_hand) return byHand;
  if (choice.speculated) return speculated;
  if (choice.gumbel?.length) return words.noise.drawn;
  if (choice.contrast?.length) return words.contrast.taken;
  if (choice.u !== null) return drawn(choice.u);
  return stages.at(-1)?.candidates[0]?.id === choice.id ? greedy : beam;
}

/**
 * The record of the choice knows its first and last probability even where no stage lists it.
 * @param {Stage[]} stages
 * @param {import("./types").Choice} choice
 */
function fateOfChosen(stages, choice) {
  // What was taken was not cut.
  const found = fate(stages, choice.id).map((each) => (each === "unlisted" ? "below" : each));
  return found.map((each, index) =>
    index === 0 ? choice.model_probability : index === found.length - 1 ? choice.probability : each,
  );
}

/** @param {Step} step */
function stageTable({ stages, choice }) {
  const entropy = termOf("entropy");
  const nats = termOf("nats");
  const [model, last] = [stages[0], /** @type {Stage} */ (stages.at(-1))];
  const listed = new Map([...model.candidates, ...last.candidates].map(({ id, piece }) => [id, piece]));
  if (choice) listed.set(choice.id, choice.piece);
  const logits = new Map(model.candidates.map(({ id, logit }) => [id, logit]));
  /** @type {HTMLElement[]} */
  const rows = [];
  /** @type {HTMLElement[]} */
  const small = [];
  for (const [id, piece] of listed) {
    const taken = choice?.id === id;
    const found = taken ? fateOfChosen(stages, choice) : fate(stages, id);
    const cells = found.map((each, index) =>
      index === 0 && typeof each === "number" ? meter(each, "lp-before") : share(each),
    );
    const mark = choice && isDrawn(choice) ? words.distribution.isDrawn : words.distribution.isTaken;
    const logit = logits.get(id);
    const line = row(
      element("span", {}, chip(piece), taken && [" ", element("span", { class: "lp-arrow" }, mark)]),
      [logit === undefined ? "–" : decimal(logit, 2), ...cells],
      `${taken ? "lp-taken" : ""} ${found.at(-1) === "cut" ? "lp-gone" : ""}`,
    );
    (isSmall(found) && !taken ? small : rows).push(line);
  }
  rows.push(...folded(small, words.stages.small(small.length), stages.length + 2));
  rows.push(row(words.stages.others, ["", ...stages.map(othersText)], "lp-rest"));
  const entropies = stages.map((stage) => known(stage.entropy, 2));
  rows.push(row(element("span", {}, words.distribution.entropy(entropy, nats)), ["", ...entropies], "lp-rest"));
  const heads = stages.map((stage) =>
    stage.name === "model"
      ? words.distribution.model
      : element("span", {}, element("span", { class: "lp-arrow", "aria-hidden": true }, "→\u00a0"), stageTitle(stage)),
  );
  const [token, logit] = words.distribution.columns;
  const columns = [term("token", token), term("logit", logit), ...heads];
  const node = table(words.distribution.stages, columns, rows, "lp-stages");
  node.style.setProperty("--columns", String(stages.length));
  return scaled(node, stages);
}

/**
 * A stage as the head of its column; its warper explains itself where the glossary knows it.
 * @param {Stage} stage
 */
function stageTitle(stage) {
  const title = words.distribution.stage(stageName(stage));
  const known = /** @type {keyof typeof words.glossary} */ (stage.name);
  return known in words.glossary ? term(known, title) : title;
}

/**
 * The draw: the tokens laid side by side, each as wide as its probability, and the place where u fell.
 * @param {Step} step
 */
function draws({ choice, stages }) {
  const last = stages.at(-1);
  if (choice?.gumbel?.length) return noiseTable(choice.gumbel);
  if (choice?.contrast?.length) return contrastTable(choice.contrast);
  if (!last || !choice || choice.u === null) return null;
  const parts = sideBySide(last.candidates, (last.kept ?? 0) - last.candidates.length, last.others_mass);
  parts.querySelector(`[data-id="${choice.id}"]`)?.classList.add("lp-taken");
  const needle = element("span", { class: "lp-needle" }, bold(words.distribution.u(choice.u)));
  needle.style.setProperty("--share", String(choice.u));
  const label = words.distribution.drawInWords(choice.u, spokenPiece(choice.piece));
  return element(
    "figure",
    { class: "lp-draw" },
    element("div", { class: "lp-strip", role: "img", "aria-label": label }, needle, parts),
    scale(),
    element("figcaption", {}, words.distribution.caption(termOf("draw"))),
  );
}
