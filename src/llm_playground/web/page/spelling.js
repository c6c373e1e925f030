// Which tokens of the chosen model the texts of a parameter are, said below each chip.

import { element } from "../../views/kit/dom.js";
import { pieceLabel } from "../../views/kit/pieces.js";
import { askJson } from "./api.js";
import { words } from "./words.js";

/**
 * @param {import("./form.js").Form | import("./form.js").Lane} form
 * @param {string} parameter
 */
export function spelling(form, parameter) {
  let asked = 0; // the last question: an answer to another one comes too late
  /**
   * @param {HTMLElement} list
   * @param {(string | number[])[]} texts  one a chip
   */
  return async (list, texts) => {
    const question = ++asked;
    if (texts.length === 0) return;
    /** @type {import("./types").Spelling} */
    let answer;
    try {
      answer = await askJson("api/spell", { model: form.get("model"), parameter, texts });
    } catch {
      return; // whatever is wrong is told when the text is to be made
    }
    if (question !== asked) return;
    const ways = new Map(answer.spelled.map(({ text, ways, pieces }) => [text, said(ways, pieces)]));
    texts.forEach((text, index) => {
      const name = typeof text === "string" ? text : `[${text.join(", ")}]`;
      const problem = answer.problems[name];
      list.children[index]?.querySelector("small")?.remove();
      list.children[index]?.append(
        element("small", problem ? { class: "problem" } : {}, problem ?? ways.get(name) ?? ""),
      );
    });
  };
}

/**
 * @param {number[][]} ways
 * @param {string[][]} pieces
 */
function said(ways, pieces) {
  const each = ways.map((ids, way) =>
    ids.map((id, at) => words.chips.token(pieceLabel(pieces[way][at]), id)).join(" "),
  );
  return words.chips.tokens(each);
}
