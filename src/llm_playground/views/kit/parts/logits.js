// From the last vector to the probabilities of the next token: a logit for each token, and the softmax of all.

import { element } from "../dom.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";
import { softmaxPicture } from "./softmax.js";

/**
 * @param {import("../../types").ForwardPass} pass
 * @param {string} code
 * @param {import("./part.js").AnyModel} model
 * @returns {import("./part.js").Part}
 */
export function logitsPart({ position, vocab_size, n_embd }, code, model) {
  const { logits, formulas } = words.parts;
  const picture = softmaxPicture(model, position);
  return {
    title: logits.title,
    formula: formulas.softmax,
    code,
    body: [
      element("p", {}, logits.lead(vocab_size, n_embd, termOf("logit"))),
      element("p", {}, words.softmax.lead(termOf("temperature"))),
      picture.node,
    ],
    close: picture.close,
  };
}
