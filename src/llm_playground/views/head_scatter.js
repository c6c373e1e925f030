// All heads of a model as points, by two of their scores, which can be chosen; those that a score earns a name have it.

import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { isShare, SCORES, scoreTable, scoreText } from "./kit/head_scores.js";
import { decimal, number } from "./kit/numbers.js";
import { pointPlot, roundUp } from "./kit/plot/points.js";
import { unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").AllHeads} AllHeads */
/** @typedef {import("./kit/head_scores.js").Score} Score */
/** @typedef {{ layer: number, head: number, x: number, y: number }} Head */

const LISTED = 8; // induction heads, as buttons

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const tellNothing = () => tell(chosen());
    const plot = pointPlot(words.headScatter.plot, (index) => (index === null ? tellNothing() : tell(at[index])), take);
    /** @type {Head[]} */
    let at = []; // the heads that are drawn
    const texts = choice(words.headScatter.on, Object.entries(words.headScatter.texts), (value) => save("on", value));
    const [x, y] = /** @type {const} */ (["x", "y"]).map((axis) => {
      const options = SCORES.map((name) => element("option", { value: name }, words.headScatter.axis[name]));
      const select = /** @type {HTMLSelectElement} */ (element("select", { class: "lp-field" }, options));
      select.addEventListener("change", () => save(axis, select.value));
      return select;
    });
    const controls = element(
      "div",
      { class: "lp-choosers" },
      texts.node,
      element("label", {}, element("span", {}, words.headScatter.across), x),
      element("label", {}, element("span", {}, words.headScatter.up), y),
    );
    const summary = element("p", { class: "lp-sentence" });
    const found = element("p", { class: "lp-scatter-found" });
    const value = element("p", { class: "lp-value", role: "status" });
    const scale = element(
      "p",
      { class: "lp-scatter-scale" },
      element("span", {}, words.headScatter.firstLayer),
      element("i", { "aria-hidden": true }),
      element("span", {}, words.headScatter.lastLayer),
    );
    const left = element("p", { class: "lp-hint" });
    const list = unfold(words.headScatter.asTable, () => scoreTable(scores(), labels()));
    const body = element("div", {}, controls, found, plot.node, scale, value, left, list);
    const undress = dress(el, "lp-scatter", summary, body);

    /** @param {string} name @param {any} chosenValue */
    function save(name, chosenValue) {
      model.set(name, chosenValue);
      model.save_changes();
    }

    /** @returns {AllHeads | null} */
    function heads() {
      return model.get("heads") ?? null;
    }

    /** Whether the scores are those of the text; else those of random tokens that come twice. */
    function ofText() {
      return model.get("on") !== "repeated" && heads()?.of_text === true;
    }

    /** @returns {import("./kit/head_scores.js").Scores} */
    function scores() {
      const known = /** @type {AllHeads} */ (heads());
      return ofText() ? known.scores : known.repeated;
    }

    function labels() {
      const known = /** @type {AllHeads} */ (heads());
      return ofText() ? known.labels : known.repeated_labels;
    }

    /** @returns {[Score, Score]} */
    function axes() {
      return [model.get("x") ?? "previous", model.get("y") ?? "first"];
    }

    function chosen() {
      return { layer: model.get("layer") ?? 0, head: model.get("head") ?? 0 };
    }

    /** @param {number} index */
    function take(index) {
      choose(at[index]);
    }

    /** @param {{ layer: number, head: number }} place */
    function choose({ layer, head }) {
      model.set("head", head);
      model.set("layer", layer);
      model.save_changes();
    }

    /** @param {{ layer: number, head: number }} place */
    function tell({ layer, head }) {
      const known = heads();
      if (!known || layer >= known.n_layer || head >= known.n_head) return void fill(value);
      const [one, other] = axes().map((name) => [
        words.heads.scores[name],
        bold(scoreText(name, scores()[name][layer][head])),
      ]);
      const label = words.heads.named(labels()[layer][head]);
      fill(value, words.headScatter.told(words.heads.place(layer, head), one, other, label));
    }

    function mark() {
      const { layer, head } = chosen();
      const index = at.findIndex((each) => each.layer === layer && each.head === head);
      plot.mark(index < 0 ? null : index);
      tell({ layer, head });
    }

    /** @param {AllHeads} known */
    function drawFound({ scores: { repeated_induction }, repeated_labels, earned }) {
      const all = repeated_induction
        .flatMap((row, layer) => row.map((score, head) => ({ layer, head, score: score ?? 0 })))
        .sort((one, other) => other.score - one.score);
      const named = all.filter(({ layer, head }) => repeated_labels[layer][head] === "induction");
      const shown = (named.length > 0 ? named : all.slice(0, 1)).slice(0, LISTED);
      const buttons = shown.map(({ layer, head, score }) =>
        element(
          "button",
          { type: "button", class: "lp-button", onclick: () => choose({ layer, head }) },
          words.headScatter.headWith(layer, head, score),
        ),
      );
      const sentence =
        named.length > 0
          ? words.headScatter.found(named.length, named.length - shown.length, termOf("induction"))
          : words.headScatter.notFound(shareText(earned), termOf("induction"));
      fill(found, element("span", {}, sentence), buttons);
    }

    function draw() {
      const known = heads();
      body.hidden = known === null;
      if (known === null) return void fill(summary, words.headScatter.empty);
      fill(summary, words.headScatter.summary(known.n_layer * known.n_head));
      texts.node.hidden = !known.of_text;
      texts.mark(ofText() ? "text" : "repeated");
      [x.value, y.value] = axes();
      drawFound(known);
      drawPoints(known);
    }

    /** @param {AllHeads} known */
    function drawPoints(known) {
      const { n_layer, n_head, earned } = known;
      const [xs, ys] = axes().map((name) => scores()[name]);
      const all = Array.from({ length: n_layer * n_head }, (_, index) => {
        const [layer, head] = [Math.floor(index / n_head), index % n_head];
        return { layer, head, x: xs[layer][head], y: ys[layer][head] };
      });
      at = /** @type {Head[]} */ (all.filter(({ x, y }) => x !== null && y !== null));
      const points = at.map(({ layer, head, x, y }) => {
        const label = labels()[layer][head];
        const [one, other] = axes().map((name, index) => scoreText(name, [x, y][index]));
        return {
          x,
          y,
          name: words.headScatter.spoken(words.heads.spoken(layer, head, label), one, other),
          label: label && words.headScatter.label(layer, head, words.heads.marks[/** @type {"self"} */ (label)][0]),
          share: n_layer > 1 ? layer / (n_layer - 1) : 1,
        };
      });
      const [across, up] = axes().map((name, index) =>
        axisOf(name, earned, Math.max(...at.map((each) => [each.x, each.y][index]))),
      );
      plot.show(points, across, up, (hidden) =>
        fill(left, words.headScatter.left(shareText(earned), hidden, all.length - at.length)),
      );
      mark();
    }

    const unwatch = [watch(model, ["heads", "x", "y", "on"], draw), watch(model, ["layer", "head"], mark)];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      plot.close();
      undress();
    };
  },
};

/**
 * @param {Score} name
 * @param {number} earned  the share from which on a head gets a name
 * @param {number} highest
 * @returns {import("./kit/plot/points.js").Axis}
 */
function axisOf(name, earned, highest) {
  const title = words.headScatter.axis[name];
  const most = highest > 0 ? roundUp(highest) : 1; // a text of one token gives no head a score
  if (isShare(name)) {
    const end = most > 0.4 ? 1 : Math.max(0.1, most);
    return { title, most: end, line: earned < end ? earned : null, mark: shareText };
  }
  return { title, most, line: null, mark: (value) => decimal(value, most < 4 ? 2 : most < 40 ? 1 : 0) };
}

/** @param {number} part  from 0 to 1 */
function shareText(part) {
  return `${number(100 * part)}\u202f%`;
}
