// Two models on a text as a whole: what it comes to by either, and the same text as an answer behind each prompt.

import { bold, element } from "../dom.js";
import { count, decimal } from "../numbers.js";
import { row, table } from "../tables.js";
import { term, termOf } from "../terms.js";
import { words } from "../words.js";
import { natsText } from "./place.js";
import { sideBadge } from "./side.js";

/** @typedef {import("../../types").ModelComparison} Comparison */
/** @typedef {import("../../types").SameAnswer} SameAnswer */
/** @typedef {import("../../types").Totals} Totals */
/** @typedef {import("../dom.js").Child} Child */

/** Which model is A and which is B. @param {Comparison} comparison */
export function modelsLine({ a, b }) {
  return [element("span", {}, sideBadge("A"), " ", a), element("span", {}, sideBadge("B"), " ", b)];
}

/** How far they are apart, in a sentence. @param {Comparison} comparison */
export function apartText({ apart, a, b }) {
  const said = words.twoModels;
  if (!apart) return [];
  const { tokens, agree, mean_kl_ab, mean_kl_ba } = apart;
  if (mean_kl_ab === 0 && mean_kl_ba === 0) return [said.alike(tokens, a === b)];
  return [
    ...said.apart(termOf("kl"), bold(natsText(mean_kl_ba)), termOf("nats"), bold(natsText(mean_kl_ab))),
    " ",
    said.agree(agree, tokens),
  ];
}

/** @param {Comparison} comparison */
export function totalsTable({ totals_a, totals_b, apart }) {
  const said = words.twoModels;
  const both = (/** @type {Child} */ name, /** @type {(totals: Totals) => string} */ tell) =>
    row(name, [tell(totals_a), tell(totals_b)]);
  return table(
    said.whole,
    [said.whole, sideBadge("A"), sideBadge("B")],
    [
      both(term("log_likelihood"), ({ logprob }) => words.score.nats(logprob)),
      both(said.perToken, ({ mean_logprob }) => words.score.nats(mean_logprob)),
      both(term("perplexity"), ({ perplexity }) =>
        perplexity === null ? words.score.beyond : words.score.figure(perplexity),
      ),
      both(term("bits_per_byte"), bitsText),
      both(term("entropy", said.meanEntropy), ({ expected_logprob }) => decimal(-expected_logprob, 2)),
      ...(apart ? [] : [both(said.tokens, ({ tokens }) => count(tokens))]),
    ],
    "lp-compared-facts",
  );
}

/**
 * What each has read before the text; where that is not the same, the difference is not that of the models alone.
 * @param {Comparison} comparison
 */
export function readBefore({ before_a, before_b }) {
  const said = words.twoModels;
  const [one, other] = [before_a, before_b].map((before) => before?.ids.join() ?? "");
  const read = (/** @type {import("../../types").Encoding | null} */ before, /** @type {Child} */ who) =>
    before?.text
      ? element(
          "details",
          { class: "lp-unfold" },
          element("summary", {}, who, said.read(before.ids.length)),
          element("pre", { tabindex: 0, "aria-label": words.generation.exactPrompt }, before.text),
        )
      : element("p", { class: "lp-hint" }, who, said.readNothing);
  if (one === other) return before_a?.text ? [read(before_a, said.bothRead)] : [];
  return [
    element("p", { class: "lp-hint" }, said.otherPrompts),
    read(before_a, sideBadge("A")),
    read(before_b, sideBadge("B")),
  ];
}

/** @param {Totals} totals */
function bitsText({ bits_per_byte }) {
  return bits_per_byte === null ? "–" : decimal(bits_per_byte, 3);
}

/**
 * The same answer by both models, with and without a chat template. The shorter a bar, the likelier is the answer.
 * @param {Comparison} comparison
 */
export function answersTable({ answers, a, b }) {
  const said = words.twoModels;
  const most = Math.max(...answers.map(({ totals }) => totals.bits_per_byte ?? 0));
  const least = Math.min(...answers.map(({ totals }) => totals.bits_per_byte ?? Infinity));
  const kinds = [false, true].filter((template) => answers.some((each) => each.template === template));
  const cell = (/** @type {SameAnswer | undefined} */ answer) => {
    if (!answer) return ["–"];
    const { totals, prompt_tokens } = answer;
    const bar = element("i", { "aria-hidden": true });
    bar.style.setProperty("--share", String((totals.bits_per_byte ?? 0) / (most || 1)));
    const isBest = totals.bits_per_byte === least && most > least;
    return [
      element(
        "div",
        { class: `lp-same-answer lp-same-answer-${answer.model}` },
        element("b", {}, said.bitsAByte(bitsText(totals)), isBest && element("span", {}, ` ✓ ${said.likeliest}`)),
        bar,
        element("span", {}, said.ofAnswer(totals.logprob, totals.mean_logprob)),
        element("small", {}, said.behind(prompt_tokens)),
      ),
    ];
  };
  const rows = /** @type {const} */ ([
    ["a", a],
    ["b", b],
  ]).map(([letter, name]) =>
    row(
      element("span", {}, sideBadge(letter === "a" ? "A" : "B"), " ", name),
      kinds.map((template) => cell(answers.find((each) => each.model === letter && each.template === template))),
    ),
  );
  const heads = kinds.map((template) => (template ? term("chat_template", said.withTemplate) : said.withoutTemplate));
  return table(said.answers, ["", ...heads], rows, "lp-same-answers");
}
