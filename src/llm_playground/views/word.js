// How BPE encodes one word: a row for each moment, from the bytes to the tokens; the pair of lowest rank is merged next.

import { chip, count, dress, element, fill, hexBytes, pieceLabel, plural, roving, row, spokenPiece, table, unfold, watch }
  from "./kit.js";

/** @typedef {import("./types").EncodingStep} EncodingStep */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const empty = element("p", { class: "lp-state" }, "Choose a word to see how it is encoded.");
    const summary = element("p", { class: "lp-sentence" });
    const rows = element("div", { class: "lp-stairs", role: "listbox", "aria-label": "The word merge by merge" });
    const key = element("p", { class: "lp-hint" }, "A column is a byte. Between two tokens stands the rank of the merge that " +
      "joins them, – where there is none. The lowest rank, in a frame, is merged next.");
    const list = element("div");
    const undress = dress(el, "lp-word", empty, summary, rows, key, list);
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

    function mark() {
      const at = model.get("at") ?? read().length - 1;
      const focused = rows.contains(rows.ownerDocument.activeElement);
      for (const item of rows.querySelectorAll("[data-index]")) {
        const chosen = Number(item.getAttribute("data-index")) === at;
        item.setAttribute("aria-selected", String(chosen));
        if (!focused) item.setAttribute("tabindex", chosen ? "0" : "-1");
      }
      if (!rows.querySelector('[tabindex="0"]')) rows.querySelector("[data-index]")?.setAttribute("tabindex", "0");
    }

    function draw() {
      const steps = read();
      empty.hidden = steps.length > 0;
      for (const part of [summary, rows, key, list]) part.hidden = steps.length === 0;
      if (steps.length === 0) return;
      fill(summary, summaryOf(steps));
      key.hidden = steps.length < 2;
      rows.style.setProperty("--cell", `${cellWidth(steps)}px`);
      fill(rows, stairs(steps));
      fill(list, unfold("All steps as a table", () => stepTable(steps)));
      mark();
    }

    const unwatch = [watch(model, ["steps"], draw), watch(model, ["at"], mark)];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/** @param {string} piece */
function size(piece) {
  return piece.length / 2;
}

/**
 * A column is as wide as the longest rank or id that must stand in it.
 * @param {EncodingStep[]} steps
 */
function cellWidth(steps) {
  const widest = steps.reduce((most, { ranks }) => ranks.reduce((/** @type {number} */ m, rank) => Math.max(m, rank ?? 0), most), 0);
  const last = steps[steps.length - 1];
  const ids = last.ids.map((id, i) => String(id).length / size(last.pieces[i]));
  return Math.ceil(Math.max(32, 7 * Math.max(String(widest).length, ...ids) + 5));
}

/** @param {EncodingStep[]} steps */
function summaryOf(steps) {
  const [first, last] = [steps[0], steps[steps.length - 1]];
  if (first.ids.length === 0) return ["An empty word has no tokens."];
  const bytes = plural(first.ids.length, "byte");
  if (steps.length > 1) return [`${bytes}, ${plural(steps.length - 1, "merge")}, ${plural(last.ids.length, "token")}.`];
  return [`${bytes}, ${plural(last.ids.length, "token")}: nothing to merge`,
    first.ids.length > 1 ? ", since no two neighbours have a merge." : ", a byte alone has no neighbour."];
}

/**
 * The rows; where there are too many to draw, the first ones and the last.
 * @param {EncodingStep[]} steps
 */
function stairs(steps) {
  const [STEPS, TOKENS] = [200, 2000]; // the most that are drawn
  let drawn = 0;
  for (let tokens = 0; drawn < Math.min(steps.length, STEPS) - 1; drawn++) {
    tokens += steps[drawn].ids.length;
    if (drawn > 0 && tokens > TOKENS) break;
  }
  const last = steps.length - 1;
  const left = last - drawn;
  return [
    element("div", { class: "lp-bytes", "aria-hidden": true }, hexBytes(steps[0].pieces.join("")).split(" ").map((byte) => element("span", {}, byte))),
    ...steps.slice(0, drawn).map((_, index) => stair(steps, index)),
    left > 0 && element("div", { class: "lp-hint", role: "presentation" }, `${plural(left, "step")} (${count(drawn + 1)} to ${count(last)}) are not drawn.`),
    stair(steps, last),
  ];
}

/**
 * @param {EncodingStep[]} steps
 * @param {number} index
 */
function stair(steps, index) {
  const { pieces, ids, ranks, winner } = steps[index];
  const made = index > 0 ? steps[index - 1].winner : null;
  const last = index === steps.length - 1;
  let column = 1;
  const tokens = pieces.map((piece, i) => {
    const kinds = [pieceLabel(piece).startsWith("‹") && "lp-raw", i === made && "lp-made",
      winner !== null && (i === winner || i === winner + 1) && "lp-joins"];
    const node = element("span", { class: `lp-grown ${kinds.filter(Boolean).join(" ")}` }, chip(piece), last && element("small", {}, ids[i]));
    node.style.gridColumn = `${column} / span ${size(piece)}`;
    column += size(piece);
    if (i === pieces.length - 1) return [node];
    const rank = element("span", { class: i === winner ? "lp-rank lp-lowest" : "lp-rank" }, ranks[i] ?? "–");
    rank.style.gridColumn = `${column - 1} / span 2`;
    return [node, rank];
  }).flat();
  const spoken = `${index === 0 ? "The bytes" : last ? "The tokens" : `After ${plural(index, "merge")}`}: ${pieces.map(spokenPiece).join(", ")}. `;
  return element("div", { role: "option", class: "lp-stair", tabindex: -1, "data-index": index, "aria-selected": "false",
    "aria-label": spoken + sentence(steps, index).map((part) => (part instanceof Node ? part.textContent : part)).join("") },
  element("span", { class: "lp-number" }, index), element("span", { class: "lp-row" }, tokens),
  element("span", { class: "lp-said" }, sentence(steps, index)));
}

/**
 * @param {EncodingStep[]} steps
 * @param {number} index
 * @returns {(string | Node)[]}
 */
function sentence(steps, index) {
  const { pieces, ranks, winner } = steps[index];
  if (winner === null) {
    return [pieces.length === 1 ? "One token is left." : "No neighbours have a merge: these are the tokens."];
  }
  const rank = ranks[winner] ?? 0;
  const often = ranks.filter((each) => each === rank).length;
  const becomes = steps[index + 1]?.pieces[winner] ?? pieces[winner] + pieces[winner + 1];
  return [`Rank ${count(rank)} is the lowest${often > 1 ? ` (the leftmost of ${often})` : ""}: `, chip(pieces[winner]), " + ",
    chip(pieces[winner + 1]), " become ", chip(becomes), "."];
}

/** @param {EncodingStep[]} steps */
function stepTable(steps) {
  const MOST = 200;
  const rows = steps.slice(0, MOST).map(({ pieces, ids, ranks, winner }, index) => row(index, [
    pieces.map(pieceLabel).join(" "), ids.join(" "), ranks.map((rank) => rank ?? "–").join(" "),
    winner === null ? "–" : `${pieceLabel(pieces[winner])} + ${pieceLabel(pieces[winner + 1])}`]));
  if (steps.length > MOST) rows.push(row("…", [`${plural(steps.length - MOST, "more step")}`, "", "", ""], "lp-rest"));
  return table("The word merge by merge", ["Merges", "Tokens", "Ids", "Ranks between them", "Merged next"], rows);
}
