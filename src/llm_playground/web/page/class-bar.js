// The bar of a class below the header: who one is, what the teacher shows, and for a teacher the button that shows it.

import { element, fill } from "../../views/kit/dom.js";
import { act, attending, callMe, news } from "./attending.js";
import { ROOMS } from "./rooms.js";
import { words } from "./words.js";

/** @typedef {import("./types").ClassNews} ClassNews */

const said = words.attending;
const LONGEST_PROMPT = 60; // characters that a notice quotes
const SEEN = "class-seen"; // under which this tab keeps which look was answered last

/**
 * @param {HTMLElement} bar
 * @param {(text: string) => void} announce
 */
export function classBar(bar, announce) {
  const own = element("div", { class: "class-own" });
  const look = element("div", { class: "class-look" });
  const problem = element("span", { class: "class-problem", role: "alert" });
  const closing = element("p", { class: "class-closing", role: "status" });
  bar.setAttribute("aria-label", said.title);
  /** What this page was before its person looked; @type {{ hash: string, kept: [string, string][] } | null} */
  let before = null;
  let shown = "";
  let drawn = "";
  let naming = false;

  /**
   * Do what a button is for, or say why it was not done.
   * @param {() => Promise<void>} does
   */
  async function attempt(does) {
    fill(problem);
    try {
      await does();
    } catch (error) {
      fill(problem, /** @type {Error} */ (error).message);
    }
  }

  /** @param {ClassNews} told */
  function drawOwn({ role, name, number }) {
    const state = JSON.stringify([role, name, number]);
    if (naming || state === drawn) return; // a button that somebody is about to press stays
    drawn = state;
    if (role === "teacher") fill(own, element("a", { href: "#/class" }, words.teaching.title), showButton());
    else fill(own, button(said.you(name, number), rename, said.rename));
  }

  function showButton() {
    const node = button(words.teaching.show, () =>
      attempt(async () => {
        await act("look", { link: location.hash.startsWith("#/") ? location.hash : "#/" });
        announce(words.teaching.shown);
      }),
    );
    node.classList.add("class-show");
    return node;
  }

  function rename() {
    naming = true;
    drawn = "";
    const field = /** @type {HTMLInputElement} */ (
      element("input", { type: "text", id: "class-name", maxlength: 40, autocomplete: "off" })
    );
    field.value = news()?.name ?? "";
    const form = element(
      "form",
      {
        onsubmit: async (/** @type {Event} */ event) => {
          event.preventDefault();
          await attempt(() => callMe(field.value));
          naming = false;
          redraw();
          own.querySelector("button")?.focus();
        },
      },
      element("label", { for: "class-name" }, said.nameField),
      field,
      element("button", { type: "submit", class: "quiet small" }, said.keepName),
    );
    fill(own, form);
    field.focus();
  }

  /** @param {ClassNews} told */
  function drawLook({ role, look: wanted }) {
    const isNew = wanted !== null && wanted.number > seen();
    const state = JSON.stringify([wanted, isNew, before]);
    if (role === "teacher" || state === shown) return;
    shown = state;
    if (isNew) {
      const sentence = describe(wanted.link, said.looks);
      fill(
        look,
        element("span", {}, sentence),
        button(said.look, () => take(wanted)),
        button(said.later, () => put(wanted.number)),
      );
      look.classList.add("new");
      announce(sentence);
      return;
    }
    look.classList.remove("new");
    fill(
      look,
      before && button(said.goBack, goBack),
      wanted && location.hash !== wanted.link && button(said.showAgain, () => take(wanted)),
    );
  }

  /** @param {NonNullable<ClassNews["look"]>} wanted */
  function take(wanted) {
    before ??= { hash: location.hash, kept: kept() };
    put(wanted.number);
    location.hash = wanted.link;
  }

  /** What its person had typed and set is put back, a text too that is too long for the address. */
  function goBack() {
    const was = before;
    before = null;
    if (!was) return;
    for (const [name] of kept()) localStorage.removeItem(name);
    for (const [name, value] of was.kept) localStorage.setItem(name, value);
    location.hash = was.hash || "#/";
    redraw();
  }

  /** @param {number} number */
  function put(number) {
    try {
      sessionStorage.setItem(SEEN, String(number));
    } catch {
      // Storage is forbidden here: the notice comes again with the next page.
    }
    answered = number;
    redraw();
  }

  function redraw() {
    const told = news();
    if (!told) return;
    bar.hidden = false;
    drawOwn(told);
    drawLook(told);
    const soon = told.closing ? said.closing : "";
    if (closing.textContent !== soon) fill(closing, soon);
  }

  fill(bar, own, look, problem, closing);
  attending.addEventListener("change", redraw);
  addEventListener("hashchange", () => {
    shown = "";
    redraw();
  });
  attending.addEventListener("out", () => {
    bar.hidden = false;
    look.classList.add("new");
    fill(own);
    fill(problem);
    fill(look, element("span", { role: "alert" }, said.out), element("a", { href: "./" }, said.toTheDoor));
  });
}

let answered = 0;

function seen() {
  try {
    return Math.max(answered, Number(sessionStorage.getItem(SEEN) ?? 0));
  } catch {
    return answered;
  }
}

/**
 * What every room keeps of what is set.
 * @returns {[string, string][]}
 */
function kept() {
  try {
    return Object.entries(localStorage).filter(([name]) => name === "shared" || name.startsWith("room:"));
  } catch {
    return [];
  }
}

/**
 * What a link shows, as `say` puts it.
 * @param {string} link
 * @param {(room: string, prompt: string) => string} say
 */
export function describe(link, say) {
  const [path, query] = link.replace(/^#\//, "").split("?");
  const prompt = new URLSearchParams(query ?? "").get("prompt") ?? "";
  const room = Object.hasOwn(ROOMS, path) ? ROOMS[path].title : said.start;
  const letters = [...prompt];
  return say(room, letters.length > LONGEST_PROMPT ? `${letters.slice(0, LONGEST_PROMPT).join("")}…` : prompt);
}

/**
 * @param {string} text
 * @param {() => void} onclick
 * @param {string} [title]
 */
function button(text, onclick, title) {
  return element("button", { type: "button", class: "quiet small", onclick, title }, text);
}
