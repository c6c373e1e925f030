// A training run of BPE to go through: after k merges, the text as it is cut, the vocabulary, the pair merged next.

import { cutText } from "./kit/cut_text.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { count } from "./kit/numbers.js";
import { chip, hexByte } from "./kit/pieces.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").MergeHistory} MergeHistory */
/** @typedef {(id: number) => Node} ChipOf */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const [RUN, CALM] = [12_000, 500]; // milliseconds: to play it all; a picture, where little shall move
    let frame = 0; // the next frame while playing
    /** @type {MergeHistory | null} */
    let history = null;
    /** @type {(k: number) => void} */
    let cut = () => {};
    /** @type {ChipOf} */
    let chipOf = () => element("code");

    const slider = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "range",
        class: "lp-slider",
        "aria-label": words.merges.done,
        oninput: () => jump(Number(slider.value)),
      })
    );
    const player = button(words.merges.play, () => (frame ? stop() : play()));
    const controls = element(
      "div",
      { class: "lp-controls" },
      element(
        "div",
        { class: "lp-turns" },
        button(words.merges.first, () => jump(0)),
        button("−1", () => step(-1)),
        player,
        button("+1", () => step(1)),
        button(words.merges.last, () => jump(Infinity)),
      ),
      slider,
    );
    const [status, text, curve, next, log] = ["lp-status", "", "lp-curve", "lp-next", ""].map((name) =>
      element("div", { class: name }),
    );
    const newest = element("ol");
    const vocabulary = element(
      "div",
      { class: "lp-newest" },
      element("p", { class: "lp-caption" }, element("span", {}, newestTitle())),
      newest,
    );
    const body = element(
      "div",
      {},
      controls,
      status,
      element("div", { class: "lp-split" }, element("div", {}, text, vocabulary), element("div", {}, curve, next)),
      log,
    );
    const empty = element("p", { class: "lp-state" }, words.merges.empty);
    const undress = dress(el, "lp-scrubber", empty, body);
    curve.addEventListener("pointerdown", point);
    curve.addEventListener("pointermove", point);

    function last() {
      return history?.merges.length ?? 0;
    }

    function at() {
      return Math.min(last(), model.get("position") ?? Infinity);
    }

    /** @param {number} k */
    function go(k) {
      model.set("position", Math.max(0, Math.min(last(), Math.trunc(k))));
      model.save_changes();
    }

    /** @param {number} k */
    function jump(k) {
      stop();
      go(k);
    }

    /** @param {number} by */
    function step(by) {
      jump(at() + by);
      text.querySelector(".lp-plane .lp-fresh")?.scrollIntoView({ block: "nearest" });
    }

    /** @param {PointerEvent} event */
    function point({ buttons, clientX, pointerId }) {
      if (buttons !== 1) return;
      curve.setPointerCapture(pointerId);
      const box = /** @type {Element} */ (curve.querySelector(".lp-plot")).getBoundingClientRect();
      jump(Math.round(((clientX - box.left) / box.width) * last()));
    }

    function play() {
      if (at() === last()) go(0);
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      let [k, before] = [at(), performance.now()];
      let drawn = before;
      fill(player, words.merges.pause);
      frame = requestAnimationFrame(function turn(now) {
        k += (Math.min(Math.abs(now - before), 100) * last()) / RUN;
        before = now;
        if (!calm || now - drawn >= CALM) {
          drawn = now;
          go(k);
        }
        if (at() < last()) frame = requestAnimationFrame(turn);
        else stop();
      });
    }

    function stop() {
      cancelAnimationFrame(frame);
      frame = 0;
      fill(player, words.merges.play);
    }

    function show() {
      if (!history) return;
      const k = at();
      const { merges, tokens, byte_ids } = history;
      cut(k);
      const vocabulary = byte_ids.length + k;
      fill(status, words.merges.status(k, merges.length, vocabulary, tokens[k], tokens[0], bold));
      slider.value = String(k);
      slider.setAttribute("aria-valuetext", status.textContent ?? "");
      curve.style.setProperty("--x", String(k / (merges.length || 1)));
      curve.style.setProperty("--y", String(tokens[k] / (tokens[0] || 1)));
      fill(newest, newestTokens(history, k));
      fill(next, whatIsNext(history, chipOf, k));
    }

    function draw() {
      stop();
      history = model.get("history") ?? null;
      [empty.hidden, body.hidden] = [history !== null, history === null];
      if (!history) return;
      const [known, pieces] = [history, new Map()];
      history.byte_ids.forEach((id, byte) => pieces.set(id, hexByte(byte)));
      history.pieces.forEach((piece, rank) => pieces.set(known.merges[rank].new_id, piece));
      chipOf = (id) => chip(pieces.get(id));
      slider.max = String(last());
      curve.hidden = last() === 0;
      cut = cutText(text, history);
      drawCurve(curve, history);
      fill(
        log,
        unfold(words.merges.asTable, () => mergeTables(known, chipOf)),
      );
      show();
    }

    const unwatch = [watch(model, ["history"], draw), watch(model, ["position"], show)];
    draw();
    return () => {
      stop();
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * @param {string} text
 * @param {() => void} onclick
 */
function button(text, onclick) {
  return element("button", { type: "button", class: "lp-button", onclick }, text);
}

/**
 * How the training text gets shorter: its tokens against merges. The marker stands at --x and --y.
 * @param {HTMLElement} node
 * @param {MergeHistory} history
 */
function drawCurve(node, { tokens, merges }) {
  const [most, end] = [tokens[0] || 1, merges.length];
  const area = element("b");
  const every = Math.ceil(end / 500);
  const points = tokens.map((n, k) => `${(100 * k) / end}% ${100 - (100 * n) / most}%`);
  area.style.clipPath = `polygon(${points.filter((_, k) => k === end || k % every === 0)}, 100% 100%, 0 100%)`;
  const label = words.merges.curveInWords(most, tokens[end]);
  const marks = (/** @type {string} */ name, /** @type {string[]} */ texts) =>
    element(
      "div",
      { class: name, "aria-hidden": true },
      texts.map((text) => element("span", {}, text)),
    );
  fill(
    node,
    element("p", { class: "lp-caption" }, words.merges.curve),
    element(
      "div",
      { class: "lp-axes" },
      marks(
        "lp-up",
        [most, most / 2, 0].map((n) => count(Math.round(n))),
      ),
      element("div", { class: "lp-plot", role: "img", "aria-label": label }, area, element("i")),
      marks("lp-scale", [count(0), words.merges.axis, count(end)]),
    ),
  );
}

/**
 * The pair merged next and the pairs it won against; after the last merge, how it ended.
 * @param {MergeHistory} history
 * @param {ChipOf} chipOf
 * @param {number} k
 */
function whatIsNext({ merges, leaders, summary }, chipOf, k) {
  const merge = merges[k];
  if (!merge) return element("p", { class: "lp-sentence" }, summary);
  const {
    pair: [left, right],
    new_id,
    count: times,
  } = merge;
  const found = leaders[k] ?? [];
  const tie = found[1] && found[0].count === found[1].count;
  const rows = found.map(({ pair, count: n }, index) => {
    const arrow = index === 0 && element("span", { class: "lp-arrow" }, words.merges.isNext);
    const bar = meter(n / found[0].count, arrow ? "" : "lp-before", count(n));
    return row(element("span", {}, chipOf(pair[0]), " + ", chipOf(pair[1]), arrow), [bar], arrow ? "lp-taken" : "");
  });
  return element(
    "div",
    {},
    element(
      "p",
      { class: "lp-sentence" },
      words.merges.next(k, chipOf(left), chipOf(right), chipOf(new_id), new_id),
      times !== null && words.merges.mostFrequent(times),
      ".",
      tie && words.merges.tie,
    ),
    found.length > 0 && table(words.merges.pairs, words.merges.pairColumns, rows),
  );
}

/**
 * @param {MergeHistory} history
 * @param {number} k
 */
function newestTokens({ pieces, byte_ids }, k) {
  const from = Math.max(0, k - 20);
  const made = pieces.slice(from, k).map((piece, i) => element("li", {}, element("small", {}, from + i), chip(piece)));
  return [...made.reverse(), element("li", {}, words.merges.rest(from, byte_ids.length))];
}

function newestTitle() {
  return words.merges.newest(termOf("vocabulary"), termOf("merge_rank"), termOf("merge"));
}

/**
 * All merges, a hundred at a time.
 * @param {MergeHistory} history
 * @param {ChipOf} chipOf
 */
function mergeTables({ merges }, chipOf) {
  const PAGE = 100;
  const [rank, ...others] = words.merges.columns;
  const pages = Array.from({ length: Math.ceil(merges.length / PAGE) }, (_, page) => {
    const from = page * PAGE;
    const name = words.merges.ranks(from, Math.min(from + PAGE, merges.length) - 1);
    return unfold(name, () =>
      table(
        name,
        [term("merge_rank", rank), ...others],
        merges
          .slice(from, from + PAGE)
          .map(({ pair, new_id, count: n }, index) =>
            row(from + index, [...[...pair, new_id].map(chipOf), new_id, n === null ? "–" : count(n)]),
          ),
      ),
    );
  });
  return element("div", { class: "lp-pages" }, pages);
}
