// A long text in chunks of so many tokens: how many there are, what they would cost, where each begins and ends.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count, exact } from "./kit/numbers.js";
import { chip, visible } from "./kit/pieces.js";
import { row, table } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Chunk} Chunk */

const PAGE = 100; // chunks shown at once
const STRIPES = 200; // and stripes in the picture of all
const EDGE = 40; // characters shown of the beginning of a chunk, and of its end

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    let from = 0; // the first chunk shown
    /** @type {string[]} */
    let characters = []; // of the text: code points, which is what the chunks count
    const sentence = element("p", { class: "lp-sentence" });
    const price = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "number",
        min: 0,
        step: "any",
        inputmode: "decimal",
        class: "lp-field",
        oninput: setPrice,
      })
    );
    const cost = element("p", { class: "lp-cost-text", role: "status" });
    const strip = element("div", { class: "lp-stripes", "aria-hidden": true });
    const caption = element("figcaption");
    const figure = element("figure", {}, strip, caption);
    const where = element("span", { role: "status" });
    const back = element(
      "button",
      { type: "button", class: "lp-button", onclick: () => turn(from - PAGE) },
      words.chunks.previous,
    );
    const on = element(
      "button",
      { type: "button", class: "lp-button", onclick: () => turn(from + PAGE) },
      words.chunks.next,
    );
    const go = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "number",
        min: 1,
        step: 1,
        class: "lp-field",
        onchange: () => go.value && turn(Number(go.value) - 1),
      })
    );
    const pager = element("div", { class: "lp-pager" }, where, back, on, element("label", {}, words.chunks.goTo, go));
    const list = element("div");
    const content = [
      element("div", { class: "lp-price" }, element("label", {}, words.chunks.price, price), cost),
      figure,
      pager,
      list,
    ];
    const undress = dress(el, "lp-chunks", sentence, ...content);
    strip.addEventListener("click", (event) => {
      const first = /** @type {HTMLElement} */ (event.target).getAttribute("data-first");
      if (first !== null) turn(Number(first));
    });

    /** @returns {Chunk[]} */
    function chunks() {
      return model.get("chunks") ?? [];
    }

    function setPrice() {
      const value = price.valueAsNumber;
      model.set("price", Number.isFinite(value) && value >= 0 ? value : null);
      model.save_changes();
      drawCost();
    }

    function drawCost() {
      const value = /** @type {number | null} */ (model.get("price") ?? null);
      if (price.ownerDocument.activeElement !== price) price.value = value === null ? "" : String(value);
      fill(cost, value === null ? words.chunks.anyCurrency : costText(model.get("total") ?? 0, value));
    }

    /** To the page that holds this chunk. @param {number} index */
    function turn(index) {
      const last = Math.max(0, chunks().length - 1);
      from = Math.floor(Math.min(Math.max(index, 0), last) / PAGE) * PAGE;
      drawPage();
    }

    function drawPage() {
      const all = chunks();
      const shown = all.slice(from, from + PAGE);
      const until = from + shown.length;
      const several = all.length > PAGE;
      fill(where, several ? words.chunks.some(range(from, until), all.length) : words.chunks.all(all.length));
      /** @type {HTMLButtonElement} */ (back).disabled = from === 0;
      /** @type {HTMLButtonElement} */ (on).disabled = until >= all.length;
      for (const part of [back, on, go.parentElement]) part?.toggleAttribute("hidden", !several);
      go.max = String(all.length);
      go.value = "";
      for (const stripe of strip.children) {
        const first = Number(stripe.getAttribute("data-first"));
        stripe.classList.toggle(
          "lp-taken",
          several && first < until && Number(stripe.getAttribute("data-until")) > from,
        );
      }
      fill(
        list,
        table(
          words.chunks.list,
          words.chunks.columns,
          shown.map((chunk) => chunkRow(chunk, characters)),
          "lp-chunk-list",
        ),
      );
    }

    function drawText() {
      characters = [...(model.get("text") ?? "")];
      draw();
    }

    function draw() {
      const all = chunks();
      from = 0;
      for (const part of content) part.hidden = all.length === 0;
      fill(
        sentence,
        all.length === 0
          ? words.chunks.empty
          : summary(all, model.get("total") ?? 0, model.get("size") ?? 0, model.get("tokenizer") ?? ""),
      );
      const each = Math.ceil(all.length / STRIPES);
      fill(strip, stripes(all, each));
      fill(caption, words.chunks.caption(each, all.length > PAGE));
      figure.hidden = all.length < 2;
      drawCost();
      drawPage();
    }

    const unwatch = [
      watch(model, ["text"], drawText),
      watch(model, ["chunks", "tokenizer", "size", "total"], draw),
      watch(model, ["price"], drawCost),
    ];
    drawText();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * "254,310 tokens of tiny-gpt2: 497 chunks of at most 512 tokens."
 * @param {Chunk[]} chunks
 * @param {number} total
 * @param {number} size
 * @param {string} tokenizer
 */
function summary(chunks, total, size, tokenizer) {
  const last = chunks[chunks.length - 1].tokens;
  const odd = chunks.length > 1 && last < size ? last : null;
  return words.chunks.summary(total, tokenizer, chunks.length, size, odd, strong);
}

/** @param {string | number} text */
function strong(text) {
  return element("strong", {}, text);
}

/**
 * @param {number} total
 * @param {number} price
 */
function costText(total, price) {
  const cost = (total * price) / 1e6;
  const shown = Number(cost < 1000 ? cost.toPrecision(6) : cost.toFixed(2));
  const sign = Math.abs(shown - cost) <= 1e-12 * cost ? "=" : "≈";
  return [
    element("span", {}, words.chunks.costs(strong(exact(shown)))),
    element("small", {}, words.chunks.sum(total, exact(price), sign, exact(shown))),
  ];
}

/**
 * Counted from 1, both ends included: `first` to before `until`.
 * @param {number} first
 * @param {number} until
 */
function range(first, until) {
  if (until <= first) return words.chunks.none;
  return until === first + 1 ? count(until) : `${count(first + 1)}–${count(until)}`;
}

/**
 * All chunks as segments of the text, `each` chunks a stripe.
 * @param {Chunk[]} chunks
 * @param {number} each
 */
function stripes(chunks, each) {
  return Array.from({ length: each && Math.ceil(chunks.length / each) }, (_, index) => {
    const first = index * each;
    const until = Math.min(chunks.length, first + each);
    const node = element("span", {
      "data-first": first,
      "data-until": until,
      title: words.chunks.stripe(until - first, range(first, until)),
    });
    node.style.setProperty("--share", String(chunks[until - 1].end - chunks[first].start));
    return node;
  });
}

/**
 * @param {Chunk} chunk
 * @param {string[]} characters
 */
function chunkRow({ index, first, tokens, start, end }, characters) {
  const short = end - start <= EDGE;
  return row(count(index + 1), [
    range(first, first + tokens),
    range(start, end),
    edge(characters.slice(start, Math.min(end, start + EDGE)), "", short ? "" : "…"),
    short ? element("small", {}, words.chunks.short) : edge(characters.slice(end - EDGE, end), "…", ""),
  ]);
}

/**
 * Some characters of a text with their white space visible.
 * @param {string[]} characters
 * @param {string} before
 * @param {string} after
 */
function edge(characters, before, after) {
  return element("span", {}, before, element("bdi", {}, chip("", visible(characters.join("")))), after);
}
