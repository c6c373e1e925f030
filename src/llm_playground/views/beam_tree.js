// A beam search to go through step by step: the candidates of each step, those that go on, and who beat the others.

import { beamOutline } from "./kit/beams/outline.js";
import { grouped, joined, statusOf, winningPath } from "./kit/beams/paths.js";
import { candidateStory } from "./kit/beams/story.js";
import { beamTrellis } from "./kit/beams/trellis.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { number, percent, signedDecimal } from "./kit/numbers.js";
import { chip } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").BeamTree} BeamTree */

const FIRST_SHOWN = 4; // the step at which it opens: what comes before it needs no folding yet

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const told = words.beam_tree;
    /** @type {number | null} */
    let pinned = null;
    const summary = element("p", { class: "lp-sentence" });
    const slider = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "range",
        class: "lp-slider",
        min: 1,
        "aria-label": told.slider,
        oninput: () => go(Number(slider.value) - 1),
      })
    );
    const back = button("‹", told.back, () => go(at() - 1));
    const forward = button("›", told.forward, () => go(at() + 1));
    const controls = element("div", { class: "lp-beam-controls" }, back, slider, forward);
    const where = element("p", { class: "lp-beam-where", role: "status" });
    const steps = beamTrellis();
    const groups = element("p", { class: "lp-hint" }, told.groups);
    const why = element("div", { class: "lp-beam-why", role: "group", "aria-label": told.pointed });
    const texts = element("div");
    const greedy = element("div", { class: "lp-beam-greedy" });
    const list = unfold(told.asTable, () => stepTable(known(), at()));
    const body = element(
      "div",
      {},
      summary,
      controls,
      where,
      element("div", { class: "lp-beam-parts" }, element("div", {}, steps.node, legend(), groups), why, texts),
      greedy,
      list,
    );
    const empty = element("p", { class: "lp-state" }, told.empty);
    const undress = dress(el, "lp-beam-tree", empty, body);

    for (const name of ["pointerover", "focusin"])
      body.addEventListener(name, (event) => {
        const here = nodeAt(event);
        if (here !== null) tell(here);
      });
    body.addEventListener("pointerout", (event) => nodeAt(event) !== null && pinned !== null && tell(pinned));
    body.addEventListener("click", (event) => {
      const here = nodeAt(event);
      if (here === null) return;
      pinned = here;
      tell(here);
      why.scrollIntoView({ block: "nearest" }); // on a phone it is below the texts
    });

    /** @returns {BeamTree} */
    function known() {
      return model.get("tree");
    }

    function at() {
      const last = known().steps.length - 1;
      return Math.min(last, Math.max(0, model.get("step") ?? FIRST_SHOWN));
    }

    /** @param {number} step */
    function go(step) {
      model.set("step", Math.min(known().steps.length - 1, Math.max(0, step)));
      model.save_changes();
    }

    /** @param {number} number */
    function tell(number) {
      fill(why, candidateStory(known(), number, at()));
      for (const node of body.querySelectorAll("[data-node]"))
        node.classList.toggle("lp-beam-told", node.getAttribute("data-node") === String(number));
    }

    function drawStep() {
      const tree = known();
      const step = tree.steps[at()];
      const counts = ["live", "finished", "pruned"].map(
        (fate) => step.candidates.filter((node) => tree.nodes[node].fate === fate).length,
      );
      slider.max = String(tree.steps.length);
      slider.value = String(at() + 1);
      const text = told.where(at() + 1, tree.steps.length, counts, step.others_count);
      fill(where, text);
      slider.setAttribute("aria-valuetext", text);
      back.toggleAttribute("disabled", at() === 0);
      forward.toggleAttribute("disabled", at() === tree.steps.length - 1);
      steps.show(tree, at());
      const kept = [...step.live, ...step.finished];
      const pruned = step.candidates.filter((node) => tree.nodes[node].fate === "pruned");
      fill(
        texts,
        element("h3", {}, told.texts(at() + 1)),
        element("div", { class: "lp-beam-wide" }, beamOutline(tree, at(), kept)),
        // Where there is no room for the columns, the tree of lists has what these would show.
        element("div", { class: "lp-beam-narrow" }, beamOutline(tree, at(), [...kept, ...pruned])),
      );
      if (/** @type {HTMLDetailsElement} */ (list).open) list.dispatchEvent(new Event("toggle"));
      const best = step.candidates.find((node) => winningPath(tree).has(node));
      pinned = best ?? step.candidates[0] ?? null;
      if (pinned === null) fill(why);
      else tell(pinned);
    }

    function draw() {
      const tree = model.get("tree") ?? null;
      [empty.hidden, body.hidden] = [tree !== null, tree === null];
      if (tree === null) return;
      fill(
        summary,
        told.summary(
          tree.start.parameters.num_beams,
          tree.steps.length,
          told.over[/** @type {BeamTree} */ (tree).over],
        ),
        verdict(tree),
      );
      groups.hidden = !grouped(tree);
      fill(greedy, besideGreedy(tree));
      drawStep();
    }

    const unwatch = [watch(model, ["tree"], draw), watch(model, ["step"], () => model.get("tree") && drawStep())];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * @param {string} sign
 * @param {string} title
 * @param {() => void} onclick
 */
function button(sign, title, onclick) {
  return element("button", { type: "button", class: "lp-button", "aria-label": title, title, onclick }, sign);
}

/** @param {Event} event */
function nodeAt(event) {
  const node = /** @type {Element} */ (event.target).closest?.("[data-node]");
  return node ? Number(node.getAttribute("data-node")) : null;
}

function legend() {
  const { shapes, statuses, bestMark, best, greedyMark, greedy, key } = words.beam_tree;
  const shown = /** @type {const} */ (["live", "inner", "finished", "pruned"]);
  return element(
    "p",
    { class: "lp-legend", "aria-label": key },
    shown.map((status) =>
      element("span", {}, element("span", { class: "lp-beam-shape" }, shapes[status]), " ", statuses[status]),
    ),
    element("span", {}, element("b", { class: "lp-beam-best-mark" }, bestMark), best),
    element("span", {}, element("b", { class: "lp-beam-greedy-mark" }, greedyMark), greedy),
  );
}

/**
 * Whether greedy decoding finds the same, something better or something worse.
 * @param {BeamTree} tree
 */
function verdict({ hypotheses: [best], greedy: { hypothesis } }) {
  const { noText, same, wins, loses } = words.beam_tree;
  if (!best) return noText;
  if (best.ids.join() === hypothesis.ids.join()) return same(bold(signedDecimal(best.score, 4)));
  const told = best.score > hypothesis.score ? wins : loses;
  return told(bold(signedDecimal(best.score, 4)), bold(signedDecimal(hypothesis.score, 4)));
}

/**
 * The best text and that of greedy decoding, one below the other, with the sums.
 * @param {BeamTree} tree
 */
function besideGreedy(tree) {
  const told = words.beam_tree;
  const best = tree.hypotheses[0];
  if (!best) return null;
  const [ours, theirs] = [pieces(tree), tree.greedy.choices.map((choice) => choice.piece)];
  let shared = 0;
  while (shared < ours.length && ours[shared] === theirs[shared]) shared += 1;
  const divisor = tree.steps[tree.nodes[tree.ends[0]].step].divisor;
  const line = (
    /** @type {string} */ name,
    /** @type {string[]} */ all,
    /** @type {any} */ found,
    /** @type {number} */ by,
  ) =>
    row(name, [
      element(
        "span",
        { class: "lp-beam-line" },
        element("span", { class: "lp-beam-of-best" }, joined(all.slice(0, shared))),
        element("span", { class: "lp-beam-parted" }, joined(all.slice(shared))),
      ),
      signedDecimal(found.logprob, 3),
      `${found.ids.length}`,
      number(by),
      signedDecimal(found.score, 4),
    ]);
  return [
    element("h3", {}, told.beside),
    table(
      told.beside,
      ["", told.text, told.sum, told.length, told.dividedBy, told.score],
      [line(told.best, ours, best, divisor), line(told.greedy, theirs, tree.greedy.hypothesis, tree.greedy.divisor)],
    ),
  ];
}

/**
 * The tokens of the best text.
 * @param {BeamTree} tree
 */
function pieces(tree) {
  return [...winningPath(tree)].map((node) => tree.nodes[node].choice.piece);
}

/**
 * The candidates of a step.
 * @param {BeamTree} tree
 * @param {number} at
 */
function stepTable(tree, at) {
  const told = words.beam_tree;
  const step = tree.steps[at];
  const rows = step.candidates.map((number) => {
    const { parent, choice, token_logprob, logprob, score, place, pruning } = tree.nodes[number];
    const status = statusOf(tree, number, at);
    return row(place, [
      parent === null ? told.prompt : chip(tree.nodes[parent].choice.piece),
      chip(choice.piece),
      percent(choice.model_probability),
      signedDecimal(token_logprob, 3),
      signedDecimal(logprob, 3),
      signedDecimal(score, 4),
      pruning && status === "pruned"
        ? `${told.statuses.pruned}: ${told.reasons[pruning.reason](pruning.step + 1, pruning.by.length)}`
        : told.statuses[status],
    ]);
  });
  rows.push(row(told.others, [told.others_count(step.others_count)], "lp-rest"));
  const [place, after, token, probability, logprob, sum, score, fate] = told.columns;
  const heads = [place, after, term("token", token), probability, term("log_probability", logprob), sum, score, fate];
  return table(told.stepTable(at + 1), heads, rows);
}
