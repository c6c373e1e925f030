// One attention head over the tokens: the whole pattern as a picture, and what the chosen token looks at as a table.

import { dress, element, fill, watch } from "./kit/dom.js";
import { roving } from "./kit/keys.js";
import { count } from "./kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { meter, row, table } from "./kit/tables.js";

/** @typedef {import("./types").Encoding} Encoding */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    let query = 0;
    const name = `lp-${Math.trunc(performance.now() * 1000)}`; // radio buttons of two views must not share a name
    const layers = element("fieldset", { class: "lp-choice" });
    const heads = element("fieldset", { class: "lp-choice" });
    const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { class: "lp-heat", role: "img" }));
    const map = element(
      "figure",
      { class: "lp-map" },
      canvas,
      element(
        "figcaption",
        {},
        "Row: the token that looks. Column: the token it looks at. Stronger ink is more weight; each row sums to 1.",
      ),
    );
    const tokens = element("div", {
      class: "lp-flow",
      role: "listbox",
      "aria-label": "The token that looks",
      "aria-orientation": "horizontal",
    });
    const looks = element("div");
    const undress = dress(
      el,
      "lp-attention",
      element("div", { class: "lp-choices" }, layers, heads),
      element("div", { class: "lp-split" }, map, element("div", {}, tokens, looks)),
    );
    roving(tokens, '[role="option"]');
    tokens.addEventListener("focusin", (event) => choose(indexOf(event)));
    tokens.addEventListener("pointerover", (event) => choose(indexOf(event)));
    tokens.addEventListener("click", (event) => choose(indexOf(event)));
    canvas.addEventListener("pointermove", (event) => {
      const box = canvas.getBoundingClientRect();
      choose(Math.min(pattern().length - 1, Math.floor(((event.clientY - box.top) / box.height) * pattern().length)));
    });
    // The ink is the canvas's text colour. It has a short transition, so a change of theme ends in this event.
    canvas.addEventListener("transitionend", paint);
    for (const [set, key] of /** @type {[HTMLElement, string][]} */ ([
      [layers, "layer"],
      [heads, "head"],
    ])) {
      set.addEventListener("change", (event) => {
        model.set(key, Number(/** @type {HTMLInputElement} */ (event.target).value));
        model.save_changes();
      });
    }

    /** @returns {number[][]} rows are queries */
    function pattern() {
      return (model.get("patterns") ?? [])[model.get("head") ?? 0] ?? [];
    }

    /** @returns {Encoding} */
    function encoding() {
      return model.get("encoding") ?? { text: "", ids: [], pieces: [], spans: [] };
    }

    /** @param {Event} event */
    function indexOf(event) {
      const item = /** @type {HTMLElement} */ (event.target).closest?.("[data-index]");
      return item ? Number(item.getAttribute("data-index")) : null;
    }

    /** @param {number | null} index */
    function choose(index) {
      if (index === null || index === query || !pattern()[index]) return;
      query = index;
      drawQuery();
    }

    /**
     * @param {HTMLElement} set
     * @param {"layer" | "head"} key
     * @param {number} size
     */
    function drawChoice(set, key, size) {
      const known = set.querySelectorAll("input");
      if (known.length !== size) {
        const options = Array.from({ length: size }, (_, value) =>
          element(
            "label",
            {},
            element("input", { type: "radio", name: `${name}-${key}`, value }),
            element("span", {}, value),
          ),
        );
        fill(set, element("legend", {}, key === "layer" ? "Layer" : "Head"), options);
      }
      set.querySelectorAll("input").forEach((input, value) => {
        input.checked = value === model.get(key);
      });
    }

    function drawQuery() {
      const { pieces } = encoding();
      const weights = pattern()[query] ?? [];
      for (const item of tokens.querySelectorAll("[data-index]")) {
        const index = Number(item.getAttribute("data-index"));
        item.setAttribute("aria-selected", String(index === query));
        item.classList.toggle("lp-future", index > query);
        /** @type {HTMLElement} */ (item).style.setProperty(
          "--share",
          String(index > query ? 0 : (weights[index] ?? 0)),
        );
      }
      if (!pieces[query]) return fill(looks);
      const rows = weights
        .slice(0, query + 1)
        .map((weight, index) =>
          row(index + 1, [chip(pieces[index]), meter(weight)], index === query ? "lp-taken" : ""),
        );
      const later = pieces.length - query - 1;
      if (later > 0) rows.push(row("later", [`${count(later)} masked: a token never looks ahead`, ""], "lp-rest"));
      fill(
        looks,
        element("p", { class: "lp-sentence" }, `Token ${count(query + 1)} `, chip(pieces[query]), " looks at:"),
        table("What the chosen token looks at", ["Number", "Token", "Weight"], rows, "lp-weights"),
      );
      paint();
    }

    function paint() {
      const rows = pattern();
      const size = rows.length;
      const context = canvas.getContext("2d");
      if (!context || size === 0) return;
      const cell = Math.max(2, Math.floor(720 / size));
      canvas.width = canvas.height = cell * size;
      context.fillStyle = getComputedStyle(canvas).color;
      rows.forEach((weights, i) =>
        weights.slice(0, i + 1).forEach((weight, j) => {
          context.globalAlpha = 0.04 + 0.96 * weight;
          context.fillRect(j * cell, i * cell, cell - (cell > 6 ? 1 : 0), cell - (cell > 6 ? 1 : 0));
        }),
      );
      context.globalAlpha = 1;
      context.lineWidth = Math.max(2, cell / 12);
      context.strokeStyle = context.fillStyle;
      context.strokeRect(1, query * cell + 1, (query + 1) * cell - 2, cell - 2);
      canvas.setAttribute(
        "aria-label",
        `The pattern of layer ${model.get("layer")}, head ${model.get("head")} over ` +
          `${size} tokens. The table beside it has the numbers of the chosen row.`,
      );
    }

    function draw() {
      const { pieces } = encoding();
      drawChoice(layers, "layer", model.get("n_layer") ?? 0);
      drawChoice(heads, "head", model.get("n_head") ?? 0);
      query = Math.max(0, pieces.length - 1);
      fill(
        tokens,
        pieces.map((piece, index) =>
          element(
            "span",
            {
              role: "option",
              tabindex: index === query ? 0 : -1,
              "data-index": index,
              class: "lp-look",
              "aria-label": `${index + 1}, ${spokenPiece(piece)}`,
              "aria-selected": "false",
            },
            pieceLabel(piece),
          ),
        ),
      );
      drawQuery();
    }

    function drawPattern() {
      if (pattern().length === encoding().pieces.length) drawQuery();
    }

    function drawHead() {
      drawChoice(layers, "layer", model.get("n_layer") ?? 0);
      drawChoice(heads, "head", model.get("n_head") ?? 0);
    }

    const unwatch = [
      watch(model, ["encoding", "n_layer", "n_head"], draw),
      watch(model, ["patterns", "head"], drawPattern),
      watch(model, ["layer", "head"], drawHead),
      watch(model, ["query"], () => choose(model.get("query") ?? null)),
    ];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};
