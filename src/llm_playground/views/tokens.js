// A text cut into tokens: the text itself, and below it one chip a token, with its id. Pointing at a place in one of
// them marks it in the other, and tells bytes and characters.

import { dress, element, fill, watch } from "./kit/dom.js";
import { choosing } from "./kit/keys.js";
import { count, plural } from "./kit/numbers.js";
import { chip, hexBytes, pieceText, shorten, spokenPiece, visible } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";

/** @typedef {import("./types").Encoding} Encoding */
/** @typedef {{ start: number, end: number, tokens: number[] }} Stretch  a part of the text, and the tokens over it */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const PAGE = 1500; // chips shown at once; more come when asked for
    let shown = PAGE;
    /** @type {string[]} */
    let characters = []; // code points, which is what spans count
    /** @type {Stretch[]} */
    let stretches = [];
    const figures = element("p", { class: "lp-meta" });
    const source = element("div", {
      class: "lp-source",
      role: "group",
      tabindex: 0,
      "aria-label": "The text, cut where tokens end",
    });
    const chips = element("div", {
      class: "lp-tokens",
      role: "listbox",
      "aria-label": "Tokens",
      "aria-orientation": "horizontal",
    });
    const more = element("button", { type: "button", class: "lp-button", onclick: showMore });
    const detail = element("p", { class: "lp-detail" });
    const list = unfold("All tokens as a table", () => tokenTable(read(), shown));
    const undress = dress(el, "lp-tokens-view", figures, source, chips, more, detail, list);
    const mark = choosing(chips, model, tell);
    source.addEventListener("pointerover", (event) => tellPlace(placeOf(event)));
    source.addEventListener("pointerleave", mark);
    source.addEventListener("click", (event) => chipOf(stretches[placeOf(event)]?.tokens[0])?.click());

    /** @returns {Encoding} */
    function read() {
      return model.get("encoding") ?? { text: "", ids: [], pieces: [], spans: [] };
    }

    /** @param {Event} event */
    function placeOf(event) {
      return Number(
        /** @type {Element} */ (event.target).closest("[data-stretch]")?.getAttribute("data-stretch") ?? -1,
      );
    }

    /**
     * @param {number | undefined} index
     * @returns {HTMLElement | null}
     */
    function chipOf(index) {
      return chips.querySelector(`[data-index="${index}"]`);
    }

    function showMore() {
      const from = shown;
      shown += PAGE;
      chips.append(...some(read(), from, shown));
      showText(read());
      showRest(read());
    }

    /** @param {Encoding} encoding */
    function showText(encoding) {
      stretches = stretchesOf(encoding.spans, shown, characters.length);
      fill(
        source,
        stretches.map((stretch, index) => stretchNode(stretch, index, characters)),
      );
      source.hidden = stretches.length === 0;
    }

    /** @param {Encoding} encoding */
    function showRest(encoding) {
      const left = encoding.ids.length - shown;
      more.hidden = left <= 0;
      fill(more, `Show more (${plural(left, { one: "token", other: "tokens" })} left)`);
      list.hidden = encoding.ids.length === 0;
    }

    /** @param {(Element | null)[]} nodes  of the text and of the chips: they belong together */
    function light(nodes) {
      el.querySelectorAll(".lp-lit").forEach((node) => node.classList.remove("lp-lit"));
      nodes.forEach((node) => node?.classList.add("lp-lit"));
    }

    /** @param {number | null} index */
    function tell(index) {
      const encoding = read();
      if (index === null || index >= encoding.ids.length) {
        light([]);
        fill(
          detail,
          encoding.ids.length > 0 && "Point at the text or at a token, or move with the arrow keys, to see its bytes.",
        );
        return;
      }
      const places = [...source.children].filter((_, place) => stretches[place].tokens.includes(index));
      light(places);
      scrollInside(source, /** @type {HTMLElement | undefined} */ (places[0]));
      fill(
        detail,
        element("strong", {}, `Token ${count(index + 1)} of ${count(encoding.ids.length)}`),
        " ",
        chip(encoding.pieces[index]),
        facts(encoding, index, characters),
      );
    }

    /** @param {number} place */
    function tellPlace(place) {
      if (place < 0) return;
      const { start, end, tokens } = stretches[place];
      if (tokens.length === 1) tell(tokens[0]);
      light([source.children[place], ...tokens.map(chipOf)]);
      if (tokens.length === 1) return;
      const text = chip("", visible(characters.slice(start, end).join("")));
      fill(
        detail,
        text,
        tokens.length === 0
          ? " is in no token: this tokenizer drops it."
          : [
              ` needs ${count(tokens.length)} tokens: `,
              tokens.flatMap((index) => [chip(read().pieces[index]), " "]),
            ].flat(),
      );
    }

    function draw() {
      const encoding = read();
      shown = PAGE;
      characters = [...encoding.text];
      fill(figures, encoding.ids.length === 0 ? "No tokens yet." : summary(encoding, characters));
      fill(chips, some(encoding, 0, shown));
      chips.hidden = encoding.ids.length === 0;
      chips.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      /** @type {HTMLDetailsElement} */ (list).open = false;
      showText(encoding);
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
 * Scroll a box, and nothing around it, so that a part of it can be seen.
 * @param {HTMLElement} box
 * @param {HTMLElement | undefined} part
 */
function scrollInside(box, part) {
  if (!part) return;
  const below = part.offsetTop + part.offsetHeight - box.scrollTop - box.clientHeight;
  if (below > 0 || part.offsetTop < box.scrollTop) box.scrollTop = part.offsetTop - box.clientHeight / 2;
}

/**
 * The text, as far as its first `limit` tokens go, cut wherever a token begins or ends. Tokens may share characters
 * (the bytes of an emoji), and leave some out (the spaces between words).
 * @param {Encoding["spans"]} spans
 * @param {number} limit
 * @param {number} length
 * @returns {Stretch[]}
 */
function stretchesOf(spans, limit, length) {
  const early = spans.slice(0, limit);
  const end = early.length < spans.length ? early[early.length - 1][1] : length;
  const borders = [...new Set([0, ...early.flat(), end])].sort((a, b) => a - b);
  const places = new Map(borders.map((border, place) => [border, place]));
  const found = borders
    .slice(1)
    .map((end, place) => ({ start: borders[place], end, tokens: /** @type {number[]} */ ([]) }));
  early.forEach(([start, end], token) => {
    found.slice(places.get(start), places.get(end)).forEach((stretch) => stretch.tokens.push(token));
  });
  return found;
}

/**
 * A part of the text, coloured as its token is. Its whitespace stays whitespace; the style shows a mark over it.
 * @param {Stretch} stretch
 * @param {number} place
 * @param {string[]} characters
 */
function stretchNode({ start, end, tokens }, place, characters) {
  const parts = shorten(characters.slice(start, end).join("")).split(/([ \n\t\r])/);
  const name = tokens.length === 0 ? "lp-dropped" : tokens[0] % 2 === 0 ? "lp-stretch lp-even" : "lp-stretch";
  return element(
    "span",
    { class: name, "data-stretch": place },
    parts.map((part, at) => (at % 2 ? element("span", { class: "lp-space", "data-mark": visible(part) }, part) : part)),
  );
}

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
    const item = element(
      "span",
      {
        class: `lp-token${whole === null ? " lp-part" : ""}${index % 2 === 0 ? " lp-even" : ""}`,
        role: "option",
        tabindex: -1,
        "data-index": index,
        "aria-selected": "false",
      },
      element("span", { class: "lp-unseen" }, spokenPiece(piece)),
      element("span", { class: "lp-shown", "aria-hidden": true }, chip(piece)),
      element("span", { class: "lp-id" }, id),
    );
    return whole?.endsWith("\n") ? [item, element("span", { class: "lp-break" })] : [item];
  });
}

/**
 * @param {Encoding} encoding
 * @param {string[]} characters
 */
function summary(encoding, characters) {
  const bytes = new TextEncoder().encode(encoding.text).length;
  const figure = (/** @type {number} */ n, /** @type {string} */ noun) =>
    element("span", {}, element("b", {}, count(n)), ` ${noun}${n === 1 ? "" : "s"}`);
  return [
    figure(encoding.ids.length, "token"),
    figure(characters.length, "character"),
    figure(bytes, "byte"),
    element("span", {}, element("b", {}, (characters.length / encoding.ids.length).toFixed(2)), " characters a token"),
  ];
}

/**
 * @param {Encoding} encoding
 * @param {number} index
 * @param {string[]} characters
 */
function facts(encoding, index, characters) {
  const span = encoding.spans[index];
  const part = pieceText(encoding.pieces[index]) === null && span;
  return element(
    "span",
    { class: "lp-meta" },
    element("span", {}, "id ", element("b", {}, encoding.ids[index])),
    element("span", {}, "bytes ", element("b", {}, hexBytes(encoding.pieces[index]))),
    span && element("span", {}, "characters ", element("b", {}, `${span[0]}–${span[1]}`)),
    part &&
      element(
        "span",
        {},
        "a part of “",
        characters.slice(...part).join(""),
        "”",
        whichBytes(encoding, index, characters),
      ),
  );
}

/**
 * Which bytes of a character a token is, where it is not all of them: ": byte 2 of the 3 of ☕".
 * @param {Encoding} encoding
 * @param {number} index
 * @param {string[]} characters
 */
function whichBytes({ pieces, spans }, index, characters) {
  let first = index;
  while (first > 0 && spans[first - 1][1] > spans[first][0]) first--; // the tokens before that share a character
  let from = pieces.slice(first, index).join("").length / 2;
  let to = from + pieces[index].length / 2;
  const shared = characters.slice(spans[first][0], spans[index][1]);
  const bytes = [...new TextEncoder().encode(shared.join(""))].map((byte) => byte.toString(16).padStart(2, "0"));
  if (bytes.slice(from, to).join("") !== pieces[index]) return ""; // the tokenizer has rewritten the text
  const found = [];
  for (const character of shared) {
    const size = new TextEncoder().encode(character).length;
    const [low, high] = [Math.max(from, 0) + 1, Math.min(to, size)];
    if (low <= high && high - low + 1 < size) {
      found.push(`${low === high ? `byte ${low}` : `bytes ${low}–${high}`} of the ${size} of ${character}`);
    }
    [from, to] = [from - size, to - size];
  }
  return `: ${found.join(", ")}`;
}

/**
 * @param {Encoding} encoding
 * @param {number} limit
 */
function tokenTable(encoding, limit) {
  const rows = encoding.ids
    .slice(0, limit)
    .map((id, index) =>
      row(index + 1, [
        chip(encoding.pieces[index]),
        id,
        hexBytes(encoding.pieces[index]),
        encoding.spans[index]?.join("–"),
      ]),
    );
  const rest = encoding.ids.length - rows.length;
  if (rest > 0) rows.push(row("…", [`${plural(rest, { one: "more token", other: "more tokens" })}`, "", "", ""]));
  return table("Tokens", ["Number", "Token", "Id", "Bytes", "Characters"], rows);
}
