// Learn: the lessons of the course in short steps. A step is a link; what has been read is kept in the browser.

import { element, fill } from "../../../views/kit/dom.js";
import { askJson, Refused, server } from "../api.js";
import { notices } from "../desk.js";
import { words } from "../words.js";
import { showLesson } from "./learn/lesson.js";
import { overview } from "./learn/overview.js";

/** @typedef {import("../types").ListedLesson} ListedLesson */
/** @typedef {import("../types").LessonText} LessonText */

/** @type {Promise<ListedLesson[]> | null} */
let list = null;
/** @type {Map<string, Promise<LessonText>>} */
const texts = new Map();

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, announce }) {
    const link = new URLSearchParams(location.hash.split("?")[1] ?? "");
    let left = false;

    async function draw() {
      try {
        const lessons = await all();
        const asked = link.get("lesson");
        if (asked === null) return left || fill(el, overview(lessons, draw));
        const lesson = lessons.find(({ name }) => name === asked) ?? lessons[0];
        const { at, notice } = placeOf(lesson, asked, link.get("step"));
        const text = await whole(lesson.name);
        if (left) return;
        fill(el, notices({ notices: notice }).node, showLesson({ lessons, lesson, text, at, announce }));
        el.querySelector(".steps [aria-current]")?.scrollIntoView({ block: "nearest" });
        window.scrollTo(0, 0); // only the column of the steps was to scroll
      } catch (error) {
        if (left) return;
        const reason = error instanceof Refused ? error.message : words.serverGone;
        fill(el, element("p", { class: "problem", role: "alert" }, reason));
      }
    }

    server.addEventListener("back", draw);
    draw();
    return () => {
      left = true;
      server.removeEventListener("back", draw);
    };
  },
};

/**
 * Which step of a lesson a link means, from 0; of one that does not exist the first, and a sentence says so.
 * @param {ListedLesson} lesson
 * @param {string} asked  the name in the link
 * @param {string | null} step
 */
function placeOf(lesson, asked, step) {
  if (lesson.name !== asked) return { at: 0, notice: [words.learn.noLesson(asked, lesson.title)] };
  if (step === null) return { at: 0, notice: [] };
  const count = lesson.steps.length;
  const at = /^\d+$/.test(step) ? Number(step) - 1 : -1;
  if (at >= 0 && at < count) return { at, notice: [] };
  return { at: 0, notice: [words.learn.noStep(step, lesson.title, count)] };
}

/** The list of the lessons, asked for once. */
function all() {
  list ??= askJson("api/lessons").then(({ lessons }) => lessons);
  list.catch(() => {
    list = null;
  });
  return list;
}

/**
 * A lesson, asked for once.
 * @param {string} name
 */
function whole(name) {
  const known = texts.get(name) ?? askJson(`api/lessons/${name}`);
  texts.set(name, known);
  known.catch(() => texts.delete(name));
  return known;
}
