// One next-token distribution on its way through the strategy: a column for every warper, and the draw that ended it.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count, percent, plural } from "./kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { fate, othersText, share, stageName } from "./kit/stages.js";
import { meter, row, table } from "./kit/tables.js";

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
      if (step === null) fill(body, element("p", { class: "lp-state" }, "No distribution yet."));
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
  const found = fateOfChosen(stages, choice);
  const told = stages.slice(1).flatMap((stage, index) => {
    const [before, after] = [found[index], found[index + 1]];
    const unchanged = typeof before === "number" && typeof after === "number" && percent(before) === percent(after);
    if (typeof after !== "number" || unchanged) return [];
    return [` ${capital(stageName(stage))} made it ${percent(after)}.`];
  });
  const drawn =
    choice.u === null
      ? " It was taken because nothing is more likely."
      : ` The draw u = ${choice.u.toFixed(4)} fell on it.`;
  const beams = choice.u === null && choice.rank > 1 ? " It belongs to the text that is most likely as a whole." : null;
  return element(
    "p",
    { class: "lp-sentence" },
    "The model gave ",
    chip(choice.piece),
    ` ${percent(choice.model_probability)} (rank ${count(choice.rank)}).`,
    told,
    beams ?? drawn,
  );
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

/** @param {string} text */
function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** @param {Step} step */
function stageTable({ stages, choice }) {
  const [model, last] = [stages[0], /** @type {Stage} */ (stages.at(-1))];
  const listed = new Map([...model.candidates, ...last.candidates].map(({ id, piece }) => [id, piece]));
  if (choice) listed.set(choice.id, choice.piece);
  const logits = new Map(model.candidates.map(({ id, logit }) => [id, logit]));
  const rows = [...listed].map(([id, piece]) => {
    const found = choice?.id === id ? fateOfChosen(stages, choice) : fate(stages, id);
    const taken = choice?.id === id;
    const cells = found.map((each, index) =>
      index === 0 && typeof each === "number" ? meter(each, "lp-before") : share(each),
    );
    const name = [
      chip(piece),
      taken && element("span", { class: "lp-arrow" }, choice.u === null ? " ← taken" : " ← drawn"),
    ];
    return row(
      element("span", {}, name),
      [logits.get(id)?.toFixed(2) ?? "–", ...cells],
      `${taken ? "lp-taken" : ""} ${found.at(-1) === "cut" ? "lp-gone" : ""}`,
    );
  });
  rows.push(row("all others", ["", ...stages.map(othersText)], "lp-rest"));
  rows.push(row("entropy", ["", ...stages.map((stage) => `${stage.entropy.toFixed(2)} nats`)], "lp-rest"));
  const heads = stages.map((stage) =>
    stage.name === "model"
      ? "Model"
      : element(
          "span",
          {},
          element("span", { class: "lp-arrow", "aria-hidden": true }, "→ "),
          capital(stageName(stage)),
        ),
  );
  const node = table(
    "The distribution of the next token, before and after each step of the strategy",
    ["Token", "Logit", ...heads],
    rows,
    "lp-stages",
  );
  node.style.setProperty("--columns", String(stages.length));
  return node;
}

/**
 * The draw: the tokens laid side by side, each as wide as its probability, and the place where u fell.
 * @param {Step} step
 */
function draws({ choice, stages }) {
  const last = stages.at(-1);
  if (!last || !choice || choice.u === null) return null;
  const parts = last.candidates.map((candidate, index) => {
    const taken = candidate.id === choice.id;
    const node = element(
      "span",
      { class: `lp-part${index % 2} ${taken ? "lp-taken" : ""}` },
      candidate.probability > 0.03 && pieceLabel(candidate.piece),
    );
    node.style.setProperty("--share", String(candidate.probability));
    return node;
  });
  const left = last.kept - last.candidates.length;
  if (left > 0) {
    const rest = element(
      "span",
      { class: "lp-rest" },
      last.others_mass > 0.12 && plural(left, { one: "other", other: "others" }),
    );
    rest.style.setProperty("--share", String(last.others_mass));
    parts.push(rest);
  }
  const needle = element("span", { class: "lp-needle" }, element("b", {}, `u = ${choice.u.toFixed(4)}`));
  needle.style.setProperty("--share", String(choice.u));
  const label =
    `The draw: u is ${choice.u.toFixed(4)}. Going down the table and adding up the probabilities, ` +
    `${spokenPiece(choice.piece)} is the first token at which the sum is greater than u.`;
  return element(
    "figure",
    { class: "lp-draw" },
    element(
      "div",
      { class: "lp-strip", role: "img", "aria-label": label },
      needle,
      element("div", { class: "lp-parts" }, parts),
    ),
    element(
      "div",
      { class: "lp-scale", "aria-hidden": true },
      ["0", "0.25", "0.5", "0.75", "1"].map((mark) => element("span", {}, mark)),
    ),
    element(
      "figcaption",
      {},
      "All tokens that are left, laid side by side, each as wide as its probability. " +
        "A random number u from 0 to 1 points at one of them.",
    ),
  );
}
