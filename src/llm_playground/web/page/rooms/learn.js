// Learn: the lessons of the course in short steps, and the quiz before and after it. A step is a link; what has been read
// and answered is kept in the browser.

import { element, fill } from "../../../views/kit/dom.js";
import { askJson, Refused, server } from "../api.js";
import { notices } from "../desk.js";
import { words } from "../words.js";
import { showLesson } from "./learn/lesson.js";
import { overview } from "./learn/overview.js";
import { showQuiz } from "./learn/quiz.js";

/** @typedef {import("../types").ListedLesson} ListedLesson */
/** @typedef {import("../types").LessonText} LessonText */
/** @typedef {import("../types").Objective} Objective */

/** What the server told, by its address: none of it changes. @type {Map<string, Promise<any>>} */
const known = new Map();

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, announce }) {
    const link = new URLSearchParams(location.hash.split("?")[1] ?? "");
    let left = false;

    async function draw() {
      try {
        const [lessons, objectives, solved] = await Promise.all([all(), objectivesOfQuiz(), solvedHere()]);
        if (link.has("quiz")) {
          const node = await showQuiz({ link, objectives, announce, redraw: draw });
          return left || fill(el, node);
        }
        const asked = link.get("lesson");
        if (asked === null) return left || fill(el, overview({ lessons, objectives, solved, redraw: draw }));
        const lesson = lessons.find(({ name }) => name === asked) ?? lessons[0];
        const { at, notice } = placeOf(lesson, asked, link.get("step"));
        const text = await whole(lesson.name);
        if (left) return;
        fill(el, notices({ notices: notice }).node, showLesson({ lessons, lesson, text, at, solved, announce }));
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

/** @returns {Promise<ListedLesson[]>} */
const all = () => once("api/lessons").then(({ lessons }) => lessons);

/** @returns {Promise<Objective[]>} */
const objectivesOfQuiz = () => once("api/quiz").then(({ objectives }) => objectives);

/**
 * The exercises that were solved in Python on this machine, asked for each time: they are solved beside the page. Null
 * where it cannot be told, as from another machine.
 * @returns {Promise<string[] | null>}
 */
const solvedHere = () =>
  askJson("api/solved").then(
    ({ solved }) => solved,
    () => null,
  );

/** @type {(name: string) => Promise<LessonText>} */
const whole = (name) => once(`api/lessons/${name}`);

/**
 * What is at an address, asked for once.
 * @param {string} path
 */
function once(path) {
  const told = known.get(path) ?? askJson(path);
  known.set(path, told);
  told.catch(() => known.delete(path));
  return told;
}
