// What the room Inside asks about a model, by its address.

import { attribution } from "./attribution.js";
import { costSheet } from "./costs.js";
import { ablate, ablationMap, patchingMap } from "./effects.js";
import { forwardPass } from "./forward_pass.js";
import { heads } from "./heads.js";
import { inspect, vectors } from "./inspection.js";
import { commitment, lens } from "./lens.js";
import { neighbours, positions } from "./tables.js";
import { temperatures } from "./temperatures.js";
import { workings } from "./workings.js";

/**
 * What was written down of a model when this page was made: its parts, its costs, the code that computes it, it beside
 * others, random tokens that come twice; and the Jacobian lens, if there is one.
 * @typedef {{ anatomy: any, costs: any, code: Record<string, string>, architectures: Record<string, any>,
 *   repeated: number[], jacobian: import("../safetensors.js").Tensor | null }} Facts
 */
/** @typedef {(model: import("../model.js").Model, asked: any, facts: Facts, catalog: import("../plan.js").Catalog) => object} Answer */

/** @type {Record<string, Answer>} */
export const INSIDE = {
  "api/inspect": inspect,
  "api/vectors": vectors,
  "api/forward-pass": forwardPass,
  "api/workings": (model, asked, { code }) => workings(model, code, asked),
  "api/neighbours": neighbours,
  "api/positions": positions,
  "api/temperatures": (model, asked, _, catalog) => temperatures(catalog, model, asked),
  "api/heads": (model, asked, { repeated }) => heads(model, repeated, asked),
  "api/lens": (model, asked, { jacobian }) => lens(model, jacobian, asked),
  "api/commitment": (model, asked, { jacobian }) => commitment(model, jacobian, asked),
  "api/attribution": attribution,
  "api/ablate": ablate,
  "api/ablation-map": ablationMap,
  "api/patching-map": patchingMap,
  "api/anatomy": (_, __, { anatomy }) => anatomy,
  "api/costs": (model, asked, { costs }) => costSheet(model, costs, asked),
  "api/architectures": (_, { other }, { architectures }) => architectures[other],
};
