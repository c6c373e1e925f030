// One token: its bytes and characters, the merges that built it, its neighbours; and a search for another.

import { dress, element, fill, watch } from "./kit/dom.js";
import { roving } from "./kit/keys.js";
import { partTable, partTree } from "./kit/merge_tree.js";
import { count } from "./kit/numbers.js";
import { chip, hexByte, hexBytes, pieceText, spokenPiece } from "./kit/pieces.js";
import { unfold } from "./kit/tables.js";
import { term, termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").TokenCard} TokenCard */
/** @typedef {import("./types").VocabularyEntry} VocabularyEntry */
/** @typedef {import("./types").VocabularySearch} VocabularySearch */
/** @typedef {import("./kit/dom.js").Child} Child */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const WAIT = 150; // ms without a key before a search is asked for
    let timer = 0;
    const field = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "search",
        class: "lp-field",
        spellcheck: "false",
        autocomplete: "off",
        oninput: askSoon,
        onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && ask(),
      })
    );
    const found = element("p", { class: "lp-state", role: "status" });
    const results = element("div", { class: "lp-entries", role: "group", "aria-label": words.token.results });
    const empty = element("p", { class: "lp-state" }, words.token.empty);
    const big = element("div", { class: "lp-big", role: "status" });
    const about = element("div");
    const treeText = element("p", { class: "lp-hint" });
    const tree = element("ul", { class: "lp-built", "aria-label": words.token.parts });
    const treeList = unfold(words.token.partsAsTable, () => partTable(model.get("card").tree));
    const neighbours = element("div", { class: "lp-entries", role: "group", "aria-label": words.token.neighbours });
    const body = element(
      "div",
      { class: "lp-card" },
      big,
      about,
      element("h3", {}, words.token.built),
      treeText,
      tree,
      treeList,
      element("h3", {}, words.token.neighboursHead),
      neighbours,
    );
    const undress = dress(
      el,
      "lp-card-view",
      element("div", { role: "search" }, element("label", {}, words.token.label, field), found, results),
      empty,
      body,
    );
    for (const part of [results, tree, neighbours]) {
      roving(part, "button");
      part.addEventListener("click", want);
    }

    /** @param {Event} event */
    function want(event) {
      const item = /** @type {HTMLElement} */ (event.target).closest("[data-id]");
      const id = Number(item?.getAttribute("data-id"));
      if (!item || id === model.get("card")?.id) return;
      model.set("wanted", id);
      model.save_changes();
    }

    function askSoon() {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    }

    function ask() {
      clearTimeout(timer);
      if (field.value === (model.get("query") ?? "")) return;
      model.set("query", field.value);
      model.save_changes();
    }

    function drawSearch() {
      const query = model.get("query") ?? "";
      const search = /** @type {VocabularySearch | null} */ (model.get("search") ?? null);
      const late = query !== "" && search?.query.trim() !== query.trim();
      if (field.ownerDocument.activeElement !== field) field.value = query;
      fill(found, search ? foundText(search) : late ? words.token.searching : words.token.prompt);
      fill(results, search?.matches.map((match) => entry(match, false)) ?? []);
      results.setAttribute("aria-busy", String(late));
      results.hidden = !search?.matches.length;
      results.firstElementChild?.setAttribute("tabindex", "0");
      markResults();
    }

    function markResults() {
      const id = String(model.get("card")?.id);
      for (const item of results.children)
        item.setAttribute("aria-current", String(item.getAttribute("data-id") === id));
    }

    function drawCard() {
      const card = /** @type {TokenCard | null} */ (model.get("card") ?? null);
      empty.hidden = card !== null;
      body.hidden = card === null;
      markResults();
      if (card === null) return;
      const active = el.ownerDocument.activeElement;
      const focused = [tree, neighbours].find((part) => part.contains(active));
      fill(big, chip(card.piece));
      fill(about, facts(card), spelling(card.piece));
      fill(treeText, treeSentence(card));
      fill(tree, card.tree.length > 1 && partTree(card.tree));
      tree.hidden = treeList.hidden = card.tree.length < 2;
      /** @type {HTMLDetailsElement} */ (treeList).open = false;
      fill(
        neighbours,
        around(card).map((other) => entry(other, other.id === card.id)),
      );
      const stop = focused && (focused.querySelector('[tabindex="0"]') ?? neighbours.querySelector('[tabindex="0"]'));
      /** @type {HTMLElement | null | undefined} */ (stop)?.focus();
      // Answered; the same token may be wanted again when another has been shown.
      if (model.get("wanted") !== card.id) return;
      model.set("wanted", null);
      model.save_changes();
    }

    const unwatch = [watch(model, ["card"], drawCard), watch(model, ["search", "query"], drawSearch)];
    drawSearch();
    drawCard();
    return () => {
      clearTimeout(timer);
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/** @param {VocabularySearch} search */
function foundText({ query, matches, total }) {
  return total === 0 ? words.token.nothing(query) : words.token.found(matches.length, total);
}

/** @param {string} text */
function hexOf(text) {
  return Array.from(new TextEncoder().encode(text), hexByte).join("");
}

/**
 * A token that can be chosen.
 * @param {VocabularyEntry} entry
 * @param {boolean} current  it is the one shown
 */
function entry({ id, piece }, current) {
  return element(
    "button",
    { type: "button", class: "lp-entry", "data-id": id, tabindex: current ? 0 : -1, "aria-current": String(current) },
    element("span", { class: "lp-shown", "aria-hidden": true }, chip(piece)),
    element(
      "span",
      { class: "lp-id" },
      element("span", { class: "lp-unseen" }, words.token.beforeId(spokenPiece(piece))),
      count(id),
    ),
  );
}

/** @param {TokenCard} card */
function facts({ tokenizer, id, piece, is_special, vocab_size, rank }) {
  const text = pieceText(piece);
  const fact = (/** @type {Child} */ name, /** @type {Child} */ value, /** @type {string} */ note = "") =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value, note && element("small", {}, note)));
  return element(
    "dl",
    { class: "lp-facts" },
    fact(words.token.tokenizer, tokenizer),
    fact(words.token.id, count(id), words.token.ofAll(vocab_size)),
    fact(words.token.kind, is_special ? term("special_token", words.token.special) : words.token.ordinary),
    fact(term("byte", words.token.bytes), count(piece.length / 2)),
    fact(words.token.characters, text === null ? words.token.noWhole : count([...text].length)),
    rank !== null && fact(term("merge", words.token.learnedBy), words.token.merge(rank), words.token.earlier),
  );
}

/**
 * The characters of a token with their code points, each above its bytes; or its bytes alone.
 * @param {string} piece
 */
function spelling(piece) {
  const MOST = 32; // boxes
  const text = pieceText(piece);
  const parts = text === null ? (piece.match(/../g) ?? []) : Array.from(text, hexOf);
  const rest = parts.length - MOST;
  const boxes = parts
    .slice(0, MOST)
    .map((hex) =>
      element(
        "li",
        {},
        text === null && !/^([2-6].|7[^f])$/.test(hex) ? "–" : chip(hex),
        text !== null && element("span", { class: "lp-id" }, codePoint(hex)),
        element("b", {}, hexBytes(hex)),
      ),
    );
  return element(
    "figure",
    {},
    element(
      "ol",
      { class: "lp-spelled", "aria-label": text === null ? words.token.bytes : words.token.spelled },
      boxes,
    ),
    element(
      "figcaption",
      {},
      rest > 0 && (text === null ? words.token.moreBytes(rest) : words.token.moreCharacters(rest)),
      text === null ? words.token.boxesOfBytes : boxesOfCharacters(),
    ),
  );
}

function boxesOfCharacters() {
  return words.token.boxesOfCharacters(termOf("code_point"), termOf("utf_8"));
}

/** @param {string} hex */
function codePoint(hex) {
  return `U+${pieceText(hex)?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** @param {TokenCard} card */
function treeSentence({ is_special, piece, tree }) {
  if (tree.length > 1) return words.token.readTree(termOf("merge_rank"));
  if (is_special) return words.token.isSpecial;
  return piece.length === 2 ? words.token.isByte : words.token.noMerge;
}

/** @param {TokenCard} card */
function around({ id, piece, neighbours }) {
  return [...neighbours.filter((other) => other.id !== id), { id, piece }].sort((a, b) => a.id - b.id);
}
