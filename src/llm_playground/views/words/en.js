// Every word of the views in English. Another language is one file beside this one with the same keys; nothing else.
// What holds a number is a function; `plural` and `form` choose the form that the language wants for it. What stands
// in a sentence as an element (a chip, a number in bold) comes as an argument, and the sentence is a list of parts.

import { count, percent, plural } from "../kit/numbers.js";

/** @typedef {import("../kit/dom.js").Child} Child */

const tokens = (/** @type {number} */ n) => plural(n, { one: "token", other: "tokens" });

export const words = {
  pieces: {
    nothing: "(nothing)",
    restOfBytes: (/** @type {number} */ n) => ` … (${plural(n, { one: "byte", other: "bytes" })})`,
    restOfText: (/** @type {number} */ n) => `…\u00a0(${count(n)}\u00a0characters)`,
    // as they are read out
    space: "space",
    newLine: "new line",
    tab: "tab",
    spokenNothing: "nothing",
    spokenBytes: (/** @type {string} */ bytes) => `bytes ${bytes}`,
  },

  stages: {
    // A warper that is not in this list goes by its own name with hyphens: "top-k".
    names: { model: "Model", repetition_penalty: "repetition penalty" },
    cut: "cut",
    below: "among the others",
    unlisted: "among the others, or cut",
    othersOfModel: (/** @type {number} */ n, /** @type {number} */ mass) => `${tokens(n)}, mass ${percent(mass)}`,
    others: (/** @type {number} */ mass, /** @type {number} */ left, /** @type {number} */ cut) =>
      [`mass ${percent(mass)}`, left > 0 && `in ${count(left)}`, cut > 0 && `· ${count(cut)} cut`]
        .filter(Boolean)
        .join(" "),
  },

  anatomy: {
    tree: "Modules of the model",
    chosen: "The chosen module",
    asTable: "All modules as a table",
    empty: "No model yet.",
    kind: "Kind",
    weightShape: "Shape of its weight",
    parameters: "Parameters",
    modules: "Modules",
    columns: ["Module", "Kind", "Shape", "Parameters", "What it does"],
  },
};
