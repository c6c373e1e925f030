// How probable a model finds a text: each token in the colour of its probability, rank or surprise, what the text comes
// to as a whole, and the story of one token.

import { band, bandLegend, rankBand } from "./kit/bands.js";
import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { exactPrompt } from "./kit/exact_prompt.js";
import { choosing } from "./kit/keys.js";
import { count, decimal, known, percent } from "./kit/numbers.js";
import { chip, pieceLabel, pieceText, spacesAndWord, spokenPiece } from "./kit/pieces.js";
import { isKnown, tokenStory } from "./kit/scored_token.js";
import { row, table, unfold } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { knownColour, unknownColour } from "./kit/told/colour.js";
import { truthSummary } from "./kit/truth.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Score} Score */
/** @typedef {import("./types").ScoredToken} Token */
/** @typedef {import("./types").KnownToken} Known */
/** @typedef {import("./types").ScoreColour} Colour */
/** @typedef {import("./types").Truth} Truth */
/** @typedef {import("./types").TrueToken} True */
/** @typedef {import("./kit/dom.js").Child} Child */

const COLOURS = /** @type {Colour[]} */ (["probability", "rank", "bits", "kl"]);
const MOST_BITS = 12; // of surprise, from which on there is no more ink
const MOST_NATS = 0.2; // of KL

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const state = element("p", { class: "lp-state" }, words.score.empty);
    const colours = choice(
      words.score.colour,
      COLOURS.map((each) => [each, words.score.colours[each]]),
      (colour) => save("colour", colour),
    );
    const before = element("p", { class: "lp-hint" });
    const asked = element("div");
    const text = element("p", {
      class: "lp-scored",
      role: "listbox",
      "aria-label": words.score.text,
      "aria-orientation": "horizontal",
    });
    const legend = element("div");
    const totals = element("dl", { class: "lp-score-totals" });
    const surprising = element("ol", { class: "lp-surprising" });
    const beside = element("div", { class: "lp-truth" });
    const told = element("div", { class: "lp-score-told", role: "group", "aria-label": words.score.pointed });
    const list = unfold(words.score.asTable, () => wholeTable(/** @type {Score} */ (score())));
    const left = element("div", {}, colours.node, before, asked, text, legend, told);
    const right = element(
      "div",
      { class: "lp-score-side" },
      beside,
      element("h3", {}, words.score.whole),
      totals,
      element("h3", {}, words.score.surprising),
      surprising,
    );
    const body = element("div", {}, element("div", { class: "lp-score-parts" }, left, right), list);
    const undress = dress(el, "lp-score", state, body);
    const mark = choosing(text, model, tell);

    /** @returns {Score | null} */
    function score() {
      const known = model.get("score") ?? null;
      return known?.tokens ? known : null;
    }

    /** @returns {Truth | null} */
    function truth() {
      return model.get("truth")?.tokens ? model.get("truth") : null;
    }

    /** @returns {Colour} */
    function colour() {
      const chosen = knownColour(COLOURS, model.get("colour"));
      return chosen === "kl" && !truth() ? "probability" : chosen;
    }

    /** @param {string} name @param {any} value */
    function save(name, value) {
      model.set(name, value);
      model.save_changes();
    }

    /** @param {number | null} index */
    function tell(index) {
      const known = score();
      const token = known && index !== null ? known.tokens[index] : undefined;
      if (!known || !token || index === null)
        return void fill(told, element("p", { class: "lp-hint" }, words.score.hint));
      fill(told, tokenStory(known, truth(), index, model.get("doors")?.(index) ?? []));
    }

    /** @param {number} index */
    function jump(index) {
      save("selected", index);
      const node = /** @type {HTMLElement} */ (text.querySelector(`[data-index="${index}"]`));
      node.scrollIntoView({ block: "nearest" });
      node.focus({ preventScroll: true });
    }

    function draw() {
      const known = score();
      state.hidden = known !== null;
      body.hidden = known === null;
      if (!known) return;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      fill(before, ...beforeText(known));
      fill(asked, known.before?.text ? exactPrompt(known.before.text) : false);
      fill(totals, ...totalRows(known));
      fill(
        surprising,
        known.surprising.map((index) => element("li", {}, jumper(known, index, jump))),
      );
      fill(beside, ...truthSummary(truth(), (index) => jumper(known, index, jump, truth())));
      /** @type {HTMLElement} */ (colours.node.lastElementChild).hidden = truth() === null;
      paint();
    }

    function paint() {
      const known = score();
      if (!known) return;
      colours.mark(colour());
      fill(
        text,
        known.tokens.map((token, index) => tokenNode(token, index, colour(), truth()?.tokens[index] ?? null)),
      );
      text.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      fill(legend, legendOf(colour()), unknownColour(COLOURS, model.get("colour")));
      mark();
    }

    const unwatch = [
      watch(model, ["score", "truth"], draw),
      watch(model, ["colour"], paint),
      watch(model, ["selected"], mark),
    ];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/** @param {Score} score */
function beforeText({ before, model, windows, stride, context_length }) {
  return [
    before === null
      ? words.score.nothingBefore(model)
      : before.text === ""
        ? words.score.begins(chip(before.pieces[0]))
        : words.score.prompted(before.ids.length),
    windows > 1 ? ` ${words.score.windows(windows, context_length, stride)}` : "",
  ];
}

/**
 * @param {Token} token
 * @param {number} index
 * @param {Colour} colour
 * @param {True | null} inTruth
 */
function tokenNode(token, index, colour, inTruth) {
  const whole = pieceText(token.piece);
  const [spaces, word] = spacesAndWord(whole === null || whole.trim() === "" ? pieceLabel(token.piece) : whole);
  const spoken = isKnown(token)
    ? words.score.spoken(spokenPiece(token.piece), token.probability, token.rank)
    : words.score.spokenUnknown(spokenPiece(token.piece));
  const node = element(
    "span",
    {
      class: `lp-scored-token ${isKnown(token) ? colourOf(token, colour, inTruth) : "lp-unscored"}${inTruth && inTruth.possible > 1 ? " lp-drawn" : ""}`,
      role: "option",
      tabindex: -1,
      "data-index": index,
      "aria-selected": "false",
      "aria-label": spoken,
    },
    spaces,
    element("span", { class: "lp-ink" }, word.replaceAll("\n", "⏎\n")),
    whole?.trim() === "" && whole.includes("\n") && "\n",
  );
  if (isKnown(token)) {
    const share = colour === "kl" ? (inTruth?.kl ?? 0) / MOST_NATS : token.bits / MOST_BITS;
    node.style.setProperty("--share", String(Math.min(1, share)));
    node.classList.toggle("lp-none", share < 0.02);
  }
  return node;
}

/**
 * @param {Known} token
 * @param {Colour} colour
 * @param {True | null} inTruth
 */
function colourOf({ probability, rank }, colour, inTruth) {
  if (colour === "kl") return inTruth ? "lp-bits" : "lp-unscored";
  if (colour === "bits") return "lp-bits";
  return colour === "rank" ? rankBand(rank) : band(probability);
}

/** @param {Colour} colour */
function legendOf(colour) {
  if (colour === "probability" || colour === "rank") return bandLegend(colour);
  const swatch = (/** @type {string} */ range, /** @type {number} */ index) => {
    const node = element("i", { class: "lp-swatch lp-bits" });
    node.style.setProperty("--share", String(index / 4));
    return element("span", {}, node, range);
  };
  const ranges = words.score.bands[colour].map(swatch);
  return element("p", { class: "lp-legend", "aria-label": words.score.legends[colour] }, ranges);
}

/** @param {Score} score */
function totalRows({ totals, model, vocab_size }) {
  /** @param {Child} name @param {string} value @param {Child | Child[]} says */
  const fact = (name, value, says) => [element("dt", {}, name, element("b", {}, value)), element("dd", {}, says)];
  const { perplexity, bits_per_byte } = totals;
  return [
    fact(
      term("log_likelihood"),
      words.score.nats(totals.logprob),
      words.score.likelihood(totals.tokens, termOf("nats")),
    ),
    fact(
      term("perplexity"),
      perplexity === null ? words.score.beyond : words.score.figure(perplexity),
      words.score.perplexity(vocab_size),
    ),
    bits_per_byte === null
      ? []
      : fact(term("bits_per_byte"), decimal(bits_per_byte, 3), words.score.bitsPerByte(totals.bytes)),
    fact(
      words.score.aToken,
      words.score.nats(totals.mean_logprob),
      words.score.expected(model, totals.expected_logprob, totals.mean_logprob, termOf("entropy")),
    ),
  ];
}

/**
 * @param {Score} score
 * @param {number} index
 * @param {(index: number) => void} jump
 * @param {Truth | null} [truth]  tells how far from it the model is
 */
function jumper({ tokens }, index, jump, truth = null) {
  const { piece, probability, bits } = tokens[index];
  return [
    element(
      "button",
      { type: "button", class: "lp-button lp-jump", onclick: () => jump(index) },
      chip(piece),
      element("span", {}, words.score.jump(index + 1)),
    ),
    element(
      "span",
      { class: "lp-jump-says" },
      truth ? words.score.distance(truth.tokens[index]?.kl ?? 0) : words.score.surprise(probability ?? 0, bits ?? 0),
    ),
  ];
}

/** @param {Score} score */
function wholeTable({ tokens }) {
  const rows = tokens.map((token, index) =>
    row(
      count(index + 1),
      isKnown(token)
        ? [
            chip(token.piece),
            token.id,
            percent(token.probability),
            count(token.rank),
            decimal(token.bits, 2),
            words.score.nats(token.logprob),
            known(token.distribution.entropy, 2),
            count(token.context),
          ]
        : [chip(token.piece), token.id, ..."–––––".split(""), "0"],
    ),
  );
  return table(words.score.text, words.score.columns, rows);
}
