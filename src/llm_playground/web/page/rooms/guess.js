// Guess: what comes next, before the model says it. Ten rounds on a story of the story world, which knows the truth.

import { element, fill } from "../../../views/kit/dom.js";
import { decimal } from "../../../views/kit/numbers.js";
import { chip, spokenPiece } from "../../../views/kit/pieces.js";
import { meter, row, table } from "../../../views/kit/tables.js";
import { term } from "../../../views/kit/terms.js";
import { askJson, server } from "../api.js";
import { card, desk, notices, roomHead } from "../desk.js";
import { Form } from "../form.js";
import { checkModel, modelPicker } from "../models.js";
import { wrongNumber } from "../problems.js";
import { words } from "../words.js";

/** @typedef {import("../types").Play} Play */
/** @typedef {import("../types").PlayedRound} PlayedRound */

const FIRST_GAME = "1";
const SURE = { lowest: 17, highest: 99, usual: 50 }; // percent

/** @type {Pick<import("../types").Room, "enter">} */
export default {
  enter({ el, catalog, announce }) {
    const form = new Form("guess", { model: catalog.default, game: FIRST_GAME });
    checkModel(form, form, catalog, { kind: "base" });
    if (wrongNumber("game", "seed", form.get("game"), catalog).length > 0) {
      form.notices.push(words.notices.choice(words.guess.game, form.get("game"), FIRST_GAME));
      form.set({ game: FIRST_GAME });
    }
    /** @type {{ option: number, sure: number }[]} */
    let guesses = [];
    let controller = new AbortController();
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const stage = element("div", { class: "guess-stage" });
    const waiting = element("p", { class: "effect", role: "status" }, words.guess.waiting);
    const again = element("button", { type: "button", class: "quiet", onclick: newGame }, words.guess.newGame);
    const model = modelPicker({ form, catalog, label: words.model, kind: "base", onchange: begin });
    const room = desk({
      cards: [
        card(words.model, model.node),
        card(words.guess.rulesTitle, element("p", { class: "effect" }, words.guess.rules), again),
      ],
      summary: () => words.guess.summary(form.get("model"), form.get("game")),
      stage: [element("section", { class: "card", "aria-label": words.guess.title }, problem, model.badge, stage)],
    });
    el.append(roomHead(words.guess.title, words.guess.lead), notices(form).node, room.node);

    function newGame() {
      form.set({ game: String(crypto.getRandomValues(new Uint32Array(1))[0]) });
      begin();
    }

    function begin() {
      guesses = [];
      room.tell();
      fill(stage, waiting);
      ask((play) => drawQuestion(play));
    }

    /** @param {(play: Play) => void} show */
    async function ask(show) {
      controller.abort();
      controller = new AbortController();
      stage.classList.add("asking");
      try {
        const body = { model: form.get("model"), seed: Number(form.get("game")), guesses };
        const play = await askJson("api/guess", body, controller.signal);
        problem.hidden = true;
        show(play);
      } catch (error) {
        if (error instanceof DOMException) return;
        waiting.remove();
        problem.hidden = false;
        fill(problem, error instanceof Error ? error.message : String(error));
      } finally {
        stage.classList.remove("asking");
      }
    }

    /** @param {Play} play */
    function drawQuestion(play) {
      const { question, played, rounds } = play;
      if (question === null) return drawBoard(play);
      const options = [
        ...question.options.map((piece) => [chip(piece), spokenPiece(piece)]),
        [words.guess.others, words.guess.others],
      ];
      const choices = element(
        "fieldset",
        { class: "guess-options" },
        element("legend", {}, words.guess.question),
        options.map(([shown, spoken], at) =>
          element(
            "label",
            {},
            element("input", { type: "radio", name: "option", value: at, "aria-label": `${at + 1}: ${spoken}` }),
            element("kbd", { "aria-hidden": true }, at + 1),
            shown,
          ),
        ),
      );
      const sure = /** @type {HTMLInputElement} */ (
        element("input", {
          type: "range",
          id: "sure",
          min: SURE.lowest,
          max: SURE.highest,
          value: SURE.usual,
          "aria-describedby": "sure-effect",
        })
      );
      const shown = element("output", { for: "sure" });
      const says = element("small", { id: "sure-effect" }, words.guess.spread(options.length - 1));
      const told = () => fill(shown, words.guess.percent(sure.valueAsNumber));
      sure.addEventListener("input", told);
      told();
      const go = /** @type {HTMLButtonElement} */ (
        element("button", { type: "submit", class: "primary", disabled: true }, words.guess.go)
      );
      const asked = element(
        "form",
        { class: "guess-form" },
        element("p", { class: "eyebrow" }, words.guess.round(played.length + 1, rounds)),
        storyText(question.before),
        choices,
        element("div", { class: "guess-sure" }, element("label", { for: "sure" }, words.guess.sure), sure, shown, says),
        element("p", {}, go),
      );
      const chosen = () => /** @type {HTMLInputElement | null} */ (choices.querySelector("input:checked"));
      asked.addEventListener("change", () => {
        go.disabled = chosen() === null;
      });
      asked.addEventListener("keydown", (event) => {
        const option = choices.querySelectorAll("input")[Number(event.key) - 1];
        if (!option || event.ctrlKey || event.altKey || event.metaKey) return;
        option.click();
        option.focus();
      });
      asked.addEventListener("submit", (event) => {
        event.preventDefault();
        const option = chosen();
        if (!option || stage.classList.contains("asking")) return;
        guesses.push({ option: Number(option.value), sure: sure.valueAsNumber / 100 });
        ask(drawAnswer);
      });
      fill(stage, asked);
      if (played.length > 0) choices.querySelector("input")?.focus();
    }

    /** @param {Play} play */
    function drawAnswer(play) {
      const last = /** @type {PlayedRound} */ (play.played.at(-1));
      const right = last.guess === last.came;
      const next = element(
        "button",
        { type: "button", class: "primary", onclick: () => drawQuestion(play) },
        play.question === null ? words.guess.board : words.guess.next,
      );
      fill(
        stage,
        element("p", { class: "eyebrow" }, words.guess.round(play.played.length, play.rounds)),
        storyText(last.question.before, last.piece),
        element("p", { class: "guess-verdict", role: "status" }, words.guess.verdict(right, chip(last.piece))),
        answerTable(last),
        lossTable([[words.guess.loss, last.losses]]),
        element("p", {}, next),
      );
      announce(words.guess.announce(right, spokenPiece(last.piece)));
      next.focus({ preventScroll: true });
    }

    /** @param {Play} play */
    function drawBoard({ played, mean }) {
      if (mean === null) return;
      const next = element("button", { type: "button", class: "primary", onclick: newGame }, words.guess.newGame);
      fill(
        stage,
        element("h2", {}, words.guess.board),
        element(
          "p",
          { class: "guess-verdict", role: "status" },
          words.guess.outcome(mean, played.filter(({ guess, came }) => guess === came).length, played.length),
        ),
        lossTable([
          ...played.map(
            (each, at) =>
              /** @type {[any, import("../types").Losses]} */ ([
                words.guess.where(at + 1, chip(each.piece)),
                each.losses,
              ]),
          ),
          [words.guess.mean, mean],
        ]),
        element("p", { class: "effect" }, words.guess.meaning(decimal(mean.even, 2))),
        element("p", {}, next),
      );
      next.focus({ preventScroll: true });
    }

    const back = () => ask((play) => drawQuestion(play));
    server.addEventListener("back", back);
    begin();
    return () => {
      server.removeEventListener("back", back);
      controller.abort();
      room.close();
    };
  },
};

/**
 * The story so far, and what comes next: open, or the token that came.
 * @param {string} before
 * @param {string} [piece]
 */
function storyText(before, piece) {
  const gap = element("span", { class: "guess-gap" }, piece === undefined ? words.guess.gap : chip(piece));
  return element("p", { class: "lp-text guess-text" }, before, " ", gap);
}

/** @param {PlayedRound} round */
function answerTable({ question, guess, came, learner, model, truth }) {
  const rows = [...question.options.map((piece) => chip(piece)), words.guess.others].map((shown, at) =>
    row(
      element(
        "span",
        {},
        shown,
        at === guess && element("small", {}, ` ${words.guess.yours}`),
        at === came && element("small", {}, ` ${words.guess.cameHere}`),
      ),
      [meter(learner[at]), meter(model[at], "lp-before"), meter(truth[at])],
      at === came ? "lp-taken" : "",
    ),
  );
  return element(
    "div",
    { class: "lp-view" },
    table(words.guess.answers, [words.guess.option, words.guess.you, words.guess.model, words.guess.truth], rows),
  );
}

/** @param {[any, import("../types").Losses][]} lines */
function lossTable(lines) {
  const rows = lines.map(([name, { learner, model, truth }], at) =>
    row(
      name,
      [decimal(learner, 2), decimal(model, 2), decimal(truth, 2)],
      at > 0 && at === lines.length - 1 ? "lp-taken" : "",
    ),
  );
  const heads = [term("log_loss"), words.guess.you, words.guess.model, words.guess.truth];
  return element("div", { class: "lp-view" }, table(words.guess.losses, heads, rows));
}
