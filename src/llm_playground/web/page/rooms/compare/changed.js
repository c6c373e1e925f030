// What the training changed inside: two models that are built alike, their weights and their parts exchanged.

import crossPatching from "../../../../views/cross_patching.js";
import { choice } from "../../../../views/kit/choice.js";
import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { pieceLabel } from "../../../../views/kit/pieces.js";
import { large } from "../../../../views/kit/sizes.js";
import lowRank from "../../../../views/low_rank.js";
import weightChange from "../../../../views/weight_change.js";
import weightPath from "../../../../views/weight_path.js";
import { askJson } from "../../api.js";
import { modelCard } from "../../models.js";
import { words } from "../../words.js";
import { later } from "../inside/later.js";

/** @typedef {import("../inside/later.js").Question} Question */
/** @typedef {import("../../types").Run} Run */

const UNASKED = 20e6; // weights, which take a second or two

/**
 * The section, empty until the room `tell`s which models were asked what. Of two that are not built alike the server
 * says why nothing else is asked.
 * @param {import("../../types").Catalog} catalog
 */
export function changedSection(catalog) {
  const said = words.compare.changed;
  const states = {
    change: new State({ change: null }),
    path: new State({ path: null }),
    map: new State({ map: null, way: "into_base" }),
    ranks: new State({ change: null, rank: 0 }),
  };
  let n_answered = 0;
  /** @type {Question | null} */
  let about = null;
  const places = element("div", { class: "lp-view" });
  const weights = block(said.weights, weightChange, states.change, "change", async ({ prompt: _, ...pair }, signal) => {
    const { why } = await askJson("api/built-alike", pair, signal);
    weights.node.hidden = why !== "";
    if (why) fill(lead, why);
    return why ? null : askJson("api/weight-change", pair, signal);
  });
  const path = block(said.path, weightPath, states.path, "path", (question, signal) =>
    askJson("api/weight-path", question, signal),
  );
  const parts = block(
    said.parts,
    crossPatching,
    states.map,
    "map",
    (question, signal) => askJson("api/cross-patching-map", { ...question, n_answered }, signal),
    places,
  );
  const ranks = block(said.ranks, lowRank, states.ranks, "change", (question, signal) =>
    askJson("api/low-rank-change", question, signal),
  );
  const others = [path, parts, ranks];
  const lead = element("p", { class: "effect" });
  const rest = element(
    "div",
    { hidden: true },
    others.map((each) => each.node),
  );
  const go = element("button", { type: "button", class: "quiet", hidden: true, onclick: ask });
  const body = element("div", {}, weights.node, rest);
  const node = element("section", { class: "card" }, element("h2", { class: "big" }, said.title), lead, go, body);
  node.hidden = true;
  states.change.on("change:change", follow);
  states.path.on("change:path", drawPlaces);

  /** The tokens of the tuned model's answer, of which one is explained. */
  function drawPlaces() {
    const found = /** @type {import("../../../../views/types").WeightPath | null} */ (states.path.get("path"));
    if (!found) return void fill(places);
    const chooser = choice(
      said.place,
      found.answer.map((piece, at) => /** @type {[string, string]} */ ([`${at}`, pieceLabel(piece)])),
      (at) => {
        n_answered = Number(at);
        parts.again();
      },
    );
    chooser.mark(`${n_answered}`);
    fill(places, chooser.node);
  }

  function ask() {
    if (!about) return;
    go.hidden = true;
    body.hidden = false;
    weights.tell(about);
  }

  /** Once it is known that the two are built alike, all else can be asked; if they are not, one sentence is enough. */
  function follow() {
    const change = states.change.get("change");
    rest.hidden = change === null;
    fill(lead, change && said.lead(change.base, change.tuned));
    if (change && about) for (const each of others) each.tell(about);
  }

  return {
    node,
    /** @param {Run[]} lanes  what was asked of which models */
    tell(lanes) {
      const [first, second] = new Set(lanes.map(({ model }) => model));
      node.hidden = second === undefined;
      if (node.hidden) return;
      const kind = (/** @type {string} */ name) => modelCard(catalog, name)?.kind;
      const turned = kind(first) === "instruct" && kind(second) === "base";
      const [model, tuned] = turned ? [second, first] : [first, second];
      const prompt = lanes.find((lane) => lane.model === tuned)?.prompt;
      const question = /** @type {Question} */ (/** @type {unknown} */ ({ model, tuned, prompt }));
      if (JSON.stringify(question) === JSON.stringify(about)) return;
      about = question;
      n_answered = 0;
      for (const state of [states.change, states.ranks]) state.set("change", null);
      states.path.set("path", null);
      fill(lead);
      weights.node.hidden = false; // or it would never be near
      states.map.set("map", null);
      const parameters = modelCard(catalog, model)?.parameters ?? 0;
      fill(go, said.go(large(parameters)));
      go.hidden = parameters <= UNASKED;
      body.hidden = !go.hidden;
      if (go.hidden) ask();
    },
    close() {
      for (const each of [weights, ...others]) each.close();
    },
  };
}

/**
 * One view within the section, asked for by itself when it comes near the screen.
 * @param {string} title
 * @param {import("../../../../views/types").View} view
 * @param {State} state
 * @param {string} answer
 * @param {(question: Question, signal: AbortSignal) => Promise<any>} ask
 * @param {HTMLElement} [controls]
 */
function block(title, view, state, answer, ask, controls) {
  const place = element("div", { class: "unanswered" });
  const waiting = element("p", { class: "effect", hidden: true }, words.waiting);
  const inner = later(
    element("div", {}, controls, waiting, place),
    async (question, signal) => {
      waiting.hidden = state.get(answer) !== null;
      try {
        state.set(answer, await ask(question, signal));
      } finally {
        if (!signal.aborted) waiting.hidden = true;
      }
    },
    () => state.set(answer, null),
    place,
  );
  state.on(`change:${answer}`, () => place.classList.toggle("unanswered", state.get(answer) === null));
  const unmount = mount(view, place, state);
  return {
    ...inner,
    node: element("div", { class: "changed-part" }, element("h3", {}, title), inner.node),
    close() {
      inner.close();
      unmount();
    },
  };
}
