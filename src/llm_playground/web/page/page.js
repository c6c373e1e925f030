// The page: which room is shown, the theme, and what to say while the server is away.

import { element, fill } from "../../views/kit/dom.js";
import { askJson, server } from "./api.js";
import compare from "./rooms/compare.js";
import generate from "./rooms/generate.js";
import inside from "./rooms/inside.js";
import playground from "./rooms/playground.js";
import start from "./rooms/start.js";
import tokenize from "./rooms/tokenize.js";

/** @typedef {import("./types").Catalog} Catalog */
/** @typedef {import("./types").Room} Room */

/** @type {Record<string, Room>} */
const ROOMS = { "": start, playground, tokenize, inside, generate, compare };

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const nav = /** @type {HTMLElement} */ (document.getElementById("rooms"));
const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
const announcer = /** @type {HTMLElement} */ (document.getElementById("announcer"));

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
  const name = location.hash.replace(/^#\/?/, "").split("?")[0];
  const known = name in ROOMS ? name : "";
  leave();
  const room = ROOMS[known];
  document.title = known === "" ? "LLM Playground" : `${room.title} · LLM Playground`;
  for (const link of nav.querySelectorAll("a")) {
    if (link.dataset.room === known) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const el = element("div", { class: `room room-${known || "start"}` });
  fill(main, el);
  leave = room.enter({ el, catalog, announce });
  if (!moved) return;
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
  announce(room.title);
}

function drawNav() {
  const rooms = Object.entries(ROOMS).filter(([name]) => name !== "");
  fill(
    nav,
    rooms.map(([name, room]) => element("a", { href: `#/${name}`, "data-room": name }, room.title)),
  );
}

// Theme ---------------------------------------------------------------------------------------------------------------

const THEMES = ["auto", "light", "dark"];
const themeButton = /** @type {HTMLElement} */ (document.getElementById("theme"));

function drawTheme() {
  const theme = document.documentElement.dataset.theme ?? "auto";
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  const sign = { auto: "◐", light: "☀", dark: "☾" }[theme];
  fill(
    themeButton,
    element("span", { "aria-hidden": true, class: "sign" }, sign),
    element("span", { class: "theme-name" }, `Theme: ${theme}`),
  );
  themeButton.title = `Switch to ${next}`;
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
  fill(
    banner,
    element("b", {}, "The server is gone. "),
    "Start it again with ",
    element("code", {}, "llm-playground"),
    ". What is on this page stays, and it goes on by itself when the server is back.",
  );
  while (away) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    away = !(await askJson("api/catalog").then(
      () => true,
      () => false,
    ));
  }
  fill(banner, element("b", {}, "The server is back. "), "You can go on.");
  banner.className = "banner back";
  server.dispatchEvent(new Event("back"));
  setTimeout(() => {
    banner.hidden = !away;
  }, 4000);
}

async function begin() {
  drawTheme();
  drawNav();
  // The address holds the room, so the link to the content moves the focus itself.
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  server.addEventListener("gone", waitForServer);
  /** @type {Catalog} */
  const catalog = await askJson("api/catalog").catch(async () => {
    await new Promise((resolve) => server.addEventListener("back", resolve, { once: true }));
    return askJson("api/catalog");
  });
  enter(catalog, false);
  window.addEventListener("hashchange", () => enter(catalog));
}

begin();
