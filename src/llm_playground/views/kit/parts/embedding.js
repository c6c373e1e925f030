// The vector of a token as it enters the first block, and what the blocks below have made of it since.

import { element } from "../dom.js";
import { largestOf, vector } from "../vector.js";
import { words } from "../words.js";
import { nearestTokens } from "./neighbours.js";
import { positionPicture } from "./positions.js";

/**
 * @param {import("./part.js").Workings} shown
 * @param {import("./part.js").AnyModel} model
 * @returns {import("./part.js").Part}
 */
export function embeddingPart(shown, model) {
  const { wpe, code, layer } = shown;
  const { embedding, formulas, vectors } = words.parts;
  const below = [element("p", {}, embedding.below(layer)), vector(vectors.resid_pre, shown.resid_pre)];
  const nearest = nearestTokens(model, shown.id);
  const place = positionPicture(model, shown);
  return {
    title: embedding.title,
    formula: wpe === null ? formulas.wte : formulas.with_wpe,
    code: code.embedding,
    body: [
      ...(wpe === null ? turned(shown) : added(shown, wpe)),
      ...(layer > 0 ? below : []),
      element("h3", {}, words.nearest.title),
      nearest.node,
      element("h3", {}, words.positions.title),
      place.node,
    ],
    close() {
      nearest.close();
      place.close();
    },
  };
}

/** @param {import("./part.js").Workings} shown */
function turned({ wte, angles }) {
  const { embedding, vectors } = words.parts;
  return [element("p", {}, embedding.turned), vector(vectors.wte, wte), vector(vectors.angles, angles ?? [])];
}

/**
 * @param {import("./part.js").Workings} shown
 * @param {number[]} wpe
 */
function added({ wte }, wpe) {
  const { embedding, vectors } = words.parts;
  const total = wte.map((x, index) => x + wpe[index]);
  const largest = largestOf([wte, wpe, total]);
  return [
    element("p", {}, embedding.added),
    vector(vectors.wte, wte, largest),
    vector(`+ ${vectors.wpe}`, wpe, largest),
    vector(`= ${vectors.embedded}`, total, largest),
  ];
}
