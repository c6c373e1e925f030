// Direct logit attribution: a logit as the sum of what every part of the model wrote towards it. The last stream is that
// sum, and ln_f and lm_head read it linearly once the scale of ln_f is held at that of the same run; `transformer/
// attribution.py` has the formula.

import { Distribution, hex, highest } from "../distribution.js";
import { linear } from "../layers.js";
import { encodingRecord } from "../runs.js";
import { captureLast } from "./activations.js";
import { positionIn, promptToShow, tokenId } from "./places.js";
import { directionOf, dot, scaleOf } from "./reading.js";

/** @typedef {import("../model.js").Model} Model */

const LIKELIEST = 10;

/**
 * @param {Model} model
 * @param {{ prompt: any, token?: number | string | null, against?: number | string | null, position?: number | null }} asked
 */
export function attribution(model, { prompt, token = null, against = null, position = null }) {
  const encoding = promptToShow(model, prompt);
  const place = positionIn(encoding.ids.length, position);
  const { lm_head } = model.transformer.weights;
  const names = ["wte", "wpe", "attn.z", "mlp_out", "resid_post"];
  const seen = captureLast(model, encoding.ids.slice(0, place + 1), (name) =>
    names.includes(name.replace(/^h\.\d+\./, "")),
  );
  const logits = linear(lm_head, seen.ln_f);
  const distribution = Distribution.of(logits);
  const candidate = (/** @type {number} */ id) => ({
    ...{ id, piece: hex(model.piece(id)), logit: logits[id], probability: distribution.probability(id) },
  });
  const wanted = token === null ? highest(logits, 1)[0] : tokenId(model, token);
  const other = against === null ? null : tokenId(model, against, "against");
  const rowOf = (/** @type {number} */ id) =>
    Float64Array.from(lm_head.weight.subarray(id * lm_head.width, (id + 1) * lm_head.width));
  const minus = other === null ? null : rowOf(other);
  const row = rowOf(wanted).map((each, c) => each - (minus ? minus[c] : 0));
  return {
    ...{ model: model.name, encoding: encodingRecord(encoding), position: place },
    ...{ token: candidate(wanted), against: other === null ? null : candidate(other) },
    parts: partsOf(model, seen, row),
    logit: logits[wanted] - (other === null ? 0 : logits[other]),
    likeliest: highest(logits, LIKELIEST).map(candidate),
  };
}

/**
 * What each part wrote towards the logit that `row` reads, in the order of the forward pass.
 * @param {Model} model
 * @param {import("./activations.js").Activations} seen
 * @param {Float64Array} row
 */
function partsOf({ transformer: { config, weights } }, seen, row) {
  const { n_layer, n_head, head_dim } = config;
  const scale = scaleOf(weights.ln_f, seen[`h.${n_layer - 1}.resid_post`]);
  const reads = directionOf(weights.ln_f, row).map((each) => each / scale);
  /** @type {Record<string, number>} */
  const parts = { wte: dot(seen.wte, reads) };
  if (seen.wpe) parts.wpe = dot(seen.wpe, reads);
  weights.h.forEach(({ attn: { out_proj } }, layer) => {
    const z = seen[`h.${layer}.attn.z`];
    // What is read of what out_proj writes, as a direction in each head's own numbers: (H, D).
    const ofHeads = z.map((_, column) => {
      let sum = 0;
      for (let c = 0; c < out_proj.rows; c++) sum += reads[c] * out_proj.weight[c * out_proj.width + column];
      return sum;
    });
    for (let head = 0; head < n_head; head++) {
      const [start, end] = [head * head_dim, (head + 1) * head_dim];
      parts[`h.${layer}.attn.${head}`] = dot(z.subarray(start, end), ofHeads.subarray(start, end));
    }
    if (out_proj.bias) parts[`h.${layer}.attn.bias`] = dot(out_proj.bias, reads);
    parts[`h.${layer}.mlp`] = dot(seen[`h.${layer}.mlp_out`], reads);
  });
  if (weights.ln_f.bias) parts["ln_f.bias"] = dot(weights.ln_f.bias, row);
  return parts;
}
