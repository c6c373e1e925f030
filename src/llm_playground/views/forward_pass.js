// One token on its way through the whole model: the residual stream as one line, and each part opens to its arithmetic.

import { dress, element, fill, watch } from "./kit/dom.js";
import { block, isShownWhole, step } from "./kit/drawing/blocks.js";
import { weightsOf } from "./kit/drawing/branch.js";
import { lineBegins, lineEnds } from "./kit/drawing/ends.js";
import { panels } from "./kit/drawing/panels.js";
import { placeBeside } from "./kit/drawing/place.js";
import { placesTable } from "./kit/drawing/table.js";
import { tokenChips } from "./kit/drawing/tokens.js";
import { roving } from "./kit/keys.js";
import { chip } from "./kit/pieces.js";
import { unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").ForwardPass} ForwardPass */
/** @typedef {import("./kit/dom.js").Child} Child */

const ENDS = ["embedding", "ln_f", "logits"]; // parts of no block

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const told = words.forward_pass;
    /** @type {Map<number, boolean>} */
    const folds = new Map(); // what somebody has folded or unfolded
    const tokens = tokenChips((index) => set({ position: index }));
    const lead = element("p", { class: "lp-sentence" });
    const line = element("ol", { class: "lp-drawing", "aria-label": told.drawing });
    const table = unfold(told.asTable, () => placesTable(/** @type {ForwardPass} */ (pass())));
    const empty = element("p", {}, told.empty);
    const undress = dress(el, "lp-forward-pass", empty, tokens.node, lead, line, table);
    const opened = panels(model);
    roving(line, ".lp-stop");

    /** @returns {ForwardPass | null} */
    function pass() {
      return model.get("forward_pass") ?? null;
    }

    /** @param {Record<string, any>} values */
    function set(values) {
      for (const [name, value] of Object.entries(values)) model.set(name, value);
      model.save_changes();
    }

    /**
     * Open a part, or close it. Opened parts are those of the selected layer, so that another layer closes the others.
     * @param {string} kind
     * @param {number | null} layer
     * @param {HTMLElement} button
     */
    function open(kind, layer, button) {
      const elsewhere = layer !== null && layer !== (model.get("layer") ?? 0);
      const known = /** @type {string[]} */ (model.get("opened") ?? []);
      const rest = known.filter((each) => each !== kind);
      const at = button.getBoundingClientRect().top;
      if (elsewhere) set({ opened: [...known.filter((each) => ENDS.includes(each)), kind], layer });
      else set({ opened: rest.length === known.length ? [...known, kind] : rest });
      // What opened above it closes or opens, and the part that was pressed stays under the finger.
      window.scrollBy({ top: button.getBoundingClientRect().top - at, behavior: "instant" });
    }

    /** @type {import("./kit/drawing/branch.js").MakePart} */
    function part(kind, layer, title, ...more) {
      const button = element(
        "button",
        {
          type: "button",
          class: title === "+" ? "lp-opens lp-plus lp-stop" : "lp-opens lp-stop",
          tabindex: -1,
          "data-part": layer === null ? kind : `h.${layer}.${kind}`,
          "data-kind": kind,
          "data-of": layer,
          "aria-expanded": "false",
          "aria-label": title === "+" && told.adds[/** @type {keyof typeof told.adds} */ (kind)](layer ?? 0),
          onclick: () => open(kind, layer, button),
        },
        title,
        more,
      );
      return button;
    }

    /** @param {number} layer */
    function isFolded(layer) {
      return folds.get(layer) ?? (!isShownWhole(pass()?.n_layer ?? 0) && layer !== model.get("layer"));
    }

    /** @param {string} name */
    function byPart(name) {
      return el.querySelector(`[data-part="${name}"]`);
    }

    /** @param {number} layer */
    function isFoldedNow(layer) {
      return line.querySelector(`[data-fold="${layer}"]`)?.getAttribute("aria-expanded") === "false";
    }

    /** @param {number} layer */
    function fold(layer) {
      folds.set(layer, !isFolded(layer));
      draw();
      /** @type {HTMLElement | null} */ (line.querySelector(`[data-fold="${layer}"]`))?.focus();
    }

    function draw() {
      const shown = pass();
      empty.hidden = shown !== null;
      tokens.node.hidden = lead.hidden = line.hidden = table.hidden = shown === null;
      /** @type {HTMLDetailsElement} */ (table).open = false;
      opened.forget();
      if (!shown) return fill(line);
      const { pieces } = shown.encoding;
      const answer = shown.next.candidates[0].id;
      tokens.show(pieces);
      fill(
        lead,
        told.follows(
          shown.position + 1,
          pieces.length,
          chip(pieces[shown.position]),
          chip(shown.next.candidates[0].piece),
          termOf("residual_stream"),
        ),
      );
      const with_ = {
        part,
        panel: opened.panel,
        chooseHead: (/** @type {number} */ layer, /** @type {number} */ head) => set({ head, layer }),
        fold,
      };
      fill(
        line,
        step(
          "lp-beginning",
          [lineBegins(shown, part)],
          placeBeside(shown.places[0], answer),
          opened.panel(["embedding"], null),
        ),
        shown.attention.map((_, layer) => block(shown, layer, { ...with_, folded: isFolded(layer) })),
        step("lp-ending", lineEnds(shown, part), null, opened.panel(["ln_f", "logits"], null)),
      );
      line.querySelector(".lp-stop")?.setAttribute("tabindex", "0");
      mark();
    }

    /** What is selected, opened and pointed out by a walk, without drawing all anew. */
    function mark() {
      const shown = pass();
      if (!shown) return;
      const [layer, head] = [model.get("layer") ?? 0, model.get("head") ?? 0];
      tokens.mark(shown.position, shown.keys_each === 1 && shown.attention[layer] ? weightsOf(shown, layer, head) : []);
      for (const each of line.querySelectorAll("[data-layer]"))
        each.classList.toggle("lp-selected", Number(each.getAttribute("data-layer")) === layer);
      for (const each of line.querySelectorAll("[data-head]"))
        each.setAttribute("aria-pressed", String(each.getAttribute("data-head") === `${layer}.${head}`));
      const kinds = /** @type {string[]} */ (model.get("opened") ?? []);
      for (const each of line.querySelectorAll("[data-kind]")) {
        const of = each.getAttribute("data-of");
        const isOpen = kinds.includes(each.getAttribute("data-kind") ?? "") && (of === null || Number(of) === layer);
        each.setAttribute("aria-expanded", String(isOpen));
      }
      for (const each of el.querySelectorAll(".lp-marked")) each.classList.remove("lp-marked");
      const marked = model.get("marked");
      const target = marked && (byPart(marked) ?? el.querySelector(`[data-place="${marked}"]`));
      target?.classList.add("lp-marked");
      opened.show(shown, layer, kinds);
    }

    function select() {
      const layer = model.get("layer") ?? 0;
      const shown = pass();
      // The selected block of a folded model unfolds, wherever it was selected.
      if (shown && !isShownWhole(shown.n_layer) && isFoldedNow(layer)) {
        folds.delete(layer);
        return draw();
      }
      mark();
    }

    const unwatch = [
      watch(model, ["forward_pass"], draw),
      watch(model, ["layer", "head", "opened", "workings", "marked"], select),
    ];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      opened.forget();
      undress();
    };
  },
};
