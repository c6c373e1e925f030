// Several tokenizers on one text: their figures, and the text in tokens. Where all cut alike there is one chip; where
// they disagree a frame with a line for each way to cut, in which the same characters stand beneath each other.

import { letter, readable } from "./kit/alignment.js";
import { blocksOf } from "./kit/blocks.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { fewest } from "./kit/fewest.js";
import { roving } from "./kit/keys.js";
import { count, decimal } from "./kit/numbers.js";
import { chip, hexBytes, visible } from "./kit/pieces.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { letterBadge } from "./kit/told/letter.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Comparison} Comparison */
/** @typedef {import("./kit/alignment.js").Readable} Readable */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const PAGE = 200; // blocks
    /** @type {Readable} */
    let comparison;
    /** @type {Iterator<HTMLElement, undefined>} */
    let blocks;
    /** @type {IteratorResult<HTMLElement, undefined>} */
    let next;
    let at = -1; // the disagreement looked at last
    const figures = element("div");
    const place = element("span");
    const bar = element(
      "div",
      { class: "lp-bar" },
      [-1, 1].map((way) =>
        element(
          "button",
          { type: "button", class: "lp-button", onclick: () => go(way)?.scrollIntoView({ block: "nearest" }) },
          way < 0 ? words.comparison.previous : words.comparison.next,
        ),
      ),
      place,
    );
    const flow = element("div", { class: "lp-aligned", role: "listbox", "aria-label": words.comparison.list });
    const more = element("button", { type: "button", class: "lp-button", onclick: showMore }, words.comparison.more);
    const note = element("p", { class: "lp-hint" });
    const detail = element("div", { class: "lp-facing" });
    const list = unfold(words.comparison.asTable, () => disagreementTable(comparison));
    const undress = dress(el, "lp-comparison", figures, bar, flow, more, note, detail, list);
    roving(flow, '[role="option"]');
    flow.addEventListener("pointerover", (event) => tell(event.target));
    flow.addEventListener("focusin", (event) => tell(event.target));
    flow.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !"np".includes(event.key)) return;
      tell(event.target); // scrolling to a token may have put another one under the pointer
      go(event.key === "n" ? 1 : -1)?.focus();
    });

    /** @param {number} way  1: to the next disagreement, -1: back */
    function go(way) {
      const wanted = Math.min(Math.max(at + way, 0), comparison.disagreements.length - 1);
      const find = () =>
        /** @type {HTMLElement | null} */ (flow.querySelector(`[data-number="${wanted}"] [role="option"]`));
      while (!find() && !next.done) showMore();
      tell(find());
      return find();
    }

    /** @param {EventTarget | null} target  a token, or something in it */
    function tell(target) {
      const token = /** @type {HTMLElement | null} */ (target)?.closest("[data-at]");
      if (!token) return;
      at = Number(token.closest("[data-number]")?.getAttribute("data-number") ?? at);
      flow.querySelector(".lp-lit")?.classList.remove("lp-lit");
      token.classList.add("lp-lit");
      fill(
        detail,
        token
          .getAttribute("data-at")
          ?.split(",")
          .map((each) => facts(comparison, each)),
      );
      drawPlace();
    }

    function drawPlace() {
      const n = comparison.disagreements_count;
      fill(place, at < 0 ? words.comparison.all(n) : words.comparison.place(at + 1, n));
    }

    function showMore() {
      for (let shown = 0; shown < PAGE && !next.done; shown++, next = blocks.next()) flow.append(next.value);
      more.hidden = next.done === true;
    }

    function draw() {
      comparison = readable(
        model.get("comparison") ?? {
          text: "",
          characters: 0,
          encodings: [],
          statistics: [],
          disagreements: [],
          disagreements_count: 0,
        },
      );
      const [shown, all] = [[...comparison.text].length, comparison.characters];
      fill(figures, comparison.statistics[0] ? statisticsTable(comparison) : words.comparison.empty);
      fill(
        note,
        shown < all && words.comparison.beginning(shown, all),
        shown > 0 ? words.comparison.legend : words.comparison.emptyText,
      );
      note.hidden = !comparison.statistics[0];
      bar.hidden = list.hidden = comparison.disagreements.length === 0;
      list.removeAttribute("open");
      at = -1;
      blocks = blocksOf(comparison);
      next = blocks.next();
      fill(flow);
      showMore();
      flow.hidden = !flow.firstChild;
      flow.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      fill(detail, !flow.hidden && words.comparison.hint, !bar.hidden && words.comparison.keys);
      drawPlace();
    }

    const unwatch = watch(model, ["comparison"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * @param {Comparison} comparison
 * @param {number} which
 */
function named({ statistics }, which) {
  return element("span", { class: "lp-named" }, letterBadge(letter(which)), statistics[which].name);
}

/** @param {number | null} x */
function ratio(x) {
  return x === null ? "–" : decimal(x, 2);
}

/** @param {Comparison} comparison */
function statisticsTable(comparison) {
  const most = Math.max(...comparison.statistics.map((each) => each.tokens));
  const least = fewest(comparison.statistics, (each) => each.tokens);
  const rows = comparison.statistics.map((each, which) =>
    row(named(comparison, which), [
      element(
        "span",
        { class: "lp-tally" },
        meter(each.tokens / (most || 1), "", count(each.tokens)),
        element("small", {}, least[which] && words.comparison.fewest),
      ),
      ratio(each.tokens_per_word),
      ratio(each.characters_per_token),
      each.unknown_tokens === 0
        ? element("small", {}, count(0))
        : bold(words.comparison.unknownTokens(each.unknown_tokens, each.unknown_rate ?? 0)),
      count(each.vocab_size),
      each.round_trip ? words.comparison.yes : bold(words.comparison.no),
    ]),
  );
  const [tokenizer, tokens, perWord, perToken, unknown, vocabulary, exactly] = words.comparison.columns;
  const heads = [
    tokenizer,
    term("token", tokens),
    perWord,
    perToken,
    term("unknown_token", unknown),
    term("vocabulary", vocabulary),
    exactly,
  ];
  return table(words.comparison.statistics, heads, rows, "lp-numbers");
}

/**
 * @param {Readable} comparison
 * @param {string} at
 */
function facts(comparison, at) {
  const [which, index] = at.split(":").map(Number);
  const [{ id, hex, start, end, text, kind }] = comparison.read(which, index, index + 1);
  const note = {
    part: words.comparison.partOf(text),
    unknown: words.comparison.isUnknown(visible(text.trimStart() || text)),
    rewritten: text ? words.comparison.standsFor(visible(text)) : words.comparison.added,
  }[kind];
  const figures = [
    words.comparison.id(bold(id)),
    words.comparison.bytes(bold(hexBytes(hex))),
    words.comparison.characters(bold(`${start}–${end}`)),
  ];
  return element(
    "p",
    { class: "lp-meta" },
    named(comparison, which),
    chip(hex),
    figures.map((parts) => element("span", {}, parts)),
    note,
  );
}

/** @param {Readable} comparison */
function disagreementTable({ disagreements, statistics, read }) {
  const rows = disagreements.slice(0, 200).map(({ start, end, tokens }, number) =>
    row(number + 1, [
      `${start}–${end}`,
      ...tokens.map(([first, last], which) =>
        read(which, first, last)
          .map(({ label }) => label)
          .join(" | "),
      ),
    ]),
  );
  if (disagreements.length > 200) rows.push(row("…", [words.comparison.andMore(disagreements.length - 200)]));
  return table(
    words.comparison.disagreements,
    words.comparison.disagreementColumns(statistics.map(({ name }, which) => `${letter(which)} ${name}`)),
    rows,
  );
}
