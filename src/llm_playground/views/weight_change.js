// How far fine-tuning has moved each matrix, bias and norm of a model: a map of layers and kinds.

import { layerGrid } from "./kit/changed/layer_grid.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { decimal, percent } from "./kit/numbers.js";
import { shadeScale } from "./kit/shades/scale.js";
import { large } from "./kit/sizes.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").WeightChange} WeightChange */
/** @typedef {import("./types").PartChange} PartChange */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const said = words.changed;
    const summary = element("p", { class: "lp-sentence" });
    const grid = layerGrid(said.grid, tell);
    const scale = shadeScale();
    const value = element("p", { class: "lp-value", role: "status" });
    const outside = element("div", { class: "lp-outside" });
    const list = unfold(said.asTable, () => movedTable(model.get("change")));
    const body = element("div", {}, element("div", { class: "lp-cells-frame" }, grid.node), scale.node, value, outside);
    const undress = dress(el, "lp-weight-change", summary, body, list);

    /** @param {import("./kit/changed/layer_grid.js").LayerPart & { part: PartChange } | null} shown */
    function tell(shown) {
      fill(value, shown === null ? said.pointing : movedText(shown.part));
    }

    function draw() {
      /** @type {WeightChange | null} */
      const change = model.get("change") ?? null;
      body.hidden = list.hidden = change === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (change === null) return void fill(summary, said.empty);
      const most = Math.max(...change.parts.map(({ relative }) => relative ?? 0));
      fill(summary, said.summary(large(change.parameters), shareText(change.relative), bold, termOf("frobenius")));
      const inLayers = change.parts.filter(({ layer }) => layer !== null);
      grid.show(inLayers.map((part) => ({ part, ...cellOf(part, most) })));
      scale.show(percent(0), percent(most));
      const rows = change.parts
        .filter(({ layer }) => layer === null)
        .map((part) =>
          row(said.outside[part.kind] ?? part.kind, [
            meter((part.relative ?? 0) / (most || 1), "", shareText(part.relative)),
          ]),
        );
      fill(outside, table(said.outsideTitle, [said.outsideTitle, said.moved], rows));
      tell(null);
    }

    const unwatch = watch(model, ["change"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/** @param {PartChange} part @param {number} most */
function cellOf(part, most) {
  const title = titleOf(part);
  const text = shareText(part.relative);
  return {
    layer: part.layer ?? 0,
    title,
    cell: {
      label: words.changed.spoken(part.layer ?? 0, title, text),
      share: (part.relative ?? 0) / (most || 1),
      content: [element("span", {}, text)],
    },
  };
}

/** @param {{ kind: string, is_bias: boolean }} part */
function titleOf({ kind, is_bias }) {
  return is_bias ? words.changed.bias(kind) : kind;
}

/** @param {number | null} relative */
function shareText(relative) {
  return relative === null ? words.changed.fromZero : percent(relative);
}

/** @param {PartChange} part */
function movedText(part) {
  const { name, shape, base_norm, norm, relative } = part;
  return words.changed.told(
    name,
    shape.join(" × "),
    decimal(norm, 3),
    decimal(base_norm, 3),
    shareText(relative),
    bold,
  );
}

/** @param {WeightChange} change */
function movedTable({ parts }) {
  const said = words.changed;
  const rows = parts.map(({ name, shape, base_norm, norm, relative }) =>
    row(element("code", {}, name), [shape.join(" × "), decimal(base_norm, 3), decimal(norm, 3), shareText(relative)]),
  );
  return table(said.asTable, said.columns, rows);
}
