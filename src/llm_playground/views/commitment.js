// A text coloured by the layer from which on a model would say each of its tokens, by one of several definitions.

import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { indexAt, roving } from "./kit/keys.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { row, table, unfold } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").CommitmentStrip} Strip */
/** @typedef {keyof Strip["layers"]} Definition */

const DEFINITIONS = /** @type {Definition[]} */ (["first_and_stays", "in_top_3", "above_half"]);
const LENGTHS = [0, 12, 24, 48]; // new tokens
const FEW = 6; // layers that the legend names one by one

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    let chosen = 0;
    const definitions = choice(
      words.commitment.definition,
      DEFINITIONS.map((each) => [each, words.commitment.definitions[each][0]]),
      (value) => save("definition", value),
    );
    const length = /** @type {HTMLSelectElement} */ (element("select", { class: "lp-field" }));
    length.addEventListener("change", () => save("max_new_tokens", Number(length.value)));
    const meaning = element("p", { class: "lp-hint" });
    const summary = element("p", { class: "lp-sentence" });
    const legend = element("p", { class: "lp-legend", "aria-label": words.commitment.legend });
    const strip = element("div", {
      class: "lp-flow lp-commitments",
      role: "listbox",
      "aria-label": words.commitment.strip,
      "aria-orientation": "horizontal",
    });
    const value = element("p", { class: "lp-value", role: "status" });
    const list = unfold(words.commitment.asTable, () => wholeTable(model.get("strip")));
    const controls = element(
      "div",
      { class: "lp-choosers" },
      definitions.node,
      element("label", {}, element("span", {}, words.commitment.goOn), length),
    );
    const body = element("div", {}, controls, meaning, summary, strip, legend, value, list);
    const empty = element("p", { class: "lp-state" }, words.commitment.empty);
    const undress = dress(el, "lp-commitment", empty, body);

    roving(strip, '[role="option"]');
    for (const name of ["focusin", "click"])
      strip.addEventListener(name, (event) => {
        const index = indexAt(event);
        if (index === null) return;
        chosen = index;
        mark();
      });
    strip.addEventListener("pointerover", (event) => tell(indexAt(event) ?? chosen));
    strip.addEventListener("pointerleave", () => tell(chosen));

    /** @param {string} name @param {any} to */
    function save(name, to) {
      model.set(name, to);
      model.save_changes();
    }

    /** @returns {Strip | null} */
    function known() {
      const found = model.get("strip") ?? null;
      return found?.layers ? found : null;
    }

    /** @returns {Definition} */
    function definition() {
      return model.get("definition") ?? "first_and_stays";
    }

    /** @param {number} index */
    function tell(index) {
      const found = known();
      if (!found?.pieces[index]) return void fill(value);
      const layer = found.layers[definition()][index];
      const holds = words.commitment.definitions[definition()][1];
      fill(value, words.commitment.told(index + 2, chip(found.pieces[index]), layer, found.n_layer, holds));
    }

    function mark() {
      for (const token of strip.querySelectorAll('[role="option"]')) {
        const here = token.getAttribute("data-index") === String(chosen);
        token.setAttribute("aria-selected", String(here));
        token.setAttribute("tabindex", here ? "0" : "-1");
      }
      tell(chosen);
    }

    function draw() {
      const found = known();
      body.hidden = found === null;
      empty.hidden = found !== null;
      if (found === null) return;
      definitions.mark(definition());
      const lengths = [...new Set([...LENGTHS, model.get("max_new_tokens") ?? found.n_generated])];
      fill(
        length,
        lengths
          .sort((one, other) => one - other)
          .map((n) => element("option", { value: n }, words.commitment.length(n))),
      );
      length.value = String(model.get("max_new_tokens") ?? found.n_generated);
      fill(meaning, words.commitment.meaning(words.commitment.definitions[definition()][1]));
      drawStrip(found);
    }

    /** @param {Strip} found */
    function drawStrip({ pieces, n_generated, n_layer, layers }) {
      const settled = layers[definition()];
      const own = pieces.length - n_generated; // the first that the model generated
      const told = n_generated > 0 ? settled.slice(own) : settled;
      const counts = [
        told.filter((layer) => layer !== null && layer < n_layer).length,
        told.filter((layer) => layer === n_layer).length,
        told.filter((layer) => layer === null).length,
      ];
      fill(summary, words.commitment.summary(told.length, n_generated > 0, counts[0], counts[1], counts[2]));
      chosen = Math.min(chosen, Math.max(0, pieces.length - 1));
      fill(
        strip,
        pieces.flatMap((piece, index) => [
          index === own && element("span", { class: "lp-own", "aria-hidden": true }, words.commitment.own),
          token(piece, index, settled[index], n_layer, index >= own),
        ]),
      );
      const named = n_layer <= FEW ? [...Array(n_layer).keys()] : [0, Math.floor(n_layer / 2), n_layer - 1];
      fill(
        legend,
        named.map((layer) => swatch(layer, n_layer)),
        swatch(n_layer, n_layer),
        settled.includes(null) && swatch(null, n_layer),
      );
      mark();
    }

    const unwatch = watch(model, ["strip", "definition"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * @param {string} piece
 * @param {number} index
 * @param {number | null} layer
 * @param {number} n_layer
 * @param {boolean} isOwn  whether the model generated it
 */
function token(piece, index, layer, n_layer, isOwn) {
  const node = element(
    "span",
    {
      role: "option",
      class: `lp-committed ${kind(layer, n_layer)}`,
      tabindex: -1,
      "data-index": index,
      "aria-selected": "false",
      "aria-label": words.commitment.spoken(spokenPiece(piece), words.commitment.layer(layer, n_layer), isOwn),
    },
    element("code", {}, pieceLabel(piece)),
    element("small", {}, words.commitment.mark(layer, n_layer)),
  );
  return inked(node, layer, n_layer);
}

/**
 * @param {number | null} layer
 * @param {number} n_layer
 */
function swatch(layer, n_layer) {
  const node = element("i", { class: `lp-swatch ${kind(layer, n_layer)}` });
  return element("span", {}, inked(node, layer, n_layer), words.commitment.layer(layer, n_layer));
}

/**
 * @param {number | null} layer
 * @param {number} n_layer
 */
function kind(layer, n_layer) {
  return layer === null ? "lp-never" : layer === n_layer ? "lp-last" : "lp-layer";
}

/**
 * The ink of a layer: the earlier, the more.
 * @param {HTMLElement} node
 * @param {number | null} layer
 * @param {number} n_layer
 */
function inked(node, layer, n_layer) {
  if (layer !== null) node.style.setProperty("--share", String(1 - layer / n_layer));
  return node;
}

/** @param {Strip} found */
function wholeTable({ pieces, layers, n_layer }) {
  const rows = pieces.map((piece, index) =>
    row(chip(piece), [...DEFINITIONS.map((definition) => words.commitment.layer(layers[definition][index], n_layer))]),
  );
  return table(
    words.commitment.strip,
    [words.commitment.token, ...DEFINITIONS.map((each) => words.commitment.definitions[each][0])],
    rows,
  );
}
