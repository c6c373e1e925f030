// One word merge by merge: a row for each moment, from its bytes to its tokens. The pair of lowest rank is merged next.

import { dress, element, fill, watch } from "./kit/dom.js";
import { roving } from "./kit/keys.js";
import { chip, pieceLabel, pieceText, spokenPiece } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").EncodingStep} EncodingStep */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const BYTES = 1000; // a longer word is not drawn
    const empty = element("p", { class: "lp-state" }, words.word.empty);
    const summary = element("p", { class: "lp-sentence" });
    const bytes = element("div", { class: "lp-bytes", "aria-hidden": true });
    const rows = element("div", { role: "listbox", "aria-label": words.word.rows });
    const scroll = element("div", { class: "lp-stairs" }, bytes, rows);
    const key = element("p", { class: "lp-hint" }, keyOf());
    const list = element("div");
    const undress = dress(el, "lp-word", empty, summary, key, scroll, list);
    const resized = new ResizeObserver(showPair);
    resized.observe(scroll);
    roving(rows, '[role="option"]');
    for (const name of ["focusin", "click"]) rows.addEventListener(name, choose);

    /** @returns {EncodingStep[]} */
    function read() {
      return model.get("steps") ?? [];
    }

    /** @param {Event} event */
    function choose(event) {
      const item = /** @type {Element} */ (event.target).closest("[data-index]");
      const index = Number(item?.getAttribute("data-index"));
      if (!item || index === model.get("at")) return;
      model.set("at", index);
      model.save_changes();
      mark();
    }

    /** Where the rows are wider than their box, bring the pair into sight that is joined at the chosen moment, or first. */
    function showPair() {
      const chosen = rows.querySelector(`[data-index="${model.get("at") ?? 0}"]`);
      scrollAcross(scroll, [.../** @type {NodeListOf<HTMLElement>} */ (chosen?.querySelectorAll(".lp-joins") ?? [])]);
    }

    function mark() {
      const at = model.get("at") ?? read().length - 1;
      const focused = rows.contains(rows.ownerDocument.activeElement);
      for (const item of rows.querySelectorAll("[data-index]")) {
        const chosen = Number(item.getAttribute("data-index")) === at;
        item.setAttribute("aria-selected", String(chosen));
        if (!focused) item.setAttribute("tabindex", chosen ? "0" : "-1");
      }
      if (!rows.querySelector('[tabindex="0"]')) rows.querySelector("[data-index]")?.setAttribute("tabindex", "0");
      showPair();
    }

    function draw() {
      const steps = read();
      const length = steps[0]?.ids.length ?? 0;
      empty.hidden = steps.length > 0;
      for (const part of [summary, list]) part.hidden = steps.length === 0;
      for (const part of [key, scroll]) part.hidden = length === 0 || length > BYTES;
      if (steps.length === 0) return;
      const first = drawn(steps);
      const skipped = steps.length - 1 - first;
      fill(
        summary,
        summaryOf(steps),
        length > BYTES
          ? words.word.tooLong(BYTES)
          : skipped > 0 && words.word.skipped(skipped, first, steps.length - 2),
      );
      fill(
        list,
        unfold(words.word.asTable, () => stepTable(steps)),
      );
      if (scroll.hidden) return;
      scroll.style.setProperty("--cell", `${cellWidth(steps)}px`);
      scroll.style.setProperty("--bytes", String(length));
      scroll.classList.toggle("lp-gap", skipped > 0);
      fill(
        bytes,
        steps[0].pieces.map((byte) => element("span", {}, byte)),
      );
      fill(
        rows,
        steps.slice(0, first).map((_, index) => stair(steps, index)),
        stair(steps, steps.length - 1),
      );
      mark();
    }

    const unwatch = [watch(model, ["steps"], draw), watch(model, ["at"], mark)];
    draw();
    return () => {
      resized.disconnect();
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * Scroll a box sideways, and nothing around it, so that the parts can be seen; the first where there is no room for all.
 * @param {HTMLElement} box
 * @param {HTMLElement[]} parts
 */
function scrollAcross(box, parts) {
  if (parts.length === 0) return;
  const frame = box.getBoundingClientRect();
  const [first, last] = [parts[0].getBoundingClientRect(), parts[parts.length - 1].getBoundingClientRect()];
  const hidden = Math.max(0, last.right - frame.right);
  box.scrollLeft += Math.min(hidden, first.left - frame.left);
  if (first.left < frame.left) box.scrollLeft += first.left - frame.left;
}

function keyOf() {
  return words.word.key(termOf("byte"), termOf("merge_rank"), termOf("merge"));
}

/** @param {string} piece */
function size(piece) {
  return piece.length / 2;
}

/**
 * A column is as wide as the longest rank or id that must stand in it. In pixels, since the rows and the bytes above
 * them have different fonts, in which `ch` would be different lengths.
 * @param {EncodingStep[]} steps
 */
function cellWidth(steps) {
  const longest = (/** @type {number[]} */ lengths) => lengths.reduce((most, each) => Math.max(most, each), 0);
  const last = steps[steps.length - 1];
  const ranks = steps.map((step) => longest(step.ranks.map((rank) => String(rank ?? "–").length)));
  const ids = last.ids.map((id, i) => String(id).length / size(last.pieces[i]));
  return Math.ceil(Math.max(28, 8.5 * longest([...ranks, ...ids]) + 6));
}

/** @param {EncodingStep[]} steps */
function summaryOf(steps) {
  const bytes = steps[0].ids.length;
  if (bytes === 0) return words.word.emptyWord;
  if (steps.length === 1) return words.word.nothingToMerge(bytes);
  return words.word.summary(bytes, steps.length - 1, steps[steps.length - 1].ids.length);
}

/**
 * How many moments before the last are drawn: as many as can be looked at.
 * @param {EncodingStep[]} steps
 */
function drawn(steps) {
  const [STEPS, TOKENS] = [200, 5000];
  let tokens = 0;
  const many = steps.findIndex(({ ids }, index) => index >= STEPS - 1 || (tokens += ids.length) > TOKENS);
  return Math.min(many < 0 ? Infinity : many, steps.length - 1);
}

/**
 * @param {EncodingStep[]} steps
 * @param {number} index
 */
function stair(steps, index) {
  const { pieces } = steps[index];
  const last = index === steps.length - 1;
  const when = index === 0 ? words.word.theBytes : last ? words.word.theTokens : words.word.after(index);
  const said = element("span", { class: "lp-said" }, sentence(steps, index));
  return element(
    "div",
    {
      role: "option",
      class: "lp-stair",
      tabindex: -1,
      "data-index": index,
      "aria-selected": "false",
      "aria-label": words.word.spoken(when, pieces.map(spokenPiece), said.textContent ?? ""),
    },
    element("span", { class: "lp-number" }, index),
    element("span", { class: "lp-row" }, tokensOf(steps, index)),
    said,
  );
}

/**
 * The tokens, each over its bytes, and between two of them the rank of their merge; the last ones with their ids.
 * @param {EncodingStep[]} steps
 * @param {number} index
 */
function tokensOf(steps, index) {
  const { pieces, ids, ranks, winner } = steps[index];
  const made = steps[index - 1]?.winner;
  const last = index === steps.length - 1;
  let column = 1;
  return pieces.flatMap((piece, i) => {
    const [from, width] = [column, size(piece)];
    column += width;
    const raw = pieceText(piece) === null;
    const joins = winner !== null && (i === winner || i === winner + 1);
    const kinds = ["lp-grown", raw && "lp-raw", i === made && "lp-made", joins && "lp-joins"].filter(Boolean).join(" ");
    return [
      placed(from, width, kinds, raw && width === 1 ? chip(piece, piece) : chip(piece)),
      last && placed(from, width, "lp-made-id", ids[i]),
      i < ranks.length &&
        (index === 0 || !last) &&
        placed(column - 1, 2, i === winner ? "lp-rank lp-lowest" : "lp-rank", ranks[i] ?? "–"),
    ];
  });
}

/**
 * @param {number} column
 * @param {number} width
 * @param {string} name
 * @param {Node | string | number} content
 */
function placed(column, width, name, content) {
  const node = element("span", { class: name }, content);
  node.style.gridColumn = `${column} / span ${width}`;
  return node;
}

/**
 * @param {EncodingStep[]} steps
 * @param {number} index
 * @returns {import("./kit/dom.js").Child[]}
 */
function sentence(steps, index) {
  const { pieces, ranks, winner } = steps[index];
  if (winner === null) {
    return [pieces.length === 1 ? words.word.oneLeft : words.word.noMore];
  }
  const rank = ranks[winner] ?? 0;
  const often = ranks.filter((each) => each === rank).length;
  const becomes = steps[index + 1]?.pieces[winner] ?? pieces[winner] + pieces[winner + 1];
  return words.word.next(rank, often, chip(pieces[winner]), chip(pieces[winner + 1]), chip(becomes));
}

/** @param {EncodingStep[]} steps */
function stepTable(steps) {
  const MOST = 200;
  const rows = steps
    .slice(0, MOST)
    .map(({ pieces, ids, ranks, winner }, index) =>
      row(index, [
        pieces.map(pieceLabel).join(" "),
        ids.join(" "),
        ranks.map((rank) => rank ?? "–").join(" "),
        winner === null ? "–" : `${pieceLabel(pieces[winner])} + ${pieceLabel(pieces[winner + 1])}`,
      ]),
    );
  const left = steps.length - rows.length;
  if (left > 0) rows.push(row("…", [words.word.moreSteps(left), "", "", ""], "lp-rest"));
  const [merges, tokens, ids, ranks, next] = words.word.columns;
  return table(words.word.rows, [term("merge", merges), tokens, ids, term("merge_rank", ranks), next], rows);
}
