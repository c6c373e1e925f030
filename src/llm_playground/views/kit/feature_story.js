// All about one feature of a dictionary: its name and grade, where it fires, what it writes, what is missing without it.

import { beforeAfter } from "./before_after.js";
import { bold, element } from "./dom.js";
import { decimal, withSign } from "./numbers.js";
import { chip, runningText } from "./pieces.js";
import { meter, row, table } from "./tables.js";
import { termOf } from "./terms.js";
import { words } from "./words.js";

/** @typedef {import("../types").Feature} Feature */
/** @typedef {import("../types").FeatureGrade} Grade */
/** @typedef {import("../types").WrittenLogit} Written */

/**
 * What a feature is called by: the rule that it tells well, or nothing.
 * @param {Grade | null | undefined} grade
 */
export function featureName(grade) {
  return grade ? words.features.named(grade.rule, grade.next) : "";
}

/**
 * @param {Feature} feature
 * @param {string} piece  the token at which it is looked at
 */
export function featureStory(feature, piece) {
  const { grade, change } = feature;
  const said = words.features;
  const first = change.before.candidates[0];
  const later = change.after.candidates[0];
  return [
    element("h3", {}, said.title(feature.index, featureName(grade))),
    element("p", { class: "lp-sentence" }, said.fires(feature.share), " ", gradeSentence(grade)),
    element("h4", {}, said.examples),
    examples(feature),
    element("h4", {}, said.writes(feature.position + 1, chip(piece))),
    feature.activation > 0
      ? element(
          "div",
          { class: "lp-feature-writes" },
          logits(feature.raises, said.raises),
          logits(feature.lowers, said.lowers),
        )
      : element("p", { class: "lp-hint" }, said.silent),
    element("h4", {}, said.without),
    element(
      "p",
      { class: "lp-sentence" },
      first.id === later.id
        ? said.same(chip(first.piece), first.probability, later.probability)
        : said.other(chip(first.piece), chip(later.piece)),
      " ",
      said.kl(termOf("kl"), bold(decimal(change.kl, 4))),
    ),
    beforeAfter(change.before, change.after, said.distributions, said.columns),
  ];
}

/** @param {Grade | null} grade */
function gradeSentence(grade) {
  if (!grade) return words.features.nameless;
  const { rule, next, precision, recall, f1, tokens } = grade;
  return words.features.graded(
    element("code", {}, rule),
    next,
    precision,
    recall,
    bold(decimal(f1, 2)),
    tokens,
    termOf("f1"),
  );
}

/** @param {Feature} feature */
function examples({ examples }) {
  if (examples.length === 0) return element("p", { class: "lp-hint" }, words.features.never);
  const most = Math.max(...examples.map(({ activation }) => activation));
  const items = examples.map(({ pieces, at, activation }) =>
    element(
      "li",
      {},
      element(
        "span",
        { class: "lp-feature-text" },
        pieces.map((piece, index) => (index === at ? element("mark", {}, runningText(piece)) : runningText(piece))),
      ),
      meter(activation / most, "lp-before", decimal(activation, 1)),
    ),
  );
  return element("ol", { class: "lp-feature-examples" }, items);
}

/**
 * @param {Written[]} written
 * @param {string} title
 */
function logits(written, title) {
  const most = Math.max(...written.map(({ logit }) => Math.abs(logit)), 1e-9);
  const rows = written.map(({ piece, logit }) =>
    row(chip(piece), [meter(Math.abs(logit) / most, "", withSign(logit))]),
  );
  return table(title, [title, words.features.logitColumn], rows);
}
