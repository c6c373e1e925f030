// One token through a block, number by number: each part of the model opens in place to its arithmetic.

import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { decimal } from "./kit/numbers.js";
import { chip, spokenPiece } from "./kit/pieces.js";
import { folded, meter, row, table } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { largestOf, vector } from "./kit/vector.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Workings} Workings */
/** @typedef {import("./types").NormWorkings} Norm */
/** @typedef {import("./kit/dom.js").Child} Child */
/** @typedef {{ title: Child, formula: string, code: string, body: Child[] }} Part */

const LISTED = 12; // tokens that a head looks at, before those with the smallest weights are folded

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

    function draw() {
      drawChoices();
      /** @type {Workings | null} */
      const shown = model.get("workings") ?? null;
      empty.hidden = shown !== null;
      choices.hidden = shown === null;
      fill(parts, shown && partsOf(shown).map(([name, part]) => item(name, part)));
    }

    /** @param {string} name @param {Part} part */
    function item(name, { title, formula, code, body }) {
      const node = /** @type {HTMLDetailsElement} */ (
        element(
          "details",
          { open: open.has(name) },
          element("summary", {}, element("b", {}, title), element("code", {}, formula)),
          element("div", { class: "lp-workings-body" }, body, codeOf(code)),
        )
      );
      node.addEventListener("toggle", () => (node.open ? open.add(name) : open.delete(name)));
      return element("li", {}, node);
    }

    const unwatch = watch(model, ["workings", "encoding", "position", "layer", "head", "n_layer", "n_head"], draw);
    draw();
    return () => {
      unwatch();
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
  const { layer, code, head } = shown;
  return [
    ["embedding", { title: told.embedding.title, ...embedding(shown), code: code.embedding }],
    ["ln_1", normPart(told.ln_1(layer), shown.ln_1, shown.resid_pre, code.norm)],
    ["attention", attentionPart(shown)],
    [
      "attn_out",
      {
        title: told.attention.added,
        formula: told.formulas.attn_out,
        code: code.attention,
        body: [
          element("p", {}, told.attention.addedLead),
          vector(told.vectors.z(head.head), head.z),
          ...sum(shown, "resid_pre", "attn_out", "resid_mid"),
        ],
      },
    ],
    ["ln_2", normPart(told.ln_2(layer), shown.ln_2, shown.resid_mid, code.norm)],
    [
      "mlp",
      {
        title: told.mlp.title,
        formula: shown.neurons[0].value === null ? told.formulas.mlp : told.formulas.gated_mlp,
        code: code.mlp,
        body: [element("p", {}, told.mlp.lead), neurons(shown)],
      },
    ],
    [
      "mlp_out",
      {
        title: told.mlp.added,
        formula: told.formulas.mlp_out,
        code: code.block,
        body: [element("p", {}, told.mlp.addedLead), ...sum(shown, "resid_mid", "mlp_out", "resid_post")],
      },
    ],
    ["ln_f", normPart(told.ln_f, shown.ln_f, shown.last, code.norm)],
  ];
}

/** @param {Workings} shown */
function embedding(shown) {
  const { wte, wpe, angles, resid_pre, layer } = shown;
  const below = [element("p", {}, told.embedding.below(layer)), vector(told.vectors.resid_pre, resid_pre)];
  if (wpe === null)
    return {
      formula: told.formulas.wte,
      body: [
        element("p", {}, told.embedding.turned),
        vector(told.vectors.wte, wte),
        vector(told.vectors.angles, angles ?? []),
        ...(layer > 0 ? below : []),
      ],
    };
  const total = wte.map((x, index) => x + wpe[index]);
  const largest = largestOf([wte, wpe, total]);
  return {
    formula: told.formulas.with_wpe,
    body: [
      element("p", {}, told.embedding.added),
      vector(told.vectors.wte, wte, largest),
      vector(`+ ${told.vectors.wpe}`, wpe, largest),
      ...(layer > 0 ? below : [vector(`= ${told.vectors.resid_pre}`, resid_pre, largest)]),
    ],
  };
}

/**
 * @param {Child} title
 * @param {Norm} norm
 * @param {number[]} before
 * @param {string} code
 * @returns {Part}
 */
function normPart(title, norm, before, code) {
  return {
    title,
    formula: norm.mean === null ? told.formulas.rms_norm : told.formulas.layer_norm,
    code,
    body: [
      element(
        "p",
        {},
        norm.mean === null
          ? told.norm.rms(signed(norm.scale, 3))
          : told.norm.layer(signed(norm.mean, 4), signed(norm.scale, 3)),
      ),
      vector(told.vectors.before, before),
      vector(told.vectors.weight, norm.weight),
      norm.bias && vector(told.vectors.bias, norm.bias),
      vector(told.vectors.after, norm.after),
    ],
  };
}

/** @param {Workings} shown @returns {Part} */
function attentionPart({ head, pieces, code, layer }) {
  const keys = largestOf(head.keys);
  const values = largestOf(head.values);
  const order = pieces.map((_, index) => index).sort((one, other) => head.pattern[other] - head.pattern[one]);
  const listed = new Set(order.slice(0, LISTED));
  const rows = pieces.map((piece, index) =>
    row(chip(piece), [
      signed(head.scores[index]),
      meter(head.pattern[index]),
      vector(told.vectors.key(index), head.keys[index], keys),
      vector(told.vectors.value(index), head.values[index], values),
    ]),
  );
  const few = rows.filter((_, index) => !listed.has(index));
  return {
    title: told.attention.title(head.head, layer),
    formula: told.formulas.attention,
    code: `${code.scores}\n\n${code.values}`,
    body: [
      element("p", {}, told.attention.lead(head.query.length, head.head, head.kv_head, termOf("attention"))),
      vector(told.vectors.query(head.head), head.query),
      table(
        told.attention.table,
        told.attention.columns,
        [...rows.filter((_, index) => listed.has(index)), ...folded(few, told.attention.fewer(few.length), 5)],
        "lp-workings-table",
      ),
      element("p", {}, told.attention.mask),
      vector(told.vectors.z(head.head), head.z),
    ],
  };
}

/** @param {Workings} shown */
function neurons({ neurons: found }) {
  const longest = Math.max(...found.map(({ written }) => written));
  const rows = found.map(({ index, before, value, activation, written, towards }) =>
    row(told.mlp.neuron(index), [
      value === null ? signed(before) : `${signed(before)} · ${signed(value)}`,
      signed(activation),
      meter(written / longest, "", decimal(written, 2)),
      element(
        "span",
        { class: "lp-flow" },
        towards.map(({ piece, logit }) =>
          element("span", { class: "lp-raised" }, chip(piece), ` ${logit < 0 ? "" : "+"}${signed(logit)}`),
        ),
      ),
    ]),
  );
  return table(told.mlp.table, told.mlp.columns(found[0].value !== null), rows, "lp-workings-table");
}

/**
 * Two vectors that are added and what they make, on one scale.
 * @typedef {"resid_pre" | "attn_out" | "resid_mid" | "mlp_out" | "resid_post"} Stream
 * @param {Workings} shown
 * @param {Stream} first
 * @param {Stream} second
 * @param {Stream} total
 */
function sum(shown, first, second, total) {
  const largest = largestOf([shown[first], shown[second], shown[total]]);
  return [
    vector(told.vectors[first], shown[first], largest),
    vector(`+ ${told.vectors[second]}`, shown[second], largest),
    vector(`= ${told.vectors[total]}`, shown[total], largest),
  ];
}

/**
 * A number with a minus that is as wide as a plus.
 * @param {number} x
 * @param {0 | 1 | 2 | 3 | 4} [digits]
 */
function signed(x, digits = 2) {
  return decimal(x, digits).replace("-", "\u2212");
}

/** @param {string} code */
function codeOf(code) {
  return element(
    "details",
    { class: "lp-code" },
    element("summary", {}, told.code),
    element("pre", { tabindex: 0, "aria-label": told.code }, element("code", {}, code)),
  );
}
