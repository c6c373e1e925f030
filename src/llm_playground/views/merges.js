// A training run of BPE to go through: after k merges, how the text is cut, what the vocabulary has, what comes next.

import { chip, count, dress, element, fill, meter, pieceLabel, plural, row, table, unfold, watch } from "./kit.js";

/** @typedef {import("./types").MergeHistory} MergeHistory */
/** @typedef {Map<number, string>} Pieces  the bytes of every token by its id */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const RUN = 12_000; // milliseconds in which the whole run is played
    const CALM = 500; // milliseconds between two pictures for people who want little motion
    let frame = 0; // the next frame while playing
    let shown = -1; // the k on the screen
    /** @type {(k: number) => void} */
    let cut = () => {};
    /** @type {Pieces} */
    let pieces = new Map();

    const slider = /** @type {HTMLInputElement} */ (element("input", {
      type: "range", min: 0, step: 1, class: "lp-slider", "aria-label": "Merges done", oninput: slide, onchange: keep,
    }));
    const player = button("Play", () => (frame ? stop() : play()));
    const controls = element("div", { class: "lp-controls" }, element("div", { class: "lp-steps" },
      button("First", () => jump(0)), button("−1", () => jump(at() - 1), "One merge back"), player,
      button("+1", () => jump(at() + 1), "One merge on"), button("Last", () => jump(Infinity))), slider);
    const [status, text, newest, curve, next, log] = ["lp-status", "", "lp-newest", "lp-curve", "lp-next", ""]
      .map((name) => element("div", { class: name }));
    const body = element("div", {}, controls, status, element("div", { class: "lp-split" },
      element("div", {}, text, newest), element("div", {}, curve, next)), log);
    const empty = element("p", { class: "lp-state" }, "Train a tokenizer to see its merges.");
    const undress = dress(el, "lp-merges", empty, body);
    for (const name of ["pointerdown", "pointermove"]) curve.addEventListener(name, point);
    curve.addEventListener("pointerup", keep);

    /** @returns {MergeHistory | null} */
    function read() {
      return model.get("history") ?? null;
    }

    function last() {
      return read()?.merges.length ?? 0;
    }

    function at() {
      return Math.max(0, Math.min(last(), Math.trunc(model.get("position") ?? Infinity)));
    }

    /** @param {number} k */
    function go(k) {
      model.set("position", Math.max(0, Math.min(last(), k)));
      show();
    }

    function keep() {
      model.save_changes();
    }

    /** @param {number} k */
    function jump(k) {
      stop();
      go(k);
      keep();
    }

    function slide() {
      stop();
      go(Number(slider.value));
    }

    /** @param {Event} event */
    function point(event) {
      const { buttons, clientX, pointerId, type } = /** @type {PointerEvent} */ (event);
      if (type === "pointerdown") curve.setPointerCapture(pointerId);
      if (buttons !== 1 || !curve.hasPointerCapture(pointerId)) return;
      stop();
      const box = /** @type {Element} */ (curve.querySelector(".lp-plot")).getBoundingClientRect();
      go(Math.round(((clientX - box.left) / box.width) * last()));
    }

    function play() {
      if (at() === last()) go(0);
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      let k = at();
      let before = performance.now();
      let drawn = before;
      fill(player, "Pause");
      frame = requestAnimationFrame(function turn(now) {
        k += (Math.max(0, Math.min(now - before, 100)) * last()) / RUN;
        before = now;
        if (!calm || now - drawn >= CALM) {
          go(Math.floor(k));
          drawn = now;
        }
        if (at() < last()) frame = requestAnimationFrame(turn);
        else stop();
      });
    }

    function stop() {
      if (!frame) return;
      cancelAnimationFrame(frame);
      frame = 0;
      fill(player, "Play");
      keep();
    }

    function show() {
      const [history, k] = [read(), at()];
      if (!history || k === shown) return;
      shown = k;
      const { merges, tokens, byte_ids } = history;
      const figure = (/** @type {number | string} */ n) => element("b", {}, typeof n === "number" ? count(n) : n);
      const rate = (tokens[0] / Math.max(1, tokens[k])).toFixed(2);
      cut(k);
      fill(status, "After ", figure(k), ` of ${plural(merges.length, "merge")}: vocabulary `, figure(byte_ids.length + k),
        " tokens, the training text is ", figure(tokens[k]), ` token${tokens[k] === 1 ? "" : "s"} (`, figure(rate), " bytes a token)");
      slider.value = String(k);
      slider.setAttribute("aria-valuetext", `${count(k)} of ${plural(merges.length, "merge")}, ${plural(tokens[k], "token")}`);
      curve.style.setProperty("--x", String(k / Math.max(1, merges.length)));
      curve.style.setProperty("--y", String(tokens[k] / Math.max(1, tokens[0])));
      fill(newest, newestTokens(history, k));
      fill(next, whatIsNext(history, pieces, k));
    }

    function draw() {
      const history = read();
      stop();
      empty.hidden = history !== null;
      body.hidden = history === null;
      shown = -1;
      if (!history) return;
      const bytes = history.byte_ids.map((id, byte) => /** @type {[number, string]} */ ([id, hex(byte)]));
      pieces = new Map([...bytes, ...history.merges.map(({ new_id }, rank) => /** @type {[number, string]} */ ([new_id, history.pieces[rank]]))]);
      slider.max = String(last());
      cut = cutText(text, history);
      drawCurve(curve, history);
      fill(log, unfold("All merges as a table", () => mergePages(history, pieces)));
      show();
    }

    const unwatch = [watch(model, ["history"], draw), watch(model, ["position"], show)];
    draw();
    return () => {
      cancelAnimationFrame(frame);
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * @param {string} text
 * @param {() => void} onclick
 * @param {string | null} [title]
 */
function button(text, onclick, title = null) {
  return element("button", { type: "button", class: "lp-button", title, onclick }, text);
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
  /** @type {{ cell: HTMLElement, from: number, to: number, hex: string, label: string, quiet: boolean }[]} */
  const bytes = []; // from, to, label: those of the character that the byte belongs to
  /** @type {(Node | false)[]} */
  const parts = [];
  for (const character of text) {
    const codes = [...new TextEncoder().encode(character)].map(hex);
    const [from, to, label] = [bytes.length, bytes.length + codes.length - 1, pieceLabel(codes.join(""))];
    parts.push(gone_at[from - 1] === null && element("wbr"));
    for (const code of codes) bytes.push({ cell: element("span"), from, to, hex: code, label, quiet: label !== character });
    parts.push(...bytes.slice(from).map(({ cell }) => cell), character === "\n" && element("br"));
  }
  /** @type {number[][]} */
  const falling = merges.map(() => []); // for each merge the borders that it takes away
  gone_at.forEach((rank, border) => rank !== null && falling[rank].push(border));
  let [k, tokens] = [0, bytes.length];
  let fresh = new Set(); // the bytes in tokens that the last merge made
  const stands = (/** @type {number} */ border) => border < 0 || (gone_at[border] ?? Infinity) >= k;

  /** @param {number} index */
  function paint(index) {
    const { cell, from, to, hex, label, quiet } = bytes[index];
    const whole = gone_at.slice(from, to).every((rank) => rank !== null && rank < k);
    const [first, last] = [stands(whole ? from - 1 : index - 1), stands(whole ? to : index)];
    const shown = whole ? (index === from ? label : "") : hex;
    cell.className = `lp-cell ${first ? "lp-first" : ""} ${last ? "lp-last" : ""} ${first && last && (!whole || from === to) ? "" : "lp-joined"} ` +
      `${fresh.has(index) ? "lp-fresh" : ""} ${quiet || !whole ? "lp-mark" : ""}`;
    if (cell.textContent !== shown) cell.textContent = shown;
  }

  const caption = element("span");
  const sample = (/** @type {string} */ kind, /** @type {string} */ meaning) =>
    element("span", {}, element("span", { class: `lp-cell lp-first lp-last ${kind}` }, kind ? "ab" : "a"), meaning);
  fill(node, element("div", { class: "lp-caption" }, caption, element("span", { class: "lp-legend", "aria-hidden": true },
    sample("", "byte"), sample("lp-joined", "joined"), sample("lp-joined lp-fresh", "joined by the last merge"))),
  element("div", { class: "lp-plane", role: "group", tabindex: 0, "aria-label": "The text in tokens" }, parts));
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
    // All bytes of a character change together.
    const changed = new Set([...touched].flatMap((index) => bytes.slice(bytes[index].from, bytes[index].to + 1).map((_, i) => bytes[index].from + i)));
    changed.forEach(paint);
    fill(caption, "A text at this moment: ", element("b", {}, count(tokens)), ` token${tokens === 1 ? "" : "s"}`,
      k > 0 && `, ${count(made)} of them just joined`);
  };
}

/**
 * How the training text gets shorter: its tokens against merges. The marker stands at --x and --y.
 * @param {HTMLElement} node
 * @param {MergeHistory} history
 */
function drawCurve(node, { tokens, merges }) {
  const [end, last] = [merges.length, tokens[merges.length]];
  const make = (/** @type {string} */ name, /** @type {string} */ key, /** @type {string} */ value) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    made.setAttribute(key, value);
    return made;
  };
  const every = Math.ceil(tokens.length / 500);
  const points = tokens.map((n, k) => (k % every && k < end ? "" : `${(100 * k) / (end || 1)},${100 - (100 * n) / (tokens[0] || 1)}`));
  const svg = make("svg", "viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.append(make("polyline", "points", points.join(" ")));
  const label = `Tokens of the training text against merges: ${count(tokens[0])} before the first, ${count(last)} after merge ${count(end)}.`;
  fill(node, element("p", { class: "lp-caption" }, "Tokens of the training text"), element("div", { class: "lp-axes" },
    element("div", { class: "lp-up", "aria-hidden": true }, [1, 0.5, 0].map((share) => element("span", {}, count(Math.round(tokens[0] * share))))),
    element("div", { class: "lp-plot", role: "img", "aria-label": label }, svg, element("i")),
    element("div", { class: "lp-scale", "aria-hidden": true }, [0, "merges", count(end)].map((mark) => element("span", {}, mark)))));
}

/**
 * The pair merged next and the pairs it won against; after the last merge, how it ended.
 * @param {MergeHistory} history
 * @param {Pieces} pieces
 * @param {number} k
 */
function whatIsNext({ merges, leaders, summary }, pieces, k) {
  const token = (/** @type {number} */ id) => chip(pieces.get(id) ?? "");
  const merge = merges[k];
  if (!merge) return element("p", { class: "lp-sentence" }, element("strong", {}, "The end. "), summary);
  const found = leaders[k] ?? [];
  const rows = found.map(({ pair, count: n }, index) => row(element("span", {}, token(pair[0]), " + ", token(pair[1])),
    [meter(n / found[0].count, index ? "lp-before" : "", count(n)), index ? "" : element("span", { class: "lp-arrow" }, "← next")],
    index ? "" : "lp-taken"));
  return element("div", {}, element("p", { class: "lp-sentence" }, element("strong", {}, "Next: "),
    `merge ${count(k + 1)} (rank ${k}) joins `, token(merge.pair[0]), " and ", token(merge.pair[1]), " to ", token(merge.new_id),
    `, id ${merge.new_id}`, merge.count !== null && `: the most frequent pair, ${plural(merge.count, "time")}`, ".",
    found.length > 1 && found[0].count === found[1].count && " Another pair is as frequent: the tie rule decides."),
  found.length > 0 && table("The most frequent pairs at this moment", ["Pair", "Times in the training text", ""], rows, "lp-leaders"));
}

/**
 * @param {MergeHistory} history
 * @param {number} k
 */
function newestTokens({ pieces, byte_ids }, k) {
  const from = Math.max(0, k - 20);
  const made = pieces.slice(from, k).map((piece, index) => element("li", {}, element("small", {}, from + index), chip(piece)));
  return element("div", {}, element("p", { class: "lp-caption" }, "The vocabulary, the newest token first, each after its rank:"),
    element("ol", {}, made.reverse(), element("li", {}, from > 0 && `${count(from)} more, `, `${count(byte_ids.length)} bytes`)));
}

/**
 * All merges, a page at a time.
 * @param {MergeHistory} history
 * @param {Pieces} pieces
 */
function mergePages({ merges }, pieces) {
  const PAGE = 100;
  let from = 0;
  const [body, place] = [element("div"), element("span", { role: "status" })];
  const turn = (/** @type {number} */ by) => {
    if (from + by < 0 || (by && from + by >= merges.length)) return;
    from += by;
    const rows = merges.slice(from, from + PAGE).map(({ pair, new_id, count: n }, index) =>
      row(from + index, [...[...pair, new_id].map((id) => chip(pieces.get(id) ?? "")), new_id, n === null ? "–" : count(n)]));
    fill(place, `${count(Math.min(merges.length, from + 1))} to ${count(from + rows.length)} of ${plural(merges.length, "merge")}`);
    fill(body, table("All merges", ["Rank", "Left", "Right", "Joined", "Id", "Times"], rows));
  };
  turn(0);
  return element("div", {}, element("div", { class: "lp-steps" }, button("Previous", () => turn(-PAGE)), button("Next", () => turn(PAGE)), place), body);
}
