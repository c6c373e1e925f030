// One token by two models with one vocabulary: what each made of it, and both distributions as bars back to back.

import { element } from "../dom.js";
import { count, decimal, percent, tenths, withSign } from "../numbers.js";
import { chip } from "../pieces.js";
import { folded, row, table } from "../tables.js";
import { term } from "../terms.js";
import { words } from "../words.js";
import { sideBadge } from "./side.js";

/** @typedef {import("../../types").ComparedToken} Token */
/** @typedef {import("../../types").PairedDistributions} Distributions */
/** @typedef {import("../../types").SharedCandidate} Candidate */
/** @typedef {import("../../types").Prediction} Prediction */
/** @typedef {import("../dom.js").Child} Child */

const SMALL_SHARE = 0.001; // by both; such rows are folded
const MOST_MOVED = 3; // of those that moved most,
const LEAST_CHANGE = 0.001; // and by at least so much

/**
 * @param {Token} token
 * @param {number} index
 */
export function placeStory(token, index) {
  const said = words.twoModels;
  const title = element("h3", {}, words.generation.title(index + 1, chip(token.piece)));
  const { a, b, distributions } = token;
  if (!a || !b || !distributions) return [title, element("p", { class: "lp-sentence" }, said.unknown)];
  const { kl_ab, kl_ba, gained, lost, candidates } = distributions;
  const [up, down] = [gained, lost].map((moved) => named(moved, candidates));
  const chips = (/** @type {number[]} */ moved) => moved.flatMap((at) => [chip(candidates[at].piece), " "]);
  return [
    title,
    factsTable(a, b),
    element(
      "p",
      { class: "lp-meta lp-kl-both" },
      element("span", {}, term("kl", said.colours.kl_ba), " ", element("b", {}, natsText(kl_ba))),
      element("span", {}, said.colours.kl_ab, " ", element("b", {}, natsText(kl_ab))),
      element("span", {}, term("nats", said.nats)),
    ),
    butterfly(distributions, token),
    up.length + down.length > 0 &&
      element("p", { class: "lp-hint lp-moved-tokens" }, said.moved(chips(up), chips(down))),
  ];
}

/**
 * Those that moved most, as far as it is worth a word.
 * @param {number[]} moved
 * @param {Candidate[]} candidates
 */
function named(moved, candidates) {
  return moved.slice(0, MOST_MOVED).filter((at) => Math.abs(candidates[at].b - candidates[at].a) >= LEAST_CHANGE);
}

/** @param {number | null} kl  null: infinite */
export function natsText(kl) {
  return kl === null ? "∞" : kl === 0 ? "0" : kl < 5e-4 ? `< ${decimal(0.001, 3)}` : decimal(kl, 3);
}

/** @param {Prediction} a @param {Prediction} b */
function factsTable(a, b) {
  const both = (/** @type {(each: Prediction) => Child} */ tell) => [tell(a), tell(b)];
  const said = words.twoModels;
  const lines = [
    row(
      term("probability", words.generation.probability),
      both(({ probability }) => percent(probability)),
    ),
    row(
      term("log_probability", said.logprob),
      both(({ logprob }) => words.score.nats(logprob)),
    ),
    row(
      term("rank", words.generation.rank),
      both(({ rank }) => count(rank)),
    ),
    row(
      term("entropy", words.generation.entropy),
      both(({ entropy }) => decimal(entropy, 2)),
    ),
    ...(a.context === b.context
      ? []
      : [
          row(
            said.context,
            both(({ context }) => count(context)),
          ),
        ]),
  ];
  return table(said.facts, ["", sideBadge("A"), sideBadge("B")], lines, "lp-compared-facts");
}

/**
 * Both distributions, back to back: the tokens that are likely by either, then all others together.
 * @param {Distributions} distributions
 * @param {Token} token
 */
function butterfly({ candidates, others_a, others_b, others_count, gained, lost }, { id }) {
  const said = words.twoModels;
  const most = Math.max(...candidates.flatMap(({ a, b }) => [a, b]), others_a, others_b);
  const moved = new Set([...named(gained, candidates), ...named(lost, candidates)]);
  /** @type {HTMLElement[]} */
  const rows = [];
  /** @type {HTMLElement[]} */
  const small = [];
  candidates.forEach((each, at) => {
    const came = each.id === id;
    const isSmall = !came && each.a < SMALL_SHARE && each.b < SMALL_SHARE;
    (isSmall ? small : rows).push(wings(chip(each.piece), each, moved.has(at), came ? "lp-taken" : ""));
  });
  rows.push(...folded(small, words.stages.small(small.length), 4));
  rows.push(wings(said.others(others_count), { a: others_a, b: others_b }, false, "lp-rest"));
  const heads = [said.token, sideBadge("A"), sideBadge("B"), element("span", {}, said.change)];
  const node = table(said.both, heads, rows, "lp-butterfly");
  node.style.setProperty("--most", String(most));
  return element("div", {}, node, element("p", { class: "lp-hint" }, said.scale(most)));
}

/**
 * One row: a bar to the left by A, one to the right by B, and the change in percentage points.
 * @param {Child} head
 * @param {{ a: number, b: number }} shares
 * @param {boolean} moved  whether it is one of those that moved most
 * @param {string} name
 */
function wings(head, { a, b }, moved, name) {
  const wing = (/** @type {"a" | "b"} */ side, /** @type {number} */ share) => {
    const node = element(
      "span",
      { class: `lp-wing lp-wing-${side}` },
      element("i", { "aria-hidden": true }),
      element("span", {}, tenths(share)),
    );
    node.style.setProperty("--share", String(share));
    return node;
  };
  const change = 100 * (b - a);
  const arrow = change > 0 ? "▲" : "▼";
  return row(
    head,
    [
      wing("a", a),
      wing("b", b),
      element(
        "span",
        { class: `lp-change${moved ? " lp-moved-most" : ""}` },
        moved && element("span", { "aria-hidden": true }, arrow),
        withSign(change, 1),
      ),
    ],
    name,
  );
}
