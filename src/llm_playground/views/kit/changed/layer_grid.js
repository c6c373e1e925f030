// Parts of a model as cells: a row for each layer, a column for each kind of part.

import { cellGrid, columnTitle } from "../cells.js";
import { words } from "../words.js";

/** @typedef {import("../cells.js").Cell} Cell */
/** @typedef {{ layer: number, title: string, cell: Cell }} LayerPart  `title` is that of its column */

/**
 * @template {LayerPart} P
 * @param {string} label
 * @param {(part: P | null) => void} tell  of the part pointed at or focused
 */
export function layerGrid(label, tell) {
  /** @type {P[][]} */
  let layers = [];
  const grid = cellGrid(label, (place) => tell(place === null ? null : layers[place.row][place.column]));
  grid.node.classList.add("lp-shaded");
  return {
    node: grid.node,
    /** @param {P[]} parts  of every layer the same kinds, in the same order */
    show(parts) {
      layers = [];
      for (const part of parts) (layers[part.layer] ??= []).push(part);
      grid.show(
        [
          [
            columnTitle(words.changed.layerTitle),
            ...(layers[0] ?? []).map(({ title }) => columnTitle(title, { title })),
          ],
        ],
        layers.map((row, layer) => ({
          row: layer,
          title: words.changed.layer(layer),
          cells: row.map(({ cell }) => cell),
        })),
      );
    },
  };
}
