// What two runs say of a place: how likely its token was in either, and how far the two distributions are apart.

import { alternatives } from "../alternatives.js";
import { element } from "../dom.js";
import { tokenFacts } from "../generated_token.js";
import { count, decimal, known, percent } from "../numbers.js";
import { chip } from "../pieces.js";
import { fate, isSmall, othersText, scaled, share, stageName } from "../stages.js";
import { folded, row, table } from "../tables.js";
import { term, termOf } from "../terms.js";
import { words } from "../words.js";

const LETTERS = ["A", "B"];

/** @typedef {import("../../types").TraceDiff} TraceDiff */
/** @typedef {import("../../types").Divergence} Divergence */
/** @typedef {import("../../types").ChosenStep} Step */
/** @typedef {{ a: number | null, b: number | null }} Place */
/** @typedef {import("../dom.js").Child} Child */

/**
 * A token in one of the texts or in both.
 * @param {TraceDiff} diff
 * @param {Place} place
 * @param {boolean} pinned
 */
export function pairStory(diff, place, pinned) {
  const { parting } = diff;
  const isParting =
    parting !== null && [place.a ?? parting.a, place.b ?? parting.b].join() === `${parting.a},${parting.b}`;
  const pair = isParting ? parting : diff.pairs.find(({ a, b }) => a === place.a && b === place.b);
  const kept = element("small", {}, pinned ? words.diff.pinned : words.diff.pin);
  if (pair) {
    const [one, other] = [diff.a.steps[pair.a], diff.b.steps[pair.b]];
    const title = isParting
      ? words.diff.partAt(pair.a + 1)
      : words.diff.both(chip(one.choice.piece), pair.a + 1, pair.b + 1);
    return [
      element("h3", {}, title),
      kept,
      factsTable(one, other),
      pair.model && pair.final && element("p", { class: "lp-diff-kl" }, apart(pair.model, pair.final)),
      pair.model === null && element("p", { class: "lp-hint" }, words.diff.vocabularies),
      candidatesTable(one, other, diff.same_vocabulary),
    ];
  }
  const [letter, step] = place.a !== null ? ["A", diff.a.steps[place.a]] : ["B", diff.b.steps[place.b ?? 0]];
  const last = /** @type {import("../../types").Stage} */ (step.stages.at(-1));
  return [
    element("h3", {}, words.diff.one(letter, step.index + 1, chip(step.choice.piece))),
    kept,
    tokenFacts(step.choice, step.stages),
    alternatives(step.stages, step.choice, step.stages.length > 1 ? last : null),
  ];
}

/**
 * @param {Divergence} model
 * @param {Divergence} final
 */
function apart(model, final) {
  const hint = [model, final].every(({ is_whole }) => is_whole) ? "" : ` ${words.diff.least}`;
  return [...words.diff.apart(termOf("kl"), nats(model), nats(final), termOf("nats")), hint];
}

/** @param {Divergence} divergence */
function nats({ nats, is_whole }) {
  return nats === null ? "∞" : words.diff.nats(nats, is_whole);
}

/**
 * @param {Step} one
 * @param {Step} other
 */
function factsTable(one, other) {
  const both = (/** @type {(step: Step) => Child} */ tell) => [tell(one), tell(other)];
  const lines = [
    row(
      words.diff.token,
      both(({ choice }) => chip(choice.piece)),
    ),
    row(
      term("probability", words.generation.probability),
      both(({ choice }) => percent(choice.model_probability)),
    ),
    row(
      term("rank", words.generation.rank),
      both(({ choice }) => count(choice.rank)),
    ),
    row(
      term("entropy", words.generation.entropy),
      both(({ stages }) => known(stages[0].entropy, 2)),
    ),
    row(
      words.generation.afterStrategy,
      both(({ choice }) => percent(choice.probability)),
    ),
    row(
      term("draw", words.generation.draw),
      both(({ choice }) => (choice.by_hand ? words.branching.byHand : choice.u === null ? "–" : decimal(choice.u, 4))),
    ),
  ];
  return table(words.diff.facts, ["", "A", "B"], lines, "lp-diff-facts");
}

/**
 * What else could have come, in either: what the record of one does not list is said to be so.
 * @param {Step} one
 * @param {Step} other
 * @param {boolean} sameVocabulary
 */
function candidatesTable(one, other, sameVocabulary) {
  if (!sameVocabulary) return null;
  const sides = [one.stages, other.stages];
  const ends = sides.map((stages) => (stages.length > 1 ? [stages[0], stages[stages.length - 1]] : [stages[0]]));
  const candidates = sides.flatMap((stages) => stages[0].candidates);
  const listed = [...new Map(candidates.map((each) => [each.id, each])).values()];
  /** @type {HTMLElement[]} */
  const lines = [];
  /** @type {HTMLElement[]} */
  const small = [];
  for (const { id, piece } of listed) {
    const fates = sides.map((stages) => fate(stages, id));
    const cells = fates.flatMap((found) => (found.length > 1 ? [found[0], found.at(-1)] : [found[0]]).map(share));
    const taken = [one, other].flatMap(({ choice }, side) => (choice.id === id ? [LETTERS[side]] : []));
    const marks = taken.length > 0 && element("small", {}, ` ${words.diff.tookIt(taken.join(", "))}`);
    const line = row(element("span", {}, chip(piece), marks), cells, taken.length > 0 ? "lp-taken" : "");
    (taken.length === 0 && fates.every(isSmall) ? small : lines).push(line);
  }
  lines.push(...folded(small, words.stages.small(small.length), 1 + ends.flat().length));
  lines.push(
    row(
      words.stages.others,
      ends.flatMap((stages) => stages.map(othersText)),
      "lp-rest",
    ),
  );
  const heads = ends.flatMap((stages, side) =>
    stages.map((_, at) =>
      at === 0
        ? words.diff.modelOf(LETTERS[side])
        : words.diff.after(LETTERS[side], sides[side].slice(1).map(stageName)),
    ),
  );
  return scaled(table(words.generation.alternatives, [words.diff.token, ...heads], lines, "lp-diff-also"), ends.flat());
}

/** @param {TraceDiff} diff */
export function settingsTable({ a, b, settings }) {
  const run = (/** @type {string} */ letter, /** @type {import("../../types").Trace} */ { start, steps }) =>
    element(
      "p",
      {},
      element("b", { class: `lp-run lp-run-${letter.toLowerCase()}` }, letter),
      ` ${words.diff.run(start.model, stageName({ name: start.strategy, parameters: {} }), start.seed, steps.length)}`,
    );
  const lines = settings.map(({ name, a: its, b: others }) => row(name, [its ?? "–", others ?? "–"]));
  return [
    run("A", a),
    run("B", b),
    lines.length > 0
      ? table(words.diff.settings, [words.diff.setting, "A", "B"], lines, "lp-diff-set")
      : element("p", { class: "lp-hint" }, words.diff.sameSettings),
  ];
}

/** How far the two texts are the same. @param {TraceDiff} diff */
export function partingTold({ a, b, stretches, pairs, same_prompt }) {
  const common = stretches[0]?.is_same ? stretches[0].a[1] : 0;
  const lengths = [a.steps.length, b.steps.length];
  return [
    stretches.every(({ is_same }) => is_same)
      ? words.diff.identical(lengths[0])
      : words.diff.common(common, pairs.length, lengths[0], lengths[1]),
    !same_prompt && ` ${words.diff.otherPrompts}`,
  ];
}

/** @param {TraceDiff} diff */
export function pairTable({ a, b, pairs }) {
  const lines = pairs.map((pair) => {
    const both = [a.steps[pair.a], b.steps[pair.b]];
    return row(chip(both[0].choice.piece), [
      count(pair.a + 1),
      count(pair.b + 1),
      ...both.map(({ choice }) => percent(choice.model_probability)),
      ...both.map(({ choice }) => count(choice.rank)),
      ...both.map(({ stages }) => known(stages[0].entropy, 2)),
      pair.model ? nats(pair.model) : "–",
      pair.final ? nats(pair.final) : "–",
    ]);
  });
  return table(words.diff.asTable, words.diff.columns, lines, "lp-diff-pairs");
}
