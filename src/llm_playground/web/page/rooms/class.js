// The room of a teacher: the code, who is here, what runs, what is shown, what is locked, and the end.

import { element, fill } from "../../../views/kit/dom.js";
import { act, attending, end, news } from "../attending.js";
import { describe } from "../class-bar.js";
import { card, roomHead } from "../desk.js";
import { ROOMS } from "../rooms.js";
import { words } from "../words.js";

/** @typedef {import("../types").ClassNews} ClassNews */
/** @typedef {import("../types").Teaching} Teaching */

const said = words.teaching;

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const code = element("output", { class: "class-code" });
    const picture = element("img", { alt: said.codePicture, width: 232, height: 232 });
    const people = element("div", { class: "class-people" });
    const running = element("div", { class: "class-running" });
    const sight = element("div", { class: "class-sight" });
    const ending = element("div", { class: "class-end" });
    let picturedCode = "";
    let sighted = "";
    /** Locks that were just set, of which the news may not know yet. @type {Set<HTMLInputElement>} */
    const setting = new Set();

    /**
     * @param {() => Promise<void>} does
     * @returns {Promise<boolean>} whether it was done
     */
    async function attempt(does) {
      try {
        await does();
        problem.hidden = true;
      } catch (error) {
        problem.hidden = false;
        fill(problem, /** @type {Error} */ (error).message);
      }
      return problem.hidden;
    }

    /**
     * @param {string} what
     * @param {object} [body]
     */
    const ask = (what, body = {}) => attempt(() => act(what, body));

    /** @param {string} text @param {() => void} onclick @param {string} [kind] */
    const button = (text, onclick, kind = "quiet") => element("button", { type: "button", class: kind, onclick }, text);

    /** @param {"rooms" | "models"} kind @param {[string, string][]} choices */
    const locks = (kind, choices) =>
      element(
        "fieldset",
        { class: "class-locks" },
        element("legend", {}, said[kind]),
        choices.map(([name, title]) => {
          const box = /** @type {HTMLInputElement} */ (
            element("input", { type: "checkbox", "data-kind": kind, value: name })
          );
          box.addEventListener("change", async () => {
            setting.add(box);
            await ask("lock", { kind, names: [name], locked: box.checked });
            setting.delete(box);
            draw();
          });
          return element("label", {}, box, title);
        }),
      );
    const rooms = locks(
      "rooms",
      Object.entries(ROOMS).map(([name, { title }]) => [name, title]),
    );
    const models = locks(
      "models",
      catalog.models.filter(({ state }) => state !== "remote").map(({ key }) => [key, key]),
    );

    /** @param {Teaching} teaching */
    function drawPeople({ people: all }) {
      const pupils = all.filter(({ role }) => role === "pupil").length;
      fill(
        people,
        element("p", { class: "class-count" }, pupils === 0 ? said.nobody : said.pupils(pupils)),
        element(
          "table",
          { class: "class-table" },
          element("thead", {}, element("tr", {}, [said.person, said.runsOf].map(heading))),
          element(
            "tbody",
            {},
            all.map(({ number, name, role, runs }) =>
              element(
                "tr",
                {},
                element(
                  "td",
                  {},
                  words.attending.you(name, number),
                  role === "teacher" && element("span", { class: "tag" }, said.teacher),
                ),
                element("td", { class: "number" }, String(runs)),
              ),
            ),
          ),
        ),
      );
    }

    /** @param {ClassNews} told */
    function drawSight({ look }) {
      if (sighted === JSON.stringify(look)) return;
      sighted = JSON.stringify(look);
      fill(
        sight,
        look
          ? [
              element("p", {}, element("a", { href: look.link }, describe(look.link, said.sightOf))),
              button(said.hide, () => ask("look", { link: null })),
            ]
          : element("p", {}, said.nothingShown),
      );
    }

    function drawEnding() {
      fill(ending, element("p", {}, said.endNote), button(said.end, sure));
    }

    /** It cannot be undone, so it takes two steps. */
    function sure() {
      const yes = button(said.endSure, async () => {
        if (await attempt(end)) fill(el, element("p", { class: "waiting", role: "status" }, said.ended));
      });
      fill(ending, element("p", {}, said.endNote), yes, button(said.endNot, drawEnding));
      yes.focus();
    }

    function draw() {
      const told = news();
      const teaching = told?.teaching;
      if (!told || !teaching) return;
      if (teaching.code !== picturedCode) {
        picturedCode = teaching.code;
        fill(code, teaching.code);
        picture.setAttribute("src", `api/class/code.svg?${encodeURIComponent(String(Date.now()))}`);
      }
      drawPeople(teaching);
      fill(
        running,
        element("p", {}, said.runs(teaching.runs, teaching.most_runs)),
        element("p", {}, said.waiting(teaching.waiting, teaching.most_waiting)),
        element("p", {}, said.loaded(teaching.loaded)),
      );
      drawSight(told);
      for (const each of [rooms, models].flatMap((node) => [...node.querySelectorAll("input")])) {
        const { kind } = /** @type {{ kind: "rooms" | "models" }} */ (/** @type {unknown} */ (each.dataset));
        if (!setting.has(each)) each.checked = told.locked[kind].includes(each.value);
      }
    }

    const address = location.origin + location.pathname;
    fill(
      el,
      roomHead(said.title, said.lead),
      problem,
      element(
        "div",
        { class: "class-cards" },
        column(
          card(
            said.code,
            element(
              "div",
              { class: "class-door" },
              picture,
              element("div", {}, code, element("p", {}, said.codeNote(address))),
            ),
            element(
              "div",
              { class: "class-buttons" },
              button(said.renew, () => ask("renew", { everybody: false })),
              button(said.renewAll, () => ask("renew", { everybody: true })),
            ),
            element("small", {}, said.renewNote),
          ),
          card(said.sight, sight),
        ),
        column(
          card(said.people, people),
          card(
            said.running,
            running,
            button(said.stop, async () => {
              if (await ask("stop")) announce(said.stop);
            }),
          ),
        ),
        column(card(said.locks, rooms, models), card(said.end, ending)),
      ),
    );
    drawEnding();
    draw();
    attending.addEventListener("change", draw);
    return () => attending.removeEventListener("change", draw);
  },
};

/** @param {Node[]} cards */
function column(...cards) {
  return element("div", { class: "class-column" }, cards);
}

/** @param {string} text */
function heading(text) {
  return element("th", { scope: "col" }, text);
}
