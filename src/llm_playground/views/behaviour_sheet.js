// What each model answers to each prompt: a table with a row for each prompt, the rules kept by group above it, and all
// answers of the cell that is opened below its row.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count } from "./kit/numbers.js";
import { meter, row, table } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").BehaviourSheet} Sheet */
/** @typedef {import("./types").SheetCell} Cell */
/** @typedef {import("./types").SheetAnswer} Answer */
/** @typedef {import("./types").SheetModel} Model */
/** @typedef {import("./types").SheetPrompt} Prompt */
/** @typedef {import("./types").Tally} Tally */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.sheet;
    const empty = element("p", { class: "lp-state" }, said.empty);
    const about = element("p", { class: "lp-sentence" });
    const shares = element("div");
    const answers = element("div");
    const body = element("div", {}, about, shares, answers);
    /** @type {HTMLElement[][]} the cells of the table, by prompt and model */
    let cells = [];
    /** @type {HTMLElement[]} the rows */
    let rows = [];
    /** @type {HTMLElement | null} the row below the one whose cell is open */
    let opened = null;
    let due = 0;

    const sheet = () => /** @type {Sheet | null} */ (model.get("sheet") ?? null);

    function draw() {
      const now = sheet();
      empty.hidden = now !== null;
      body.hidden = now === null;
      if (!now) return;
      fill(about, said.about(now));
      drawShares();
      const names = columnNames(now);
      const heads = ["", ...names.map((name, at) => headOf(name, now.models[at]))];
      cells = now.rows.map((each, prompt) => each.map((_, at) => element("td", {}, cellButton(prompt, at))));
      rows = now.prompts.map((prompt, at) =>
        element("tr", {}, element("th", { scope: "row" }, promptText(prompt)), cells[at]),
      );
      const grouped = now.groups.length > 1 || now.groups[0] !== "";
      const lines = rows.flatMap((line, at) => {
        const { group } = now.prompts[at];
        const begins = grouped && group !== now.prompts[at - 1]?.group;
        return begins ? [groupRow(group, names.length + 1), line] : [line];
      });
      fill(answers, table(said.answers, heads, lines, "lp-sheet"));
      open();
    }

    function drawShares() {
      const now = /** @type {Sheet} */ (sheet());
      const names = columnNames(now);
      const shown = now.groups.flatMap((group, at) => {
        const each = now.tallies.map((tallies) => tallies[at]);
        return each.some(({ judged }) => judged > 0) ? [row(group || said.noGroup, each.map(sharedOut))] : [];
      });
      if (shown.length > 0) shown.push(row(said.all, now.totals.map(sharedOut), "lp-sheet-all"));
      fill(shares, shown.length > 0 && table(said.shares, [said.shares, ...names], shown, "lp-sheet-shares"));
    }

    /** @param {number} prompt @param {number} at */
    function cellButton(prompt, at) {
      const { models, rows, prompts, seeds } = /** @type {Sheet} */ (sheet());
      const cell = rows[prompt][at];
      if (cell.answers.length === 0)
        return element("small", {}, cell.error ?? (models[at].error ? "–" : model.get("busy") ? "…" : "–"));
      const [first] = cell.answers;
      const marks = cell.answers.filter(({ keeps }) => keeps !== null);
      const kept = marks.filter(({ keeps }) => keeps).length;
      const kind = kept === marks.length ? "kept" : kept === 0 ? "not" : "some";
      const mark =
        marks.length > 0 &&
        element("span", { class: `lp-sheet-mark ${kind}`, title: said.kept(kept, marks.length) }, [
          element("span", { "aria-hidden": true }, { kept: "✓", not: "✗", some: "◐" }[kind]),
          ` ${count(kept)}/${count(marks.length)}`,
        ]);
      return element(
        "button",
        {
          type: "button",
          class: "lp-sheet-cell",
          "aria-expanded": String(isOpen(prompt, at)),
          "aria-label": said.cell(columnNames({ models })[at], prompts[prompt].said.at(-1) ?? "", kept, marks.length),
          onclick: () => choose(prompt, at),
        },
        mark,
        element("span", { class: "lp-sheet-first" }, first.text.trim() || said.nothing),
        cell.answers.length < Math.max(1, seeds.length) && !cell.error && element("small", {}, " …"),
      );
    }

    /** @param {number} prompt @param {number} at */
    function isOpen(prompt, at) {
      const [p, m] = model.get("selected") ?? [];
      return p === prompt && m === at;
    }

    /** @param {number} prompt @param {number} at */
    function choose(prompt, at) {
      model.set("selected", isOpen(prompt, at) ? null : [prompt, at]);
      model.save_changes();
    }

    /** Show the answers of the cell that is chosen, and those of no other. */
    function open() {
      const now = sheet();
      const [prompt, at] = model.get("selected") ?? [];
      opened?.remove();
      opened = null;
      for (const button of answers.querySelectorAll("button")) button.setAttribute("aria-expanded", "false");
      if (!now?.rows[prompt]?.[at]) return;
      cells[prompt][at].querySelector("button")?.setAttribute("aria-expanded", "true");
      opened = element("tr", { class: "lp-sheet-open" }, element("td", { colspan: now.models.length + 1 }));
      const doors = (/** @type {Answer} */ answer) => model.get("doors")?.({ prompt, number: at, answer }) ?? [];
      fill(/** @type {HTMLElement} */ (opened.firstElementChild), story(now, prompt, at, doors));
      rows[prompt].after(opened);
    }

    /** One cell is fuller than it was; whoever tells so has put it into the sheet. */
    function drawAnswered() {
      const { prompt, number } = model.get("answered") ?? {};
      if (cells[prompt] === undefined) return;
      const within = cells[prompt][number].contains(document.activeElement);
      const button = cellButton(prompt, number);
      fill(cells[prompt][number], button);
      if (within) button.focus();
      if (isOpen(prompt, number)) open();
      if (due === 0)
        due = requestAnimationFrame(() => {
          due = 0;
          drawShares();
        });
    }

    const undress = dress(el, "lp-behaviour-sheet", empty, body);
    const stops = [
      watch(model, ["sheet"], draw),
      watch(model, ["selected"], open),
      watch(model, ["answered"], drawAnswered),
    ];
    draw();
    return () => {
      cancelAnimationFrame(due);
      stops.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * All answers of one cell, with what they answer.
 * @param {Sheet} sheet
 * @param {number} prompt
 * @param {number} at
 * @param {(answer: Answer) => HTMLElement[]} doors  ways that the host of this view offers from an answer
 */
function story({ models, prompts, rows }, prompt, at, doors) {
  const { said, expect } = prompts[prompt];
  const cell = rows[prompt][at];
  const turns = said.map((text, turn) => element("p", { class: turn % 2 ? "lp-sheet-answer" : "" }, text));
  return element(
    "div",
    { class: "lp-sheet-story" },
    element("div", { class: "lp-sheet-asked" }, turns, expect !== null && element("code", {}, expect)),
    element("p", { class: "lp-hint" }, words.sheet.by(columnNames({ models })[at], models[at].template)),
    element(
      "ul",
      {},
      cell.answers.map((answer) => element("li", {}, answerLine(answer), waysFrom(doors(answer)))),
    ),
    cell.error !== null && element("p", { class: "lp-hint" }, cell.error),
  );
}

/** @param {HTMLElement[]} doors */
function waysFrom(doors) {
  return doors.length > 0 && element("p", { class: "lp-doors" }, doors);
}

/** @param {Answer} answer */
function answerLine({ seed, text, tokens, finish_reason, keeps }) {
  const { sheet } = words;
  return [
    keeps !== null &&
      element("span", { class: `lp-sheet-mark ${keeps ? "kept" : "not"}`, title: sheet.kept(keeps ? 1 : 0, 1) }, [
        element("span", { "aria-hidden": true }, keeps ? "✓" : "✗"),
        element("span", { class: "lp-unseen" }, sheet.kept(keeps ? 1 : 0, 1)),
      ]),
    element("small", {}, sheet.answer(seed, tokens, finish_reason)),
    element("span", { class: "lp-sheet-text" }, text.trim() || sheet.nothing),
  ];
}

/** @param {Tally} tally */
function sharedOut({ kept, judged }) {
  return judged > 0 ? meter(kept / judged, "", words.sheet.share(kept, judged)) : "–";
}

/** @param {string} name @param {Model} model */
function headOf(name, { error }) {
  return element("span", {}, name, error !== null && element("small", { class: "lp-sheet-error" }, error));
}

/** @param {string} group @param {number} columns */
function groupRow(group, columns) {
  const title = group || words.sheet.noGroup;
  return element("tr", { class: "lp-sheet-group" }, element("th", { scope: "rowgroup", colspan: columns }, title));
}

/** @param {Prompt} prompt */
function promptText({ said, expect }) {
  const before = said.length - 1;
  return element(
    "span",
    { class: "lp-sheet-prompt" },
    before > 0 && element("small", {}, words.sheet.before(before), " "),
    said.at(-1),
    expect !== null && element("code", {}, expect),
  );
}

/**
 * The models by name; where one is there twice, with its chat template.
 * @param {{ models: Model[] }} sheet
 */
function columnNames({ models }) {
  return models.map(({ model, template }) =>
    models.filter((each) => each.model === model).length > 1
      ? `${model} (${template === null ? words.sheet.noTemplate : words.sheet.templateOf(template)})`
      : model,
  );
}
