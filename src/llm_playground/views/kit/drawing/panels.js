// Where the parts of a step open: each to its arithmetic, once its numbers are there.

import { element, fill } from "../dom.js";
import { attentionAdded, mlpAdded } from "../parts/added.js";
import { attentionPart } from "../parts/attention.js";
import { embeddingPart } from "../parts/embedding.js";
import { logitsPart } from "../parts/logits.js";
import { mlpPart } from "../parts/mlp.js";
import { normPart } from "../parts/norm.js";
import { opened } from "../parts/part.js";
import { words } from "../words.js";

/** @typedef {import("../../types").Workings} Workings */
/** @typedef {import("../../types").ForwardPass} ForwardPass */
/** @typedef {import("../../types").AnyModel} AnyModel */
/** @typedef {import("../parts/part.js").Part} Part */

/** @type {Record<string, (shown: Workings, model: AnyModel, pass: ForwardPass) => Part>} */
const PARTS = {
  embedding: (shown, model) => embeddingPart(shown, model),
  ln_1: (shown) => normPart(words.parts.ln_1(shown.layer), shown.ln_1, shown.resid_pre, shown.code.norm),
  attention: (shown) => attentionPart(shown),
  attn_out: (shown) => attentionAdded(shown),
  ln_2: (shown) => normPart(words.parts.ln_2(shown.layer), shown.ln_2, shown.resid_mid, shown.code.norm),
  mlp: (shown, model) => mlpPart(shown, model),
  mlp_out: (shown) => mlpAdded(shown),
  ln_f: (shown) => normPart(words.parts.ln_f, shown.ln_f, shown.last, shown.code.norm),
  logits: (shown, model, pass) => logitsPart(pass, shown.code.logits, model),
};

/** @param {AnyModel} model */
export function panels(model) {
  /** @type {{ kinds: string[], layer: number | null, node: HTMLElement, drawn: Map<string, Drawn> }[]} */
  const all = [];
  /** @typedef {{ of: Workings, node: HTMLElement, close?: () => void }} Drawn */

  /**
   * @param {string[]} kinds  the parts that open here
   * @param {number | null} layer  null for those that no layer has for itself
   */
  function panel(kinds, layer) {
    const node = element("div", { class: "lp-opened", hidden: true });
    all.push({ kinds, layer, node, drawn: new Map() });
    return node;
  }

  /**
   * @param {ForwardPass} pass
   * @param {number} layer  the selected one
   * @param {string[]} wanted  the kinds of parts that are open
   */
  function show(pass, layer, wanted) {
    /** @type {Workings | null} */
    const workings = model.get("workings") ?? null;
    const isOfThis =
      workings?.position === pass.position &&
      workings.layer === layer &&
      workings.head.head === (model.get("head") ?? 0);
    for (const each of all) {
      const here = each.layer === null || each.layer === layer;
      const kinds = here ? each.kinds.filter((kind) => wanted.includes(kind)) : [];
      for (const [kind, { close }] of [...each.drawn])
        if (!kinds.includes(kind)) {
          close?.();
          each.drawn.delete(kind);
        }
      each.node.hidden = kinds.length === 0;
      const nodes = kinds.map((kind) => {
        const known = each.drawn.get(kind);
        if (!workings || !isOfThis) return known?.node ?? element("p", { role: "status" }, words.answers.waiting);
        if (known?.of === workings) return known.node;
        known?.close?.();
        const part = PARTS[kind](workings, model, pass);
        const node = article(kind, part);
        each.drawn.set(kind, { of: workings, node, close: part.close });
        return node;
      });
      each.node.setAttribute("aria-busy", String(kinds.length > 0 && !isOfThis));
      if (nodes.length !== each.node.children.length || nodes.some((node, at) => node !== each.node.children[at]))
        fill(each.node, nodes);
    }
  }

  /** Before all is drawn anew. */
  function forget() {
    for (const { drawn } of all.splice(0)) for (const { close } of drawn.values()) close?.();
  }

  return { panel, show, forget };
}

/**
 * @param {string} kind
 * @param {Part} part
 */
function article(kind, part) {
  return element(
    "section",
    { class: "lp-opened-part", "data-opened": kind },
    element("header", {}, element("h3", {}, part.title), element("code", {}, part.formula)),
    opened(part),
  );
}
