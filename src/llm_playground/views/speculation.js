// Speculative decoding round by round: what the small model drafted, what was accepted, and why.

import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { choosing } from "./kit/keys.js";
import { decimal, percent } from "./kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { draftStory, ownStory } from "./kit/speculation/story.js";
import { row, table, unfold } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Speculation} Speculation */
/** @typedef {import("./types").Round} Round */
/** @typedef {import("./types").DraftedToken} DraftedToken */

/** What stands in the list of a round: a drafted token, or at its end the one of the model's own (`draft` is null). */
/** @typedef {{ round: Round, draft: DraftedToken | null }} Item */

const OWN = "→";

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const told = words.speculation;
    const summary = element("p", { class: "lp-sentence" });
    const rounds = element("div", {
      class: "lp-rounds",
      role: "listbox",
      "aria-label": told.rounds,
      "aria-orientation": "horizontal",
    });
    const why = element("div", { class: "lp-round-why", role: "group", "aria-label": told.pointed });
    const list = unfold(told.asTable, () => wholeTable(known()));
    const body = element(
      "div",
      {},
      summary,
      element("div", { class: "lp-round-parts" }, element("div", {}, legend(), rounds), why),
      list,
    );
    const empty = element("p", { class: "lp-state" }, told.empty);
    const undress = dress(el, "lp-speculation", empty, body);
    /** @type {Item[]} */
    let items = [];
    const mark = choosing(rounds, model, tell);

    /** @returns {Speculation} */
    function known() {
      return model.get("speculation");
    }

    /** @param {number | null} index */
    function tell(index) {
      const { round, draft } = items[index ?? firstRejected()] ?? {};
      if (!round) return void fill(why);
      fill(why, draft ? draftStory(known(), round, draft) : ownStory(known(), round));
    }

    /** What is told before anybody points at a token: there is the most to see. */
    function firstRejected() {
      return Math.max(
        0,
        items.findIndex(({ draft }) => draft?.fate === "rejected"),
      );
    }

    function draw() {
      const made = model.get("speculation") ?? null;
      [empty.hidden, body.hidden] = [made !== null, made === null];
      if (made === null) return;
      items = itemsOf(made);
      fill(summary, summaryOf(made));
      let index = 0;
      fill(
        rounds,
        made.rounds.map((/** @type {Round} */ round) => {
          const own = items.filter((item) => item.round === round);
          return element(
            "div",
            { class: "lp-round", role: "group", "aria-label": told.round(round.index + 1) },
            element("span", { class: "lp-round-number", "aria-hidden": true }, String(round.index + 1)),
            element(
              "div",
              { class: "lp-round-tokens", role: "presentation" },
              own.map((item) => itemNode(item, index++)),
            ),
          );
        }),
      );
      rounds.querySelector('[role="option"]')?.setAttribute("tabindex", "0");
      /** @type {HTMLDetailsElement} */ (list).open = false;
      mark();
    }

    const unwatch = [watch(model, ["speculation"], draw), watch(model, ["selected"], mark)];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * @param {Speculation} made
 * @returns {Item[]}
 */
function itemsOf(made) {
  return made.rounds.flatMap((round) => [
    ...round.drafted.map((draft) => ({ round, draft })),
    ...(round.own ? [{ round, draft: null }] : []),
  ]);
}

/** @param {Speculation} made */
function summaryOf(made) {
  const told = words.speculation;
  const steps = made.rounds.reduce((sum, round) => sum + round.steps.length, 0);
  return [
    ...told.passes(bold(made.model_passes), made.start.model, steps, made.tokens_per_pass),
    told.drafts(made.draft, made.draft_passes),
    ...told.counts(bold(made.accepted), made.acceptance_rate, made.rejected, made.dropped),
  ];
}

/**
 * @param {Item} item
 * @param {number} index
 */
function itemNode({ round, draft }, index) {
  const told = words.speculation;
  const { piece } = draft ?? lastOf(round).choice;
  const kind = draft ? draft.fate : "own";
  return element(
    "span",
    {
      class: `lp-drafted lp-${kind}`,
      role: "option",
      tabindex: -1,
      "data-index": index,
      "aria-selected": "false",
      "aria-label": draft
        ? told.spoken(spokenPiece(piece), draft.fate)
        : told.spokenOwn(spokenPiece(piece), /** @type {"residual" | "bonus"} */ (round.own)),
    },
    element("span", { class: "lp-drafted-mark" }, draft ? told.marks[draft.fate] : OWN),
    element("span", { class: "lp-drafted-piece" }, pieceLabel(piece)),
  );
}

/** @param {Round} round */
function lastOf(round) {
  return round.steps[round.steps.length - 1];
}

function legend() {
  const { marks, fates, key, own } = words.speculation;
  const shown = /** @type {const} */ (["accepted", "rejected", "dropped"]);
  return element(
    "p",
    { class: "lp-legend", "aria-label": key },
    shown.map((fate) =>
      element(
        "span",
        {},
        element("span", { class: `lp-drafted lp-${fate}` }, element("span", { class: "lp-drafted-mark" }, marks[fate])),
        fates[fate],
      ),
    ),
    element(
      "span",
      {},
      element("span", { class: "lp-drafted lp-own" }, element("span", { class: "lp-drafted-mark" }, OWN)),
      own,
    ),
  );
}

/** @param {Speculation} made */
function wholeTable(made) {
  const told = words.speculation;
  const rows = itemsOf(made).map(({ round, draft }) => {
    const number = told.round(round.index + 1);
    if (draft === null) {
      const { choice } = lastOf(round);
      const u = round.own === "residual" ? round.residual_u : choice.u;
      const came = told.owns[/** @type {"residual" | "bonus"} */ (round.own)];
      return row(number, [chip(choice.piece), "–", percent(choice.probability), "–", dash(u, 4), came]);
    }
    return row(number, [
      chip(draft.piece),
      percent(draft.draft_probability),
      draft.probability === null ? "–" : percent(draft.probability),
      dash(draft.acceptance, 2),
      dash(draft.u, 4),
      told.fates[draft.fate],
    ]);
  });
  return table(told.asTable, told.columns(made.draft, made.start.model), rows);
}

/** @param {number | null} x @param {2 | 4} digits */
function dash(x, digits) {
  return x === null ? "–" : decimal(x, digits);
}
