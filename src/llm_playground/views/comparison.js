// Several tokenizers on one text: their figures, and the text in tokens. Where all cut alike there is one chip; where
// they disagree a frame with a line for each way to cut, in which the same characters stand beneath each other.

import { dress, element, fill, watch } from "./kit/dom.js";
import { roving } from "./kit/keys.js";
import { count, percent, plural } from "./kit/numbers.js";
import { chip, hexBytes, pieceLabel, pieceText, spokenPiece, visible } from "./kit/pieces.js";
import { meter, row, table, unfold } from "./kit/tables.js";

/** @typedef {import("./types").Comparison} Comparison */
/** @typedef {ReturnType<typeof readable>} Readable */
/** @typedef {ReturnType<Readable["read"]>[0]} Token */
/** @typedef {{ start: number, end: number, tokens: Token[] }} Cell  tokens that share characters */

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
          way < 0 ? "← Previous" : "Next →",
        ),
      ),
      place,
    );
    const flow = element("div", { class: "lp-aligned", role: "listbox", "aria-label": "Tokens" });
    const more = element("button", { type: "button", class: "lp-button", onclick: showMore }, "Show more");
    const note = element("p", { class: "lp-hint" });
    const detail = element("div", { class: "lp-facing" });
    const list = unfold("The disagreements as a table", () => disagreementTable(comparison));
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
      const all = plural(comparison.disagreements_count, { one: "disagreement", other: "disagreements" });
      fill(place, at < 0 ? all : `${count(at + 1)} of ${all}`);
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
      fill(figures, comparison.statistics[0] ? statisticsTable(comparison) : "No comparison yet.");
      fill(
        note,
        shown < all && `Shown: the first ${count(shown)} of ${count(all)} characters; numbers are of all. `,
        shown > 0
          ? "Struck, with ?: unknown to the tokenizer. Dotted: rewritten. Dashed: part of a character."
          : "The text is empty.",
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
      fill(
        detail,
        !flow.hidden && "Point at a token, or move with the arrow keys, to see its id and bytes.",
        !bar.hidden && " Keys n and p jump between disagreements.",
      );
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

/** @param {number} which */
function letter(which) {
  return String.fromCharCode(65 + which);
}

/**
 * @param {Comparison} comparison
 * @param {number} which
 */
function named({ statistics }, which) {
  return element(
    "span",
    { class: "lp-named" },
    element("b", { class: "lp-letter" }, letter(which)),
    statistics[which].name,
  );
}

/** @param {Comparison} comparison */
function statisticsTable(comparison) {
  const tokens = comparison.statistics.map((each) => each.tokens);
  const [most, least] = [Math.max(...tokens), Math.min(...tokens)];
  const rows = comparison.statistics.map((each, which) =>
    row(named(comparison, which), [
      element(
        "span",
        { class: "lp-tally" },
        meter(each.tokens / (most || 1), "", count(each.tokens)),
        each.tokens === least && least < most && element("small", {}, "fewest"),
      ),
      each.tokens_per_word?.toFixed(2) ?? "–",
      each.characters_per_token?.toFixed(2) ?? "–",
      each.unknown_tokens === 0
        ? element("small", {}, "0")
        : element("b", {}, `${count(each.unknown_tokens)} (${percent(each.unknown_rate ?? 0)})`),
      count(each.vocab_size),
      each.round_trip ? "yes" : element("b", {}, "no"),
    ]),
  );
  return table(
    "The tokenizers on the whole text",
    [
      "Tokenizer",
      "Tokens",
      "Tokens per word",
      "Characters per token",
      "Unknown tokens",
      "Vocabulary size",
      "Comes back exactly",
    ],
    rows,
    "lp-numbers",
  );
}

/**
 * A comparison of which a range of tokens can be read, each with `text`, its characters, and `label`, what is shown of it.
 * @param {Comparison} comparison
 */
function readable(comparison) {
  const { encodings, statistics } = comparison;
  const characters = [...comparison.text]; // code points, which is what spans count
  const read = (/** @type {number} */ which, /** @type {number} */ first, /** @type {number} */ end) =>
    encodings[which].ids.slice(first, end).map((id, offset) => {
      const hex = encodings[which].pieces[first + offset];
      const [start, end] = encodings[which].spans[first + offset];
      const text = characters.slice(start, end).join("");
      const piece = pieceText(hex);
      // A space that only the tokenizer puts before a word is not shown.
      const kind =
        piece === null
          ? "part"
          : text && piece.trimStart() === text.trimStart()
            ? "whole"
            : statistics[which].unknown_tokens > 0 && /^\W*unk\W*$|⁇/i.test(piece.trim())
              ? "unknown"
              : "rewritten";
      const label =
        kind === "part"
          ? pieceLabel(hex)
          : visible((kind === "rewritten" && (text ? piece?.trimStart() : piece)) || text);
      return { at: `${which}:${first + offset}`, who: letter(which), id, hex, start, end, text, kind, label };
    });
  return { ...comparison, read };
}

/**
 * The text in blocks, made one by one: a chip where all cut alike, a frame where they disagree.
 * @param {Readable} comparison
 * @returns {Generator<HTMLElement, undefined>}
 */
function* blocksOf({ encodings, disagreements, read }) {
  let reached = encodings.map(() => 0);
  for (const [number, part] of [...disagreements, null].entries()) {
    const until = encodings.map(({ ids }, which) => part?.tokens[which][0] ?? ids.length);
    while (reached.some((token, which) => token < until[which])) {
      const tokens = reached.flatMap((token, which) => read(which, token, Math.min(token + 1, until[which])));
      yield alike(tokens);
      if (tokens.some((token) => token.text.endsWith("\n"))) yield element("span", { class: "lp-break" });
      reached = reached.map((token) => token + 1);
    }
    if (part) yield frame(number, linesOf(part.tokens.map(([first, end], which) => read(which, first, end))));
    reached = part?.tokens.map((range) => range[1]) ?? [];
  }
}

/**
 * One chip for a token that all have. One may not know it; one may leave out the space before it.
 * @param {Token[]} tokens
 */
function alike(tokens) {
  const known = tokens.filter((token) => token.kind !== "unknown");
  const shown = (known.length > 0 ? known : tokens).reduce((best, each) => (each.start < best.start ? each : best));
  const lost =
    shown.kind !== "unknown" &&
    tokens
      .filter(({ kind }) => kind === "unknown")
      .map(({ who }) => who)
      .join(" ");
  const node = option({ ...shown, at: tokens.map((token) => token.at).join(), who: lost ? `unknown to ${lost}:` : "" });
  if (lost) node.append(element("small", { "aria-hidden": true }, `${lost}?`));
  return node;
}

/** @param {Token} token */
function option({ at, who, hex, kind, label }) {
  return element(
    "span",
    {
      class: `lp-piece lp-${kind}`,
      role: "option",
      tabindex: -1,
      "data-at": at,
      "aria-label": `${who} ${kind === "unknown" ? `${label}, unknown` : spokenPiece(hex)}`.trim(),
    },
    chip("", label),
  );
}

/**
 * The lines of a disagreement: tokenizers that make the same of it share one.
 * @param {Token[][]} tokens  of each tokenizer
 */
function linesOf(tokens) {
  /** @type {Record<string, number[]>} */
  const groups = {};
  tokens.forEach((mine, which) => {
    (groups[mine.map(({ start, end, kind, label }) => [start, end, kind, label]).join()] ??= []).push(which);
  });
  return Object.values(groups).map((group) => {
    const who = group.map(letter).join(" ");
    /** @type {Cell[]} */
    const cells = [];
    tokens[group[0]].forEach((first, index) => {
      const token = { ...first, who, at: group.map((which) => tokens[which][index].at).join() };
      const last = cells.at(-1);
      if (last && token.start < last.end) last.end = Math.max(last.end, last.tokens.push(token) && token.end);
      else cells.push({ start: token.start, end: Math.max(token.end, token.start + 1), tokens: [token] });
    });
    return { who, cells };
  });
}

/**
 * A disagreement: one column between any two places where a tokenizer cuts.
 * @param {number} number
 * @param {ReturnType<typeof linesOf>} lines
 */
function frame(number, lines) {
  const MOST = 200; // cells in a line
  const borders = new Set(lines.flatMap(({ cells }) => cells.slice(0, MOST).flatMap(({ start, end }) => [start, end])));
  const columns = new Map([...borders].sort((a, b) => a - b).map((border, column) => [border, column + 2]));
  const nodes = lines.flatMap(({ who, cells }, index) => {
    const put = (/** @type {HTMLElement} */ node, from = 1, to = from + 1) => {
      node.style.gridArea = `${index + 1} / ${from} / auto / ${to}`;
      return node;
    };
    const left = cells.length - MOST;
    return [
      put(element("b", { class: "lp-letter", "aria-hidden": true }, who)),
      ...cells
        .slice(0, MOST)
        .map(({ start, end, tokens }) =>
          put(element("span", { class: "lp-shares" }, tokens.map(option)), columns.get(start), columns.get(end)),
        ),
      left > 0 && put(element("small", { "aria-hidden": true }, `… ${count(left)} more`), columns.size + 2),
    ];
  });
  return element(
    "span",
    { class: "lp-differ", role: "group", "aria-label": `Disagreement ${number + 1}`, "data-number": number },
    nodes,
  );
}

/**
 * @param {Readable} comparison
 * @param {string} at
 */
function facts(comparison, at) {
  const [which, index] = at.split(":").map(Number);
  const [{ id, hex, start, end, text, kind }] = comparison.read(which, index, index + 1);
  const note = {
    part: `a part of “${text}”`,
    unknown: `“${visible(text)}” is unknown: not in its vocabulary`,
    rewritten: text ? `stands for “${visible(text)}”` : "added by the tokenizer",
  }[kind];
  const figures = Object.entries({ id, bytes: hexBytes(hex), characters: `${start}–${end}` });
  return element(
    "p",
    { class: "lp-meta" },
    named(comparison, which),
    chip(hex),
    figures.map(([name, value]) => element("span", {}, `${name} `, element("b", {}, value))),
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
  if (disagreements.length > 200) rows.push(row("…", [`${count(disagreements.length - 200)} more`]));
  return table(
    "The disagreements",
    ["Number", "Characters", ...statistics.map(({ name }, which) => `${letter(which)} ${name}`)],
    rows,
  );
}
