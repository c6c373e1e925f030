// A class as a page hears of it: asked for every two seconds, and again when somebody comes back to the page.

import { askAtOnce, askJson, Refused, server } from "./api.js";

/** @typedef {import("./types").ClassNews} ClassNews */

const EVERY = 2000; // milliseconds
const NAME = "class-name"; // under which this browser keeps the name that its person chose

/** Tells of every "change" of the news, and when this browser is "out" of the class. */
export const attending = new EventTarget();

/** @type {ClassNews | null} */
let latest = null;
let heard = "";
let asked = 0; // requests so far
let newest = 0; // which of them the latest news answers

export const news = () => latest;

/**
 * Ask, and hear the answer, unless one to a later question was there first.
 * @param {string} path
 * @param {object | null} [body]
 * @returns {Promise<ClassNews>}
 */
async function hear(path, body = null) {
  asked += 1;
  const own = asked;
  const told = /** @type {ClassNews} */ (await askAtOnce(path, body));
  const text = JSON.stringify(told);
  if (own < newest) return told;
  newest = own;
  if (text === heard) return told;
  [latest, heard] = [told, text];
  attending.dispatchEvent(new Event("change"));
  return told;
}

/**
 * Ask for something, and hear what the class is like afterwards.
 * @param {string} what  an address below api/class/
 * @param {object} body
 */
export async function act(what, body) {
  await hear(`api/class/${what}`, body);
}

/** End the class. There is no news of it any more. */
export async function end() {
  await askJson("api/class/end", {});
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
  const told = await hear("api/class");
  // A server that was started anew knows nobody's name.
  const name = told.name === null ? keptName() : "";
  if (name) await act("name", { name });
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
