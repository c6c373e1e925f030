// The desk of a room: the text above, the settings in a column beside it, and the stage where the results stand.

import { element, fill } from "../../views/kit/dom.js";
import { words } from "./words.js";

/** @typedef {import("./form.js").Form} Form */

/**
 * @param {string} title
 * @param {string} lead
 * @param {...(HTMLElement | null)} more
 */
export function roomHead(title, lead, ...more) {
  return element("header", { class: "room-head" }, element("h1", {}, title), element("p", {}, lead), more);
}

/**
 * @param {import("../../views/kit/dom.js").Child} title
 * @param {...import("../../views/kit/dom.js").Child} children
 */
export function card(title, ...children) {
  return element("section", { class: "card" }, element("h2", {}, title), children);
}

/**
 * @typedef {object} Parts
 * @property {string} [title]  what the column holds, if not settings
 * @property {HTMLElement | null} [text]  the card of the text that everything is about
 * @property {HTMLElement[]} cards  the settings: a column on a wide screen, folded away on a narrow one
 * @property {() => import("../../views/kit/dom.js").Child | import("../../views/kit/dom.js").Child[]} [summary]  says what
 *   is set, in few words; without it the cards never fold
 * @property {HTMLElement | null} [action]  a button below the settings
 * @property {HTMLElement[]} stage
 */

/** @param {Parts} parts */
export function desk({ title = words.settings, text = null, cards, summary, action = null, stage }) {
  const folding = summary ? fold(title, summary, cards) : null;
  const column = element(
    "aside",
    { class: "controls", "aria-label": title },
    folding ? folding.node : element("div", { class: "cards" }, cards),
    action,
  );
  const node = element(
    "div",
    { class: text ? "desk" : "desk no-text" },
    text,
    column,
    element("div", { class: "stage" }, stage),
  );
  return { node, close: () => folding?.close(), tell: () => folding?.tell() };
}

/**
 * @param {string} title
 * @param {NonNullable<Parts["summary"]>} summary
 * @param {HTMLElement[]} cards
 */
function fold(title, summary, cards) {
  const line = element("span", { class: "set" });
  const node = /** @type {HTMLDetailsElement} */ (
    element(
      "details",
      { class: "settings" },
      element("summary", {}, element("b", {}, title), line),
      element("div", { class: "cards" }, cards),
    )
  );
  const wide = matchMedia("(min-width: 861px)");
  const adapt = () => {
    node.open = wide.matches;
  };
  const tell = () => fill(line, summary());
  wide.addEventListener("change", adapt);
  node.addEventListener("toggle", tell);
  node.addEventListener("change", tell);
  adapt();
  tell();
  return { node, tell, close: () => wide.removeEventListener("change", adapt) };
}

/**
 * What a link asked for and did not get, said above the desk until it is read.
 * @param {Pick<Form, "notices">} form
 */
export function notices(form) {
  const node = element("div", { class: "notices" });
  const draw = () =>
    fill(
      node,
      [...new Set(form.notices)].map((notice) =>
        element(
          "p",
          { class: "notice", role: "status" },
          element("span", {}, notice),
          element(
            "button",
            {
              type: "button",
              class: "quiet small",
              onclick: () => {
                form.notices = form.notices.filter((other) => other !== notice);
                draw();
              },
            },
            words.understood,
          ),
        ),
      ),
    );
  draw();
  return { node, draw };
}

/**
 * Mark what was made with other settings than those that are set now.
 * @param {HTMLElement} node
 */
export function staleness(node) {
  const note = element("p", { class: "stale-note", role: "status", hidden: true }, words.stale);
  node.prepend(note);
  /** @param {boolean} stale */
  return (stale) => {
    node.classList.toggle("stale", stale);
    note.hidden = !stale;
  };
}

/**
 * What a person unfolds beyond an edge of the column is brought into view, or a part of it.
 * @param {HTMLDetailsElement} details
 * @param {Element} [part]
 */
export function bringIntoView(details, part = details) {
  let open = details.open; // made open, it tells of that too, though nobody has unfolded it
  details.addEventListener("toggle", () => {
    if (details.open && !open) part.scrollIntoView({ block: "nearest" });
    open = details.open;
  });
}
