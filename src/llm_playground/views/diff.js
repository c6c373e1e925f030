// Two runs side by side: what was set differently, and both texts aligned; a token pointed at is told of in either.

import { flow } from "./kit/diff/flow.js";
import { pairStory, pairTable, partingTold, settingsTable } from "./kit/diff/story.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { pressing, roving } from "./kit/keys.js";
import { unfold } from "./kit/tables.js";
import { whyPlace } from "./kit/told/why.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").TraceDiff} TraceDiff */
/** @typedef {{ a: number | null, b: number | null }} Place  a token of A, of B, or one of each that stand side by side */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {TraceDiff | null} */
    let diff = null;
    let at = -1; // the difference that was gone to last
    const empty = element("p", { class: "lp-state" }, words.diff.empty);
    const settings = element("section", { class: "lp-diff-settings" });
    const told = element("p", { class: "lp-diff-told" });
    const bar = element(
      "div",
      { class: "lp-diff-bar" },
      [-1, 1].map((way) =>
        element(
          "button",
          { type: "button", class: "lp-button", onclick: () => go(way) },
          way < 0 ? words.diff.previous : words.diff.next,
        ),
      ),
      element("small", {}, words.diff.keys),
    );
    const text = element("div", { class: "lp-text lp-diff-text", role: "listbox", "aria-label": words.diff.list });
    const why = whyPlace(words.diff.pointed, "lp-diff-why");
    const list = unfold(words.diff.asTable, () => (diff ? pairTable(diff) : element("p")));
    const body = element(
      "div",
      {},
      settings,
      told,
      bar,
      element("div", { class: "lp-diff-story lp-with-why" }, text, why),
      list,
    );
    const undress = dress(el, "lp-diff", empty, body);
    roving(text, '[role="option"]');
    for (const name of ["pointerover", "focusin"]) text.addEventListener(name, (event) => point(placeOf(event)));
    text.addEventListener("pointerleave", () => point(null));
    pressing(text, '[role="option"]', (token) => {
      const place = placeAt(token);
      model.set("selected", same(place, selected()) ? null : place);
      model.save_changes();
    });
    text.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !"np".includes(event.key)) return;
      go(event.key === "n" ? 1 : -1);
    });

    /** @returns {Place | null} */
    const selected = () => model.get("selected") ?? null;
    const tokens = () => /** @type {HTMLElement[]} */ ([...text.querySelectorAll('[role="option"]')]);

    /** To the next place where the texts differ, or the one before. @param {number} way */
    function go(way) {
      const frames = text.querySelectorAll(".lp-parted");
      at = Math.min(Math.max(at + way, 0), frames.length - 1);
      const token = /** @type {HTMLElement | null} */ (frames[at]?.querySelector('[role="option"]'));
      token?.focus();
      token?.scrollIntoView({ block: "nearest" });
    }

    /** Tell of a token; of the one that is kept, where none is pointed at. @param {Place | null} place */
    function point(place) {
      const now = place ?? selected() ?? start();
      fill(why, diff && now && pairStory(diff, now, same(now, selected())));
      for (const token of tokens()) token.classList.toggle("lp-here", now !== null && same(placeAt(token), now));
    }

    /** Where to begin: the place where they part. @returns {Place | null} */
    function start() {
      const parting = diff?.parting;
      return parting ? { a: parting.a, b: parting.b } : null;
    }

    function draw() {
      diff = /** @type {TraceDiff | null} */ (model.get("diff") ?? null);
      empty.hidden = diff !== null;
      body.hidden = diff === null;
      if (diff === null) return;
      at = -1;
      const differ = diff.stretches.some(({ is_same }) => !is_same);
      fill(settings, settingsTable(diff));
      fill(told, partingTold(diff));
      fill(text, flow(diff));
      bar.hidden = !differ;
      list.hidden = diff.pairs.length === 0;
      list.removeAttribute("open");
      tokens()[0]?.setAttribute("tabindex", "0");
      mark();
    }

    function mark() {
      const kept = selected();
      for (const token of tokens()) token.setAttribute("aria-selected", String(same(placeAt(token), kept)));
      point(null);
    }

    const unwatch = [watch(model, ["diff"], draw), watch(model, ["selected"], mark)];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/** @param {Place | null} one @param {Place | null} other */
function same(one, other) {
  return one?.a === other?.a && one?.b === other?.b;
}

/** @param {Event} event @returns {Place | null} */
function placeOf(event) {
  const token = /** @type {Element} */ (event.target).closest('[role="option"]');
  return token && placeAt(token);
}

/** @param {Element} token @returns {Place} */
function placeAt(token) {
  const [a, b] = ["data-a", "data-b"].map((name) => token.getAttribute(name)).map((at) => (at === null ? null : +at));
  return { a, b };
}
