// The page: which room is shown, the theme, the language, and what to say while the server is away.

import { element, fill } from "../../views/kit/dom.js";
import { isThere, server } from "./api.js";
import { attend, attending, isLocked, news } from "./attending.js";
import { askCatalog } from "./catalog.js";
import { drawLanguages } from "./choose-language.js";
import { classBar } from "./class-bar.js";
import { roomOfAddress } from "./doors.js";
import { learnLabels } from "./labels.js";
import start from "./rooms/start.js";
import { ROOMS, TEACHERS } from "./rooms.js";
import { learnTraces, openDropped } from "./traces.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const [main, nav, banner, announcer, themeButton] = ["main", "rooms", "banner", "announcer", "theme"].map(find);

/** @param {string} text  for those who cannot see it */
function announce(text) {
  fill(announcer, text);
}

// Rooms ---------------------------------------------------------------------------------------------------------------

let leave = () => {};

/**
 * @param {Catalog} catalog
 * @param {boolean} [moved]  a person came here from another room
 */
function enter(catalog, moved = true) {
  const name = roomOfAddress();
  const rooms = roomsOf(catalog);
  const room = Object.hasOwn(rooms, name) ? rooms[name] : start;
  const known = room === start ? "" : name;
  leave();
  document.title = room === start ? words.name : words.pageTitle(room.title);
  for (const link of nav.querySelectorAll("a")) {
    link.removeAttribute("aria-current");
    if (link.dataset.room !== known) continue;
    link.setAttribute("aria-current", "page");
    link.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone the doors are a strip that scrolls
  }
  const el = element("div", { class: `room room-${known || "start"}` });
  if (name !== known) el.append(element("p", { class: "notice", role: "status" }, words.notices.room(name)));
  fill(main, el);
  locked = isLocked(name);
  leave = locked ? lockedRoom(el, room.title) : room.enter({ el, catalog, announce });
  if (!moved) return;
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
  announce(room.title);
}

/** Whether the room that was entered last is locked in a class. */
let locked = false;

/**
 * @param {HTMLElement} el
 * @param {string} title
 */
function lockedRoom(el, title) {
  el.append(element("p", { class: "waiting" }, words.attending.locked(title), " ", words.attending.lockedMeanwhile));
  return () => {};
}

/** A teacher's room is beside the others. @param {Catalog} catalog */
function roomsOf(catalog) {
  return catalog.class === "teacher" ? { ...ROOMS, ...TEACHERS } : ROOMS;
}

/**
 * A class is heard of before a room is entered, which may be locked.
 * @param {Catalog} catalog
 */
async function comeIn(catalog) {
  if (catalog.class === null) return;
  classBar(find("class"), announce);
  const drawLocks = () => {
    for (const link of nav.querySelectorAll("a")) link.classList.toggle("locked", isLocked(link.dataset.room ?? ""));
    if (isLocked(roomOfAddress()) !== locked) enter(catalog);
  };
  await attend();
  locked = isLocked(roomOfAddress());
  drawLocks();
  attending.addEventListener("change", drawLocks);
}

function drawFrame() {
  fill(
    nav,
    Object.entries(ROOMS).map(([name, room]) => element("a", { href: `#/${name}`, "data-room": name }, room.title)),
  );
  nav.setAttribute("aria-label", words.rooms);
  fill(find("skip"), words.skip);
  fill(find("brand-name"), words.name);
}

// Theme ---------------------------------------------------------------------------------------------------------------

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
const SIGNS = { auto: "◐", light: "☀", dark: "☾" };

function drawTheme() {
  const chosen = document.documentElement.dataset.theme;
  const theme = THEMES.find((each) => each === chosen) ?? "auto";
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  fill(
    themeButton,
    element("span", { "aria-hidden": true, class: "sign" }, SIGNS[theme]),
    element("span", { class: "theme-name" }, words.theme.is(theme)),
  );
  themeButton.title = words.theme.switchTo(next);
  themeButton.onclick = () => {
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Storage is forbidden here: the theme lasts until the page is left.
    }
    drawTheme();
  };
}

// The server goes and comes -------------------------------------------------------------------------------------------

let away = false;

/** Asks again every two seconds until the server answers. */
async function waitForServer() {
  if (away) return;
  away = true;
  banner.hidden = false;
  banner.className = "banner away";
  const what =
    news()?.role === "pupil"
      ? [words.gone.inClass]
      : [words.gone.before, element("code", {}, "llm-playground"), words.gone.after];
  fill(banner, element("b", {}, words.gone.title), " ", ...what);
  while (away) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    away = !(await isThere());
  }
  fill(banner, element("b", {}, words.back.title), " ", words.back.after);
  banner.className = "banner back";
  server.dispatchEvent(new Event("back"));
  setTimeout(() => {
    banner.hidden = !away;
  }, 4000);
}

async function begin() {
  drawTheme();
  drawLanguages(/** @type {HTMLSelectElement} */ (find("language")));
  drawFrame();
  // The address holds the room, so the link to the content moves the focus itself.
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  server.addEventListener("gone", waitForServer);
  const opened = location.hash;
  /** @type {Catalog} */
  const catalog = await askCatalog().catch(async () => {
    await new Promise((resolve) => server.addEventListener("back", resolve, { once: true }));
    return askCatalog();
  });
  learnLabels(catalog);
  learnTraces(catalog);
  await comeIn(catalog);
  openDropped();
  enter(catalog, location.hash !== opened); // a door may have been taken while the catalog was on its way
  window.addEventListener("hashchange", () => enter(catalog));
}

begin();
