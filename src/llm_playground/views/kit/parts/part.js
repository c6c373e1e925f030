// A part of the model, opened to its arithmetic: a sentence, the vectors and numbers of one token, and its code.

import { element } from "../dom.js";
import { words } from "../words.js";

/** @typedef {import("../dom.js").Child} Child */
/** @typedef {import("../../types").Workings} Workings */
/** @typedef {import("../../types").AnyModel} AnyModel */
/**
 * What a part is made of. `close` is called before the part is drawn anew or taken away.
 * @typedef {{ title: Child, formula: string, code: string, body: Child[], close?: () => void }} Part
 */

/** @param {Part} part */
export function opened({ body, code }) {
  return element("div", { class: "lp-part-body" }, body, linesOfCode(code));
}

/** @param {string} code */
function linesOfCode(code) {
  const title = words.parts.code;
  return element(
    "details",
    { class: "lp-code" },
    element("summary", {}, title),
    element("pre", { tabindex: 0, "aria-label": title }, element("code", {}, code)),
  );
}
