// Which heads and MLPs carry what training has changed: each put from one model into the other, and the share of the
// difference that it brings about.

import { layerGrid } from "./kit/changed/layer_grid.js";
import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { count, signedDecimal } from "./kit/numbers.js";
import { chip } from "./kit/pieces.js";
import { shadeScale } from "./kit/shades/scale.js";
import { row, table, unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").CrossPatchingMap} CrossPatchingMap */
/** @typedef {"into_base" | "into_tuned"} Way */
/** @typedef {import("./kit/changed/layer_grid.js").LayerPart & { logprob: number }} Part */

const WAYS = /** @type {Way[]} */ (["into_base", "into_tuned"]);

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.crossPatching;
    const summary = element("p", { class: "lp-sentence" });
    const ways = choice(
      said.way,
      WAYS.map((way) => [way, said.ways[way][0]]),
      (way) => {
        model.set("way", way);
        model.save_changes();
      },
    );
    const meaning = element("p", { class: "lp-hint" });
    const grid = layerGrid(said.grid, tell);
    const scale = shadeScale();
    const value = element("p", { class: "lp-value", role: "status" });
    const rest = element("p", { class: "lp-hint" });
    const list = unfold(said.asTable, () => carriedTable(model.get("map"), way()));
    const body = element(
      "div",
      {},
      ways.node,
      meaning,
      element("div", { class: "lp-cells-frame" }, grid.node),
      scale.node,
      value,
      rest,
    );
    const undress = dress(el, "lp-cross-patching", summary, body, list);

    /** @returns {Way} */
    const way = () => model.get("way") ?? "into_base";

    /** @param {Part | null} part */
    function tell(part) {
      if (!model.get("map")) return;
      fill(value, part === null ? said.pointing : said.told(part.cell.label, signedDecimal(part.logprob, 3), bold));
    }

    function draw() {
      /** @type {CrossPatchingMap | null} */
      const map = model.get("map") ?? null;
      body.hidden = list.hidden = map === null || !map.differs;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (map === null) return void fill(summary, said.empty);
      const logprobs = [map.base_logprob, map.tuned_logprob].map((each) => signedDecimal(each, 2));
      const pieces = [chip(map.piece), chip(map.piece), map.token === map.base_token ? null : chip(map.base_piece)];
      fill(summary, said.summary(map, pieces, logprobs, termOf("probability")));
      if (!map.differs) return void summary.append(" ", said.alike);
      ways.mark(way());
      fill(meaning, said.ways[way()][1](map.base, map.tuned));
      grid.show(partsOf(map, way()));
      scale.show(shareText(0), shareText(1));
      const { streams, unembedding } = map[way()];
      fill(
        rest,
        said.rest(shareText(carriedShare(map, way(), streams[0])), shareText(carriedShare(map, way(), unembedding))),
      );
      tell(null);
    }

    const unwatch = watch(model, ["map", "way"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * How much of the difference a log-probability has gone, from the model that is run to the one that the part is of.
 * @param {CrossPatchingMap} map
 * @param {Way} way
 * @param {number} logprob
 */
function carriedShare({ base_logprob, tuned_logprob }, way, logprob) {
  const [from, to] = way === "into_base" ? [base_logprob, tuned_logprob] : [tuned_logprob, base_logprob];
  return (logprob - from) / (to - from);
}

/** @param {number} share */
function shareText(share) {
  const whole = Math.round(100 * share);
  return `${whole < 0 ? "−" : ""}${count(Math.abs(whole))}\u202f%`;
}

/**
 * @param {CrossPatchingMap} map
 * @param {Way} way
 * @returns {Part[]}
 */
function partsOf(map, way) {
  const said = words.crossPatching;
  const { heads, attention, mlps, streams } = map[way];
  return heads.flatMap((row, layer) => {
    const parts = /** @type {[string, string, number][]} */ ([
      ...row.map((logprob, head) => [said.head(head), said.headOf(layer, head), logprob]),
      [said.attention, said.attentionOf(layer), attention[layer]],
      [said.mlp, said.mlpOf(layer), mlps[layer]],
      [said.stream, said.streamOf(layer), streams[layer + 1]],
    ]);
    return parts.map(([title, name, logprob]) => {
      const share = carriedShare(map, way, logprob);
      const cell = {
        label: said.spoken(name, shareText(share)),
        share: Math.min(1, Math.max(0, share)),
        content: [element("span", {}, shareText(share))],
      };
      return { layer, title, logprob, cell };
    });
  });
}

/** @param {CrossPatchingMap} map @param {Way} way */
function carriedTable(map, way) {
  const said = words.crossPatching;
  const { heads, attention, mlps, streams } = map[way];
  const cell = (/** @type {number} */ logprob) => shareText(carriedShare(map, way, logprob));
  const rows = heads.map((each, layer) =>
    row(words.changed.layer(layer), [...each, attention[layer], mlps[layer], streams[layer + 1]].map(cell)),
  );
  const heading = [words.changed.layerTitle, ...heads[0].map((_, head) => said.head(head))];
  return table(said.grid, [...heading, said.attention, said.mlp, said.stream], rows);
}
