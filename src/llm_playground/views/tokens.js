// A text cut into tokens: the text itself, and below it one chip a token, with its id. Pointing at a place in one of
// them marks it in the other, and tells bytes and characters.

import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { choosing } from "./kit/keys.js";
import { chip, hexByte, hexBytes, pieceText, shorten, spokenPiece, visible } from "./kit/pieces.js";
import { stretchesOf } from "./kit/stretches.js";
import { row, table, unfold } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Encoding} Encoding */
/** @typedef {import("./kit/stretches.js").Stretch} Stretch */

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
      "aria-label": words.tokens.text,
    });
    const chips = element("div", {
      class: "lp-tokens",
      role: "listbox",
      "aria-label": words.tokens.list,
      "aria-orientation": "horizontal",
    });
    const more = element("button", { type: "button", class: "lp-button", onclick: showMore });
    const detail = element("p", { class: "lp-detail" });
    const list = unfold(words.tokens.asTable, () => tokenTable(read(), shown));
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
      fill(more, words.tokens.more(left));
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
        fill(detail, encoding.ids.length > 0 && words.tokens.hint);
        return;
      }
      const places = [...source.children].filter((_, place) => stretches[place].tokens.includes(index));
      light(places);
      scrollInside(source, /** @type {HTMLElement | undefined} */ (places[0]));
      fill(
        detail,
        element("strong", {}, words.tokens.place(index + 1, encoding.ids.length)),
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
        tokens.length === 0
          ? words.tokens.dropped(text)
          : words.tokens.needs(
              text,
              tokens.length,
              tokens.flatMap((index) => [chip(read().pieces[index]), " "]),
            ),
      );
    }

    function draw() {
      const encoding = read();
      shown = PAGE;
      characters = [...encoding.text];
      fill(figures, encoding.ids.length === 0 ? words.tokens.empty : summary(encoding, characters));
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
  const token = termOf("token");
  const byte = termOf("byte");
  return words.tokens
    .figures(encoding.ids.length, characters.length, bytes, bold, token, byte)
    .map((parts) => element("span", {}, parts));
}

/**
 * @param {Encoding} encoding
 * @param {number} index
 * @param {string[]} characters
 */
function facts(encoding, index, characters) {
  const span = encoding.spans[index];
  const part = pieceText(encoding.pieces[index]) === null && span;
  const told = [
    words.tokens.id(bold(encoding.ids[index])),
    words.tokens.bytes(bold(hexBytes(encoding.pieces[index]))),
    span && words.tokens.characters(bold(`${span[0]}–${span[1]}`)),
    part && words.tokens.partOf(characters.slice(...part).join(""), whichBytes(encoding, index, characters)),
  ];
  return element(
    "span",
    { class: "lp-meta" },
    told.filter(Boolean).map((parts) => element("span", {}, parts)),
  );
}

/**
 * Which bytes of a character a token is, where it is not all of them: "byte 2 of the 3 of ☕".
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
  const bytes = [...new TextEncoder().encode(shared.join(""))].map(hexByte);
  if (bytes.slice(from, to).join("") !== pieces[index]) return []; // the tokenizer has rewritten the text
  const found = [];
  for (const character of shared) {
    const size = new TextEncoder().encode(character).length;
    const [low, high] = [Math.max(from, 0) + 1, Math.min(to, size)];
    if (low <= high && high - low + 1 < size) {
      found.push(words.tokens.someBytes(low, high, size, character));
    }
    [from, to] = [from - size, to - size];
  }
  return found;
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
  if (rest > 0) rows.push(row("…", [words.tokens.rest(rest), "", "", ""]));
  const [number, token, id, bytes, characters] = words.tokens.columns;
  return table(words.tokens.list, [number, term("token", token), id, term("byte", bytes), characters], rows);
}
