// What storing weights in fewer bits does: the types side by side, where the text would go another way, and one block.

import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { indexAt, roving } from "./kit/keys.js";
import { count, percent, significant } from "./kit/numbers.js";
import { blockPicture, blockTable } from "./kit/quantization/block.js";
import { flipTable, textTokens, toldOf } from "./kit/quantization/text.js";
import { byteSize } from "./kit/sizes.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Quantization} Quantization */
/** @typedef {import("./types").StoredModel} StoredModel */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    let chosen = 0;
    /** @type {Quantization | null} */
    let found = null;
    const said = words.quantization;
    const types = element("div");
    const which = element("div");
    const summary = element("p", { class: "lp-sentence" });
    const text = element("div", {
      class: "lp-flow lp-stored-text",
      role: "listbox",
      "aria-label": said.text,
      "aria-orientation": "horizontal",
    });
    const told = element("p", { class: "lp-value", role: "status" });
    const flips = unfold(said.flipsAsTable, () => (found ? flipTable(found, type()) : element("p")));
    const block = element("div");
    const codes = unfold(said.codesAsTable, () => (found ? blockTable(found, type()) : element("p")));
    const halves = element(
      "div",
      { class: "lp-stored-halves" },
      element("div", {}, element("h3", {}, said.textTitle), summary, text, told, flips),
      element("div", {}, element("h3", {}, said.blockTitle), block, codes),
    );
    const body = element("div", {}, types, which, halves);
    const empty = element("p", { class: "lp-state" }, said.empty);
    const undress = dress(el, "lp-quantization", empty, body);
    roving(text, '[role="option"]');
    for (const name of ["focusin", "click"])
      text.addEventListener(name, (event) => {
        const index = indexAt(event);
        if (index === null) return;
        chosen = index;
        mark();
      });
    text.addEventListener("pointerover", (event) => tell(indexAt(event) ?? chosen));
    text.addEventListener("pointerleave", () => tell(chosen));

    /** The one that is looked at; at first the one with the fewest bits, which changes most. @returns {StoredModel} */
    function type() {
      const all = /** @type {Quantization} */ (found).types;
      return all.find((each) => each.type === model.get("type")) ?? all[all.length - 1];
    }

    /** @param {number} index */
    function tell(index) {
      if (found) fill(told, toldOf(found, type(), index));
    }

    function mark() {
      for (const token of text.querySelectorAll('[role="option"]')) {
        const here = token.getAttribute("data-index") === String(chosen);
        token.setAttribute("aria-selected", String(here));
        token.setAttribute("tabindex", here ? "0" : "-1");
      }
      tell(chosen);
    }

    function draw() {
      found = model.get("quantization") ?? null;
      empty.hidden = found !== null;
      body.hidden = found === null;
      for (const each of [flips, codes]) /** @type {HTMLDetailsElement} */ (each).open = false;
      if (found === null) return;
      fill(types, typeTable(found, type()));
      const names = found.types.map((each) => /** @type {[string, string]} */ ([each.type, each.type]));
      const chooser = choice(said.closer, names, (value) => {
        model.set("type", value);
        model.save_changes();
      });
      chooser.mark(type().type);
      // A choice that has the focus is left as it is: only its mark moves, which the browser has moved already.
      if (!which.contains(which.ownerDocument.activeElement)) fill(which, chooser.node);
      const one = type();
      fill(summary, said.summary(one.type, one.flips.length, one.kl.length, found.n_generated > 0));
      fill(text, textTokens(found, one));
      flips.hidden = one.flips.length === 0;
      chosen = one.flips.length > 0 ? one.flips[0].position + 1 : found.first + 1;
      mark();
      fill(block, blockPicture(found, one));
    }

    const unwatch = watch(model, ["quantization", "type"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/** @param {Quantization} found @param {StoredModel} chosen */
function typeTable(found, chosen) {
  const said = words.quantization;
  const most = Math.max(...found.types.map((each) => each.bytes));
  const rows = found.types.map((each) =>
    row(
      each.type,
      [
        said.bits(each.bits_a_weight),
        meter(each.bytes / most, "", byteSize(each.bytes)),
        significant(each.mean_kl),
        `${count(each.flips.length)} / ${count(each.kl.length)}`,
        significant(each.max_kl),
        percent(each.error),
      ],
      each === chosen ? "lp-this-type" : "",
    ),
  );
  const [type, bits, size, mean, flips, max, error] = said.columns;
  const heads = [
    type,
    bits,
    size,
    element("span", {}, mean, " ", term("kl", said.kl), ", ", term("nats", said.nats)),
    flips,
    max,
    error,
  ];
  return table(said.types(found.model), heads, rows, "lp-stored-types");
}
