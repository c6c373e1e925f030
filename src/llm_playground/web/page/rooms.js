// The rooms: the course, then those in the order of the path through a model. A room more is its file and its row here.

import { isAlone, server } from "./api.js";
import { needsServer } from "./needs-server.js";
import { words } from "./words.js";

/** @typedef {import("./types").Room} Room */

const ALONE = [words.tokenize, words.inside, words.generate, words.playground]; // what a page without a server can do

const learn = comingRoom(words.learn, () => import("./rooms/learn.js"));
const tokenize = comingRoom(words.tokenize, () => import("./rooms/tokenize.js"));
const inside = comingRoom(words.inside, () => import("./rooms/inside.js"));
const generate = comingRoom(words.generate, () => import("./rooms/generate.js"));
const playground = comingRoom(words.playground, () => import("./rooms/playground.js"));
const arena = comingRoom(words.arena, () => import("./rooms/arena.js"));
const surprise = comingRoom(words.surprise, () => import("./rooms/surprise.js"));
const guess = comingRoom(words.guess, () => import("./rooms/guess.js"));
const compare = comingRoom(words.compare, () => import("./rooms/compare.js"));
const diff = comingRoom(words.diff, () => import("./rooms/diff.js"));

/** @type {Record<string, Room>} */
export const ROOMS = { learn, tokenize, inside, generate, playground, arena, surprise, guess, compare, diff };

/** The room of a teacher; @type {Record<string, Room>} */
export const TEACHERS = {
  class: comingRoom(words.teaching, () => import("./rooms/class.js")),
};

/**
 * A room whose scripts are asked for when somebody enters it, since most visitors see one or two.
 * @param {{ title: string, lead: string }} told
 * @param {() => Promise<{ default: Pick<Room, "enter"> }>} load
 * @returns {Room}
 */
function comingRoom(told, load) {
  const { title, lead } = told;
  if (isAlone && !ALONE.some((room) => room === told))
    return { title, lead, enter: (context) => needsServer(context, told) };
  return {
    title,
    lead,
    enter(context) {
      let leave = () => {};
      let left = false;
      load().then(
        ({ default: room }) => {
          if (!left) leave = room.enter(context);
        },
        () => {
          // A browser may remember that a script could not be had, so only a new page asks for it again.
          server.addEventListener("back", () => left || location.reload(), { once: true });
          server.dispatchEvent(new Event("gone"));
        },
      );
      return () => {
        left = true;
        leave();
      };
    },
  };
}
