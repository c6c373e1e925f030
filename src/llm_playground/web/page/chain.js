// The stages of a strategy as a row of cards: switched on and off, dragged, and moved by keyboard into another order.

import { choice } from "../../views/kit/choice.js";
import { element, fill } from "../../views/kit/dom.js";
import { stageName } from "../../views/kit/stages.js";
import { inOrder, orderOf, presetOrder, warpersInUse } from "./order.js";
import { ofField } from "./setting.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */

/**
 * @param {{ form: import("./form.js").Form, catalog: Catalog, onchange: () => void, announce: (text: string) => void }} options
 *   `onchange`: the form has got other values than its controls show
 */
export function chainOfStages({ form, catalog, onchange, announce }) {
  /** What was switched off here, with its values and its place. @type {Map<string, { at: number, values: Record<string, string> }>} */
  const off = new Map();
  const list = element("ol", { class: "chain", "aria-label": words.chain.title });
  const none = element("p", { class: "effect" }, words.chain.none);
  const presets = choice(
    words.order,
    catalog.orders.map(({ name }) => [name, name]),
    (chosen) => set({ order: chosen === catalog.orders[0].name ? null : chosen }),
  );
  const hint = element("p", { class: "effect" });
  const node = element(
    "div",
    { class: "stages lp-view", "data-field": "order" },
    list,
    none,
    element("div", { class: "chain-order" }, presets.node, hint),
  );

  /** @param {Record<string, string | null>} patch */
  function set(patch) {
    form.set(patch);
    onchange();
    draw();
  }

  /** The cards that there are to be: those in use, and between them what was switched off. */
  function cards() {
    const used = warpersInUse(form, catalog);
    const kind = catalog.strategies.find(({ name }) => name === form.get("strategy"));
    for (const [name, { values }] of off)
      if (used.has(name) || !Object.keys(values).every((each) => kind?.parameters.includes(each))) off.delete(name);
    const names = inOrder(form, catalog);
    for (const [name, { at }] of [...off].sort(([, one], [, other]) => one.at - other.at)) names.splice(at, 0, name);
    return { used, names, sampled: kind?.sampled ?? false };
  }

  function draw() {
    const { used, names, sampled } = cards();
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest(".chain [data-warper]"))?.dataset
      .warper;
    const which = document.activeElement?.className;
    const ends = (/** @type {string} */ text) => element("li", { class: "chain-end", "aria-hidden": true }, text);
    fill(
      list,
      ends(words.chain.model),
      names.map((name, index) => cardOf(name, index, names.length, used, sampled)),
      ends(words.chain.draw),
    );
    none.hidden = names.length > 0;
    presets.node.hidden = hint.hidden = !sampled || used.size < 2;
    const preset = presetOrder(form.get("order"), catalog);
    presets.mark(preset?.name ?? "");
    fill(hint, preset?.effect ?? words.ownOrderEffect, " ", words.chain.hint);
    if (focused)
      /** @type {HTMLElement | null} */ (
        list.querySelector(`[data-warper="${CSS.escape(focused)}"] .${which === "switch" ? "switch" : "grip"}`)
      )?.focus();
  }

  /**
   * @param {string} name
   * @param {number} index
   * @param {number} of
   * @param {Map<string, Record<string, string>>} used
   * @param {boolean} sampled
   */
  function cardOf(name, index, of, used, sampled) {
    const on = used.has(name);
    const title = titleOf(name, used.get(name) ?? off.get(name)?.values ?? {});
    const movable = sampled && on && used.size > 1;
    const said = movable ? words.chain.grip : words.chain.alone;
    const grip = element(
      "button",
      { type: "button", class: "grip", "aria-label": said(title, index + 1, of), disabled: !movable },
      element("span", { "aria-hidden": true }, "⠿"),
      element("span", {}, title),
    );
    const box = /** @type {HTMLInputElement} */ (
      element("input", { type: "checkbox", class: "switch", "aria-label": words.use(title), checked: on })
    );
    box.addEventListener("change", () => (box.checked ? switchOn(name) : switchOff(name)));
    const card = element("li", { class: `chain-card ${on ? "" : "off"}`, "data-warper": name }, grip, box);
    if (movable) {
      grip.addEventListener("keydown", (event) => onKey(event, name));
      grip.addEventListener("pointerdown", (event) => drag(event, grip, card));
    }
    return card;
  }

  /** @param {string} name */
  function switchOff(name) {
    const values = warpersInUse(form, catalog).get(name) ?? {};
    off.set(name, { at: cards().names.indexOf(name), values });
    const kind = catalog.strategies.find((each) => each.name === form.get("strategy"));
    const isOwn = Object.keys(values).some((each) => each in (kind?.defaults ?? {}));
    // Without what makes it this strategy it is plain sampling.
    set({
      ...Object.fromEntries(Object.keys(values).map((each) => [each, null])),
      ...(isOwn && { strategy: "sample" }),
    });
  }

  /** @param {string} name */
  function switchOn(name) {
    const { values = {} } = off.get(name) ?? {};
    off.delete(name);
    set(values);
  }

  /** @param {string[]} names  of all cards, those that are off among them */
  function arrange(names) {
    for (const [name, known] of off) known.at = names.indexOf(name);
    set({
      order: orderOf(
        names.filter((name) => !off.has(name)),
        catalog,
      ),
    });
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} name
   */
  function onKey(event, name) {
    const { names, used } = cards();
    const from = names.indexOf(name);
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere they lead from step to step
    if (to < 0 || to >= names.length || to === from) return;
    names.splice(to, 0, ...names.splice(from, 1));
    arrange(names);
    announce(words.chain.moved(titleOf(name, used.get(name) ?? {}), to + 1, names.length));
  }

  /**
   * The others make way: what is dragged itself stays where it is in the document, or it would lose the pointer.
   * @param {PointerEvent} event
   * @param {HTMLElement} grip
   * @param {HTMLElement} card
   */
  function drag(event, grip, card) {
    if (event.button !== 0) return;
    grip.setPointerCapture(event.pointerId);
    card.classList.add("dragged");
    const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const over = document.elementFromPoint(clientX, clientY)?.closest(".chain-card");
      if (!over || over === card || !list.contains(over)) return;
      const box = over.getBoundingClientRect();
      const isBefore = over.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING;
      // Past its middle, or two cards of different widths would change places for ever.
      if (isBefore && clientX < box.left + box.width / 2) card.after(over);
      else if (!isBefore && clientX > box.left + box.width / 2) card.before(over);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener(
      "lostpointercapture",
      () => {
        grip.removeEventListener("pointermove", move);
        card.classList.remove("dragged");
        const now = [...list.querySelectorAll(".chain-card")].map((each) => each.getAttribute("data-warper") ?? "");
        if (now.join() !== cards().names.join()) arrange(now);
      },
      { once: true },
    );
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} values
   */
  function titleOf(name, values) {
    const rows = catalog.parameters.filter((row) => values[row.name] !== undefined && row.kind !== "number");
    const texts = Object.fromEntries(rows.map((row) => [row.name, ofField(values[row.name], row)]));
    return words.chain.stage(stageName({ name, parameters: { ...values, ...texts } }));
  }

  draw();
  return { node, draw };
}
