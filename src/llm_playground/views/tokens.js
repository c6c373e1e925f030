// A text cut into tokens: one chip each, with its id below; its bytes and characters when pointed at.

import { chip, choosing, count, dress, element, fill, hexBytes, pieceText, plural, row, spokenPiece, table, unfold, watch }
  from "./kit.js";

/** @typedef {import("./types").Encoding} Encoding */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const PAGE = 1500; // chips shown at once; more come when asked for
    let shown = PAGE;
    const figures = element("p", { class: "lp-meta" });
    const chips = element("div", { class: "lp-tokens", role: "listbox", "aria-label": "Tokens", "aria-orientation": "horizontal" });
    const more = element("button", { type: "button", class: "lp-button", onclick: showMore });
    const detail = element("p", { class: "lp-detail" });
    const list = unfold("All tokens as a table", () => tokenTable(read(), shown));
    const undress = dress(el, "lp-tokens-view", figures, detail, chips, more, list);
    const mark = choosing(chips, model, tell);

    /** @returns {Encoding} */
    function read() {
      return model.get("encoding") ?? { text: "", ids: [], pieces: [], spans: [] };
    }

    function showMore() {
      const from = shown;
      shown += PAGE;
      chips.append(...some(read(), from, shown));
      showRest(read());
    }

    /** @param {Encoding} encoding */
    function showRest(encoding) {
      const left = encoding.ids.length - shown;
      more.hidden = left <= 0;
      fill(more, `Show more (${plural(left, "token")} left)`);
      list.hidden = encoding.ids.length === 0;
    }

    /** @param {number | null} index */
    function tell(index) {
      const encoding = read();
      if (index === null || index >= encoding.ids.length) {
        fill(detail, encoding.ids.length > 0 && "Point at a token, or move to it with the arrow keys, to see its bytes.");
        return;
      }
      fill(detail, element("strong", {}, `Token ${count(index + 1)} of ${count(encoding.ids.length)}`), " ",
        chip(encoding.pieces[index]), facts(encoding, index));
    }

    function draw() {
      const encoding = read();
      shown = PAGE;
      fill(figures, encoding.ids.length === 0 ? "No tokens yet." : summary(encoding));
      fill(chips, some(encoding, 0, shown));
      chips.hidden = encoding.ids.length === 0;
      chips.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      /** @type {HTMLDetailsElement} */ (list).open = false;
      showRest(encoding);
      mark();
    }

    const unwatch = [watch(model, ["encoding"], draw), watch(model, ["selected"], mark)];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * Chips `from` up to `to`; a token that ends a line ends it here too.
 * @param {Encoding} encoding
 * @param {number} from
 * @param {number} to
 */
function some(encoding, from, to) {
  return encoding.ids.slice(from, to).flatMap((id, offset) => {
    const index = from + offset;
    const piece = encoding.pieces[index];
    const whole = pieceText(piece);
    const item = element("span", {
      class: whole === null ? "lp-token lp-part" : "lp-token", role: "option", tabindex: -1, "data-index": index,
      "aria-selected": "false",
    }, element("span", { class: "lp-unseen" }, spokenPiece(piece)), element("span", { class: "lp-shown", "aria-hidden": true }, chip(piece)),
    element("span", { class: "lp-id" }, id));
    return whole?.endsWith("\n") ? [item, element("span", { class: "lp-break" })] : [item];
  });
}

/**
 * @param {Encoding} encoding
 */
function summary(encoding) {
  const characters = [...encoding.text].length;
  const bytes = new TextEncoder().encode(encoding.text).length;
  const figure = (/** @type {number} */ n, /** @type {string} */ noun) =>
    element("span", {}, element("b", {}, count(n)), ` ${noun}${n === 1 ? "" : "s"}`);
  return [
    figure(encoding.ids.length, "token"), figure(characters, "character"), figure(bytes, "byte"),
    element("span", {}, element("b", {}, (characters / encoding.ids.length).toFixed(2)), " characters a token"),
  ];
}

/**
 * @param {Encoding} encoding
 * @param {number} index
 */
function facts(encoding, index) {
  const span = encoding.spans[index];
  const part = pieceText(encoding.pieces[index]) === null && span;
  return element("span", { class: "lp-meta" },
    element("span", {}, "id ", element("b", {}, encoding.ids[index])),
    element("span", {}, "bytes ", element("b", {}, hexBytes(encoding.pieces[index]))),
    span && element("span", {}, "characters ", element("b", {}, `${span[0]}–${span[1]}`)),
    part && element("span", {}, "a part of “", [...encoding.text].slice(...part).join(""), "”"));
}

/**
 * @param {Encoding} encoding
 * @param {number} limit
 */
function tokenTable(encoding, limit) {
  const rows = encoding.ids.slice(0, limit).map((id, index) => row(index + 1, [
    chip(encoding.pieces[index]), id, hexBytes(encoding.pieces[index]), encoding.spans[index]?.join("–"),
  ]));
  const rest = encoding.ids.length - rows.length;
  if (rest > 0) rows.push(row("…", [`${plural(rest, "more token")}`, "", "", ""]));
  return table("Tokens", ["Number", "Token", "Id", "Bytes", "Characters"], rows);
}
