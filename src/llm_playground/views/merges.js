// A training run of BPE to go through: after k merges, the text as it is cut, the vocabulary, the pair merged next.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count, plural } from "./kit/numbers.js";
import { chip, pieceLabel } from "./kit/pieces.js";
import { meter, row, table, unfold } from "./kit/tables.js";

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
        "aria-label": "Merges done",
        oninput: () => jump(Number(slider.value)),
      })
    );
    const player = button("Play", () => (frame ? stop() : play()));
    const controls = element(
      "div",
      { class: "lp-controls" },
      element(
        "div",
        { class: "lp-turns" },
        button("First", () => jump(0)),
        button("−1", () => step(-1)),
        player,
        button("+1", () => step(1)),
        button("Last", () => jump(Infinity)),
      ),
      slider,
    );
    const [status, text, newest, curve, next, log] = ["lp-status", "", "lp-newest", "lp-curve", "lp-next", ""].map(
      (name) => element("div", { class: name }),
    );
    const body = element(
      "div",
      {},
      controls,
      status,
      element("div", { class: "lp-split" }, element("div", {}, text, newest), element("div", {}, curve, next)),
      log,
    );
    const empty = element("p", { class: "lp-state" }, "Train a tokenizer to see its merges.");
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
      fill(player, "Pause");
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
      fill(player, "Play");
    }

    function show() {
      if (!history) return;
      const k = at();
      const { merges, tokens, byte_ids } = history;
      const figure = (/** @type {string} */ text) => element("b", {}, text);
      cut(k);
      fill(
        status,
        "After ",
        figure(count(k)),
        ` of ${plural(merges.length, { one: "merge", other: "merges" })}: vocabulary `,
        figure(count(byte_ids.length + k)),
        " tokens, the training text is ",
        figure(count(tokens[k])),
        " tokens (",
        figure((tokens[0] / (tokens[k] || 1)).toFixed(2)),
        " bytes a token)",
      );
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
      history.byte_ids.forEach((id, byte) => pieces.set(id, hex(byte)));
      history.pieces.forEach((piece, rank) => pieces.set(known.merges[rank].new_id, piece));
      chipOf = (id) => chip(pieces.get(id));
      slider.max = String(last());
      curve.hidden = last() === 0;
      cut = cutText(text, history);
      drawCurve(curve, history);
      fill(
        log,
        unfold("All merges as a table", () => mergeTables(known, chipOf)),
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

/** @param {number} byte */
function hex(byte) {
  return byte.toString(16).padStart(2, "0");
}

/**
 * The text, a cell for each byte. Cells stay where they are: a merge closes the gap between two of them, and where it
 * joins the last bytes of a character their first cell shows it. So a step costs as much as it changes.
 * @param {HTMLElement} node
 * @param {MergeHistory} history
 * @returns {(k: number) => void} shows the text after k merges
 */
function cutText(node, { text, gone_at, merges }) {
  /** @type {{ cell: HTMLElement, code: string, from: number, to: number, label: string, quiet: boolean }[]} */
  const bytes = []; // `from` and `to`: the first and the last byte of its character
  /** @type {(Node | false)[]} */
  const parts = [];
  for (const character of text) {
    const codes = [...new TextEncoder().encode(character)].map(hex);
    const [from, label] = [bytes.length, pieceLabel(codes.join(""))];
    const known = { from, to: from + codes.length - 1, label, quiet: label !== character };
    bytes.push(...codes.map((code) => ({ cell: element("span"), code, ...known })));
    parts.push(
      character === " " && element("wbr"),
      ...bytes.slice(from).map(({ cell }) => cell),
      character === "\n" && element("br"),
    );
  }
  /** @type {number[][]} */
  const falling = merges.map(() => []); // the borders that each merge takes away
  gone_at.forEach((rank, border) => rank !== null && falling[rank].push(border));
  let [k, tokens] = [0, bytes.length];
  let fresh = new Set(); // what the last merge joined
  const stands = (/** @type {number} */ border) => (gone_at[border] ?? Infinity) >= k;

  /** @param {number} index */
  function paint(index) {
    const { cell, code, from, to, label, quiet } = bytes[index];
    const whole = gone_at.slice(from, to).every((_, i) => !stands(from + i));
    const [first, last] = whole ? [from, to] : [index, index];
    const [opens, closes] = [stands(first - 1), stands(last)];
    const shown = !whole ? code : index === from ? label : "";
    const alone = opens && closes && first === last;
    cell.className = [
      "lp-cell",
      opens && "lp-first",
      closes && "lp-last",
      !alone && "lp-joined",
      fresh.has(index) && "lp-fresh",
      quiet && "lp-mark",
      !whole && "lp-raw",
    ]
      .filter(Boolean)
      .join(" ");
    if (cell.textContent !== shown) fill(cell, shown);
  }

  const caption = element("span");
  const legend = [
    ["", "a byte"],
    ["lp-joined", "joined"],
    ["lp-joined lp-fresh", "by the last merge"],
  ];
  fill(
    node,
    element(
      "div",
      { class: "lp-caption" },
      caption,
      element(
        "span",
        { class: "lp-legend", "aria-hidden": true },
        legend.map(([kind, meaning]) =>
          element(
            "span",
            {},
            element("span", { class: `lp-cell lp-first lp-last ${kind}` }, kind ? "ab" : "a"),
            meaning,
          ),
        ),
      ),
    ),
    element("div", { class: "lp-plane", role: "group", tabindex: 0, "aria-label": "Text in tokens" }, parts),
  );
  bytes.forEach((_, index) => paint(index));

  return (after) => {
    const touched = new Set(fresh);
    for (const borders of falling.slice(Math.min(k, after), Math.max(k, after))) {
      tokens += after > k ? -borders.length : borders.length;
      for (const border of borders) touched.add(border).add(border + 1);
    }
    k = after;
    fresh = new Set();
    let made = 0;
    for (const border of falling[k - 1] ?? []) {
      if (fresh.has(border)) continue;
      made++;
      let [from, to] = [border, border + 1];
      while (!stands(from - 1)) from--;
      while (!stands(to)) to++;
      for (let index = from; index <= to; index++) touched.add(index) && fresh.add(index);
    }
    for (const one of touched) for (let index = bytes[one].from; index <= bytes[one].to; index++) paint(index);
    fill(caption, `Here: ${plural(tokens, { one: "token", other: "tokens" })}, ${count(made)} from the last merge`);
  };
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
  const title = "Tokens of the training text";
  const label = `${title}: ${count(most)} before the first merge, ${count(tokens[end])} after the last.`;
  const marks = (/** @type {string} */ name, /** @type {string[]} */ texts) =>
    element(
      "div",
      { class: name, "aria-hidden": true },
      texts.map((text) => element("span", {}, text)),
    );
  fill(
    node,
    element("p", { class: "lp-caption" }, title),
    element(
      "div",
      { class: "lp-axes" },
      marks(
        "lp-up",
        [most, most / 2, 0].map((n) => count(Math.round(n))),
      ),
      element("div", { class: "lp-plot", role: "img", "aria-label": label }, area, element("i")),
      marks("lp-scale", ["0", "merges", count(end)]),
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
    const arrow = index === 0 && element("span", { class: "lp-arrow" }, " ← next");
    const bar = meter(n / found[0].count, arrow ? "" : "lp-before", count(n));
    return row(element("span", {}, chipOf(pair[0]), " + ", chipOf(pair[1]), arrow), [bar], arrow ? "lp-taken" : "");
  });
  return element(
    "div",
    {},
    element(
      "p",
      { class: "lp-sentence" },
      `Next: merge ${count(k + 1)} (rank ${k}) joins `,
      chipOf(left),
      " and ",
      chipOf(right),
      " to ",
      chipOf(new_id),
      `, id ${new_id}`,
      times !== null && `: the most frequent pair, ${plural(times, { one: "time", other: "times" })}`,
      ".",
      tie && " Another pair is as frequent: the tie rule decides.",
    ),
    found.length > 0 && table("The most frequent pairs now", ["Pair", "Times in the training text"], rows),
  );
}

/**
 * @param {MergeHistory} history
 * @param {number} k
 */
function newestTokens({ pieces, byte_ids }, k) {
  const from = Math.max(0, k - 20);
  const made = pieces.slice(from, k).map((piece, i) => element("li", {}, element("small", {}, from + i), chip(piece)));
  const rest = `${from > 0 ? `${count(from)} more and ` : ""}${count(byte_ids.length)} bytes`;
  return element(
    "div",
    {},
    element("p", { class: "lp-caption" }, "The newest tokens of the vocabulary, each below its rank"),
    element("ol", {}, made.reverse(), element("li", {}, rest)),
  );
}

/**
 * All merges, a hundred at a time.
 * @param {MergeHistory} history
 * @param {ChipOf} chipOf
 */
function mergeTables({ merges }, chipOf) {
  const PAGE = 100;
  const pages = Array.from({ length: Math.ceil(merges.length / PAGE) }, (_, page) => {
    const from = page * PAGE;
    const name = `Ranks ${from} to ${Math.min(from + PAGE, merges.length) - 1}`;
    return unfold(name, () =>
      table(
        name,
        ["Rank", "Left", "Right", "Joined", "Id", "Times"],
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
