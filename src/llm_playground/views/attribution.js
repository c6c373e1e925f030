// A logit taken apart: what the embeddings, each head, each MLP and the biases wrote towards it, as bars to both sides.

import { choice } from "./kit/choice.js";
import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { count, decimal, withSign } from "./kit/numbers.js";
import { chip, pieceLabel } from "./kit/pieces.js";
import { folded, row, table } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Attribution} Attribution */
/** @typedef {import("./types").Candidate} Candidate */
/** @typedef {{ layer: number | null, title: string, value: number }} Part  a single one; no layer: outside the blocks */

const LISTED = 16; // parts in the order of their size, before the rest is folded

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Set<number>} */
    const open = new Set(); // blocks whose parts are shown
    let order = "place";
    const token = /** @type {HTMLSelectElement} */ (element("select", { class: "lp-field" }));
    const against = /** @type {HTMLSelectElement} */ (element("select", { class: "lp-field" }));
    const position = /** @type {HTMLSelectElement} */ (element("select", { class: "lp-field" }));
    const orders = choice(words.attribution.order, Object.entries(words.attribution.orders), (value) => {
      order = value;
      drawParts();
    });
    orders.mark(order);
    const sentence = element("p", { class: "lp-sentence" });
    const parts = element("div");
    const notes = element("p", { class: "lp-hint" });
    const choices = element(
      "div",
      { class: "lp-choosers" },
      element("label", {}, element("span", {}, words.attribution.token), token),
      element("label", {}, element("span", {}, words.attribution.against), against),
      element("label", {}, element("span", {}, words.attribution.after), position),
      orders.node,
    );
    const undress = dress(el, "lp-attribution", choices, sentence, parts, notes);
    token.addEventListener("change", () => save({ token: Number(token.value) }));
    against.addEventListener("change", () => save({ against: against.value === "" ? null : Number(against.value) }));
    // After another token others are likely. The position comes first: nobody is to be asked about the old one again.
    position.addEventListener("change", () => save({ position: Number(position.value), token: null, against: null }));

    /** @param {Record<string, number | null>} patch */
    function save(patch) {
      for (const [name, value] of Object.entries(patch)) model.set(name, value);
      model.save_changes();
    }

    /** @returns {Attribution | null} */
    function found() {
      const known = model.get("attribution") ?? null;
      return known?.parts ? known : null;
    }

    function draw() {
      const shown = found();
      choices.hidden = notes.hidden = shown === null;
      if (!shown) {
        fill(parts);
        return void fill(sentence, words.attribution.empty);
      }
      fill(token, options(shown, shown.token, shown.against));
      fill(
        against,
        element("option", { value: "" }, words.attribution.nothing),
        options(shown, shown.against, shown.token),
      );
      token.value = String(shown.token.id);
      against.value = shown.against ? String(shown.against.id) : "";
      fill(
        position,
        shown.encoding.pieces.map((piece, at) =>
          element("option", { value: at }, `${count(at + 1)} ${pieceLabel(piece)}`),
        ),
      );
      position.value = String(shown.position);
      const [at, logit] = [shown.position + 1, bold(decimal(shown.logit, 2))];
      const [of, less] = [shown.token, shown.against].map((each) => () => each && chip(each.piece));
      fill(
        sentence,
        shown.against
          ? words.attribution.difference(of, less, at, logit, termOf("logit"))
          : words.attribution.sum(of(), at, logit, termOf("logit")),
      );
      fill(notes, shown.against ? "" : `${words.attribution.hint} `, words.attribution.direct);
      drawParts();
    }

    function drawParts() {
      const shown = found();
      if (!shown) return;
      const single = singleParts(shown.parts);
      const rows = order === "size" ? bySize(single) : byPlace(single, open, toggle);
      rows.push(partRow(words.attribution.all, shown.logit, "lp-rest lp-all"));
      const node = table(words.attribution.parts, words.attribution.columns, rows, "lp-parts-table");
      // The same for both orders, and whether blocks are open or not.
      const blocks = blocksOf(single).map((layer) => total(single.filter((part) => part.layer === layer)));
      const largest = Math.max(...[...single.map(({ value }) => value), ...blocks, shown.logit].map(Math.abs));
      node.style.setProperty("--largest", String(largest || 1));
      fill(parts, node);
    }

    /** @param {number} layer */
    function toggle(layer) {
      if (!open.delete(layer)) open.add(layer);
      drawParts();
      /** @type {HTMLElement | null} */ (parts.querySelector(`[data-layer="${layer}"]`))?.focus();
    }

    const unwatch = watch(model, ["attribution"], draw);
    draw();
    return () => {
      unwatch();
      undress();
    };
  },
};

/**
 * The tokens to choose from: the likeliest, and the chosen one where it is none of them.
 * @param {Attribution} shown
 * @param {Candidate | null} chosen
 * @param {Candidate | null} taken  by the other choice
 */
function options({ likeliest }, chosen, taken) {
  const listed = chosen === null || likeliest.some(({ id }) => id === chosen.id) ? likeliest : [...likeliest, chosen];
  return listed
    .filter(({ id }) => id !== taken?.id)
    .map(({ id, piece, probability }) =>
      element("option", { value: id }, words.attribution.choice(pieceLabel(piece), probability)),
    );
}

/**
 * The parts by the names that Python gives them: "wte", "wpe", "h.0.attn.1", "h.0.attn.bias", "h.0.mlp", "ln_f.bias".
 * @param {Record<string, number>} parts
 * @returns {Part[]}
 */
function singleParts(parts) {
  const { wte, wpe, final, head, bias, mlp } = words.attribution;
  return Object.entries(parts).map(([name, value]) => {
    const [, layer, , part] = name.match(/^h\.(\d+)\.(attn\.)?(\w+)$/) ?? [];
    if (layer === undefined) return { layer: null, title: name === "wte" ? wte : name === "wpe" ? wpe : final, value };
    const title = part === "mlp" ? mlp : part === "bias" ? bias : head(Number(part));
    return { layer: Number(layer), title, value };
  });
}

/**
 * In the order of the forward pass, the parts of a block as one row that opens.
 * @param {Part[]} single
 * @param {Set<number>} open
 * @param {(layer: number) => void} toggle
 */
function byPlace(single, open, toggle) {
  /** @type {HTMLElement[]} */
  const rows = [];
  const seen = new Set();
  for (const { layer, title, value } of single) {
    if (layer === null) rows.push(partRow(title, value));
    if (layer === null || seen.has(layer)) continue;
    seen.add(layer);
    const within = single.filter((part) => part.layer === layer);
    const opener = element(
      "button",
      {
        type: "button",
        class: "lp-opener",
        "data-layer": layer,
        "aria-expanded": String(open.has(layer)),
        onclick: () => toggle(layer),
      },
      element("span", { "aria-hidden": true }, open.has(layer) ? "▾ " : "▸ "),
      words.attribution.block(layer),
    );
    rows.push(partRow(opener, total(within), "lp-block"));
    if (open.has(layer)) rows.push(...within.map((part) => partRow(part.title, part.value, "lp-within")));
  }
  return rows;
}

/**
 * The largest first, to either side; the small ones behind one row.
 * @param {Part[]} single
 */
function bySize(single) {
  const sorted = [...single].sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  const rows = sorted.map(({ layer, title, value }) =>
    partRow(layer === null ? title : words.attribution.within(title, layer), value),
  );
  const rest = withSign(total(sorted.slice(LISTED)), 3);
  const title = words.attribution.smaller(rows.length - LISTED, rest);
  return [...rows.slice(0, LISTED), ...folded(rows.slice(LISTED), title, 2)];
}

/** @param {Part[]} single */
function blocksOf(single) {
  return [...new Set(single.flatMap(({ layer }) => layer ?? []))];
}

/** @param {Part[]} parts */
function total(parts) {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

/**
 * @param {import("./kit/dom.js").Child} title
 * @param {number} value
 * @param {string} [kind]
 */
function partRow(title, value, kind = "") {
  const bar = element(
    "span",
    { class: `lp-two-sided ${value < 0 ? "lp-less" : "lp-more-of"}` },
    element("i", { "aria-hidden": true }, element("b")),
    element("span", {}, withSign(value, 3)),
  );
  bar.style.setProperty("--value", String(Math.abs(value)));
  return row(title, [bar], kind);
}
