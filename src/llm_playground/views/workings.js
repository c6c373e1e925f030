// One token through a block, number by number: each part of the model opens in place to its arithmetic.

import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { attentionAdded, mlpAdded } from "./kit/parts/added.js";
import { attentionPart } from "./kit/parts/attention.js";
import { embeddingPart } from "./kit/parts/embedding.js";
import { mlpPart } from "./kit/parts/mlp.js";
import { normPart } from "./kit/parts/norm.js";
import { opened } from "./kit/parts/part.js";
import { spokenPiece } from "./kit/pieces.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Workings} Workings */
/** @typedef {import("./kit/parts/part.js").Part} Part */

const told = words.workings;

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Set<string>} */
    const open = new Set(["attention"]);
    const token = /** @type {HTMLSelectElement} */ (element("select", { class: "lp-field" }));
    const choices = element("div", { class: "lp-workings-choices" });
    const parts = element("ol", { class: "lp-workings-parts" });
    const empty = element("p", {}, told.empty);
    const undress = dress(el, "lp-workings", choices, empty, parts);
    const pickers = new Map();
    /** @type {(() => void)[]} */
    const closing = [];
    token.addEventListener("change", () => set("position", token.value));

    /** @param {"position" | "layer" | "head"} name @param {string} value */
    function set(name, value) {
      model.set(name, Number(value));
      model.save_changes();
    }

    function drawChoices() {
      const [n_layer, n_head] = [model.get("n_layer") ?? 0, model.get("n_head") ?? 0];
      for (const [name, count] of /** @type {["layer" | "head", number][]} */ ([
        ["layer", n_layer],
        ["head", n_head],
      ])) {
        /** @type {[string, string][]} */
        const options = Array.from({ length: count }, (_, index) => [String(index), String(index)]);
        if (pickers.get(name)?.count !== count && count > 0)
          pickers.set(name, { count, ...choice(told[name], options, (value) => set(name, value)) });
        pickers.get(name)?.mark(String(model.get(name) ?? 0));
      }
      const pieces = model.get("encoding")?.pieces ?? [];
      fill(
        token,
        pieces.map((/** @type {string} */ piece, /** @type {number} */ index) =>
          element("option", { value: index }, told.token(index, spokenPiece(piece))),
        ),
      );
      token.value = String(model.get("position") ?? pieces.length - 1);
      fill(
        choices,
        pieces.length > 0 && element("label", {}, element("span", {}, told.of), token),
        [...pickers.values()].map(({ node }) => node),
      );
    }

    function closeParts() {
      for (const close of closing.splice(0)) close();
    }

    function draw() {
      drawChoices();
      closeParts();
      /** @type {Workings | null} */
      const shown = model.get("workings") ?? null;
      empty.hidden = shown !== null;
      choices.hidden = shown === null;
      fill(parts, shown && partsOf(shown).map(([name, part]) => item(name, part)));
    }

    /** @param {string} name @param {Part} part */
    function item(name, part) {
      if (part.close) closing.push(part.close);
      const node = /** @type {HTMLDetailsElement} */ (
        element(
          "details",
          { open: open.has(name) },
          element("summary", {}, element("b", {}, part.title), element("code", {}, part.formula)),
          opened(part),
        )
      );
      node.addEventListener("toggle", () => (node.open ? open.add(name) : open.delete(name)));
      return element("li", {}, node);
    }

    const unwatch = watch(model, ["workings", "encoding", "position", "layer", "head", "n_layer", "n_head"], draw);
    draw();
    return () => {
      unwatch();
      closeParts();
      undress();
    };
  },
};

/**
 * The parts in the order in which a token passes them.
 * @param {Workings} shown
 * @returns {[string, Part][]}
 */
function partsOf(shown) {
  const { layer, code } = shown;
  return [
    ["embedding", embeddingPart(shown)],
    ["ln_1", normPart(words.parts.ln_1(layer), shown.ln_1, shown.resid_pre, code.norm)],
    ["attention", attentionPart(shown)],
    ["attn_out", attentionAdded(shown)],
    ["ln_2", normPart(words.parts.ln_2(layer), shown.ln_2, shown.resid_mid, code.norm)],
    ["mlp", mlpPart(shown)],
    ["mlp_out", mlpAdded(shown)],
    ["ln_f", normPart(words.parts.ln_f, shown.ln_f, shown.last, code.norm)],
  ];
}
