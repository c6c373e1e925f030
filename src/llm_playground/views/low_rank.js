// How much of a fine-tuning a few directions of each matrix hold: the ranks side by side, and of one a map of all matrices.

import { layerGrid } from "./kit/changed/layer_grid.js";
import { answerTable, divergenceText } from "./kit/changed/said.js";
import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { count, percent } from "./kit/numbers.js";
import { large } from "./kit/sizes.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").LowRankChange} LowRankChange */
/** @typedef {import("./types").MatrixRanks} MatrixRanks */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.lowRank;
    const summary = element("p", { class: "lp-sentence" });
    const ranks = element("div");
    const which = element("div");
    const grid = layerGrid(said.grid, tell);
    const value = element("p", { class: "lp-value", role: "status" });
    const list = unfold(said.asTable, () => matrixTable(model.get("change")));
    const body = element("div", {}, ranks, which, element("div", { class: "lp-cells-frame" }, grid.node), value);
    const undress = dress(el, "lp-low-rank", summary, body, list);

    /** The place of the rank that is looked at; at first the highest. @param {LowRankChange} change */
    function chosen(change) {
      const at = change.ranks.findIndex(({ rank }) => rank === model.get("rank"));
      return at < 0 ? change.ranks.length - 1 : at;
    }

    /** @param {import("./kit/changed/layer_grid.js").LayerPart & { matrix: MatrixRanks } | null} shown */
    function tell(shown) {
      /** @type {LowRankChange | null} */
      const change = model.get("change") ?? null;
      if (!change) return;
      if (shown === null) return void fill(value, said.pointing);
      const { name, shape, shares } = shown.matrix;
      const all = change.ranks.map(({ rank }, at) => said.ofRank(rank, shareText(shares[at])));
      fill(value, said.told(name, shape.join(" × "), all, bold));
    }

    function draw() {
      /** @type {LowRankChange | null} */
      const change = model.get("change") ?? null;
      body.hidden = list.hidden = change === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (change === null) return void fill(summary, said.empty);
      fill(summary, said.summary(change.base, change.tuned, divergenceText(change.apart)));
      fill(ranks, rankTable(change));
      const at = chosen(change);
      const names = change.ranks.map(({ rank }) => /** @type {[string, string]} */ ([`${rank}`, count(rank)]));
      const chooser = choice(said.which, names, (rank) => {
        model.set("rank", Number(rank));
        model.save_changes();
      });
      chooser.mark(`${change.ranks[at].rank}`);
      // A choice that has the focus is left as it is: its mark has moved already.
      if (!which.contains(which.ownerDocument.activeElement)) fill(which, chooser.node);
      grid.show(
        change.matrices.filter(({ layer }) => layer !== null).map((matrix) => ({ matrix, ...cellOf(matrix, at) })),
      );
      tell(null);
    }

    const unwatch = watch(model, ["change", "rank"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/** @param {MatrixRanks} matrix @param {number} at */
function cellOf({ layer, kind, shares }, at) {
  const text = shareText(shares[at]);
  return {
    layer: layer ?? 0,
    title: kind,
    cell: {
      label: words.changed.spoken(layer ?? 0, kind, text),
      share: shares[at] ?? 0,
      content: [element("span", {}, text)],
    },
  };
}

/** @param {number | null} share */
function shareText(share) {
  return share === null ? "–" : percent(share);
}

/** @param {LowRankChange} change */
function rankTable(change) {
  const said = words.lowRank;
  const rows = change.ranks.map(({ rank, parameters, share, said: each }) =>
    row(count(rank), [
      large(parameters),
      meter(share ?? 0, "", shareText(share)),
      divergenceText(each.kl_tuned),
      each.text,
    ]),
  );
  const { full, parameters } = change;
  rows.push(row(said.full, [large(parameters), meter(1, "", percent(1)), divergenceText(full.kl_tuned), full.text]));
  const [rank, weights, share, kl, answer] = said.columns;
  const heads = [term("low_rank", rank), weights, share, element("span", {}, term("kl", kl), said.inNats), answer];
  return answerTable(said.ranks, heads, rows);
}

/** @param {LowRankChange} change */
function matrixTable({ ranks, matrices }) {
  const said = words.lowRank;
  const rows = matrices.map(({ name, shape, shares }) =>
    row(element("code", {}, name), [shape.join(" × "), ...shares.map(shareText)]),
  );
  return table(said.asTable, [said.matrix, said.shape, ...ranks.map(({ rank }) => said.rankOf(rank))], rows);
}
