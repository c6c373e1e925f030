// Several encodings of one text as blocks: a chip where all cut alike, a frame where they disagree.

import { linesOf } from "./alignment.js";
import { element } from "./dom.js";
import { chip, spokenPiece } from "./pieces.js";
import { letterBadge } from "./told/letter.js";
import { words } from "./words.js";

/** @typedef {import("./alignment.js").Readable} Readable */
/** @typedef {import("./alignment.js").Token} Token */

/**
 * The blocks of the text, made one by one, since a long text has more than one wants to see.
 * @param {Readable} comparison
 * @returns {Generator<HTMLElement, undefined>}
 */
export function* blocksOf({ encodings, disagreements, read }) {
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
  const shown = (known.length > 0 ? known : tokens).reduce((best, each) =>
    each.label.length > best.label.length ? each : best,
  );
  const lost =
    shown.kind !== "unknown" &&
    tokens
      .filter(({ kind }) => kind === "unknown")
      .map(({ who }) => who)
      .join(" ");
  const node = option({
    ...shown,
    at: tokens.map((token) => token.at).join(),
    who: lost ? words.comparison.unknownTo(lost) : "",
  });
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
      "aria-label": `${who} ${kind === "unknown" ? words.comparison.spokenUnknown(label) : spokenPiece(hex)}`.trim(),
    },
    chip("", label),
  );
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
      put(letterBadge(who, { spoken: false })),
      ...cells
        .slice(0, MOST)
        .map(({ start, end, tokens }) =>
          put(element("span", { class: "lp-shares" }, tokens.map(option)), columns.get(start), columns.get(end)),
        ),
      left > 0 && put(element("small", { "aria-hidden": true }, words.comparison.andMore(left)), columns.size + 2),
    ];
  });
  return element(
    "span",
    {
      class: "lp-differ",
      role: "group",
      "aria-label": words.comparison.disagreement(number + 1),
      "data-number": number,
    },
    nodes,
  );
}
