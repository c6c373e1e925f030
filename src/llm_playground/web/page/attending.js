// A class as a page hears of it: asked for every two seconds, and again when somebody comes back to the page.

import { askJson, Refused, server } from "./api.js";

/** @typedef {import("./types").ClassNews} ClassNews */

const EVERY = 2000; // milliseconds
const NAME = "class-name"; // under which this browser keeps the name that its person chose

/** Tells of every "change" of the news, and when this browser is "out" of the class. */
export const attending = new EventTarget();

/** @type {ClassNews | null} */
let latest = null;
let heard = "";

export const news = () => latest;

/** @param {ClassNews} told */
function hear(told) {
  const text = JSON.stringify(told);
  if (text === heard) return;
  [latest, heard] = [told, text];
  attending.dispatchEvent(new Event("change"));
}

/**
 * Ask for something, and hear what the class is like afterwards.
 * @param {string} what  an address below api/class/
 * @param {object} body
 */
export async function act(what, body) {
  hear(await askJson(`api/class/${what}`, body));
}

/** @param {string} name */
export async function callMe(name) {
  keepName(name);
  await act("name", { name });
}

/** Whether a room is locked for who sits here. @param {string} room */
export function isLocked(room) {
  return latest?.role === "pupil" && latest.locked.rooms.includes(room);
}

async function ask() {
  const told = /** @type {ClassNews} */ (await askJson("api/class"));
  // A server that was started anew knows nobody's name.
  const name = told.name === null ? keptName() : "";
  hear(name ? await askJson("api/class/name", { name }) : told);
}

/** Begin to listen; returns when the first news is there, or there is none to be had. */
export async function attend() {
  let wake = () => {};
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  server.addEventListener("back", () => wake());

  async function goOn() {
    while (true) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, EVERY);
        wake = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      });
      if (!(await once())) return;
    }
  }
  if (await once()) goOn();
}

/** @returns {Promise<boolean>} whether to ask again */
async function once() {
  try {
    await ask();
  } catch (error) {
    if (error instanceof Refused && error.code === "not_in_class") {
      attending.dispatchEvent(new Event("out"));
      return false;
    }
  }
  return true;
}

function keptName() {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} name */
function keepName(name) {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // Storage is forbidden here: the name lasts as long as the server.
  }
}
