// The line from 0 to 1 on which the tokens lie side by side, each as wide as its probability, and u points at one.

import { bold, element, fill } from "../dom.js";
import { decimal } from "../numbers.js";
import { pieceLabel, spokenPiece } from "../pieces.js";
import { termOf } from "../terms.js";
import { words } from "../words.js";

/** @typedef {import("../../types").Share} Share */

const HIGHEST = 0.9999; // what can be pointed at: the label of u has four decimals
/** @type {Record<string, number>} how far a key moves u */
const KEYS = { ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01, PageDown: -0.1, PageUp: 0.1 };

/**
 * The tokens side by side, and what is left of the line for all others.
 * @param {{ id: number, piece: string, probability: number }[]} tokens
 * @param {number} others  how many there are
 * @param {number} mass  what these hold
 */
export function sideBySide(tokens, others, mass) {
  const parts = tokens.map(({ id, piece, probability }, index) => {
    const node = element(
      "span",
      { class: `lp-part${index % 2}`, "data-id": id },
      element("span", {}, pieceLabel(piece)),
    );
    node.style.setProperty("--share", String(probability));
    return node;
  });
  if (others > 0) {
    const rest = element("span", { class: "lp-rest" }, element("span", {}, words.distribution.others(others)));
    rest.style.setProperty("--share", String(mass));
    parts.push(rest);
  }
  return element("div", { class: "lp-parts" }, parts);
}

/** What stands below the line. */
export function scale() {
  return element(
    "div",
    { class: "lp-scale", "aria-hidden": true },
    words.distribution.scale.map((mark) => element("span", {}, mark)),
  );
}

/**
 * The line with a `u` that can be dragged, moved with the arrow keys and typed.
 * @param {(u: number) => void} ask  hears of every `u` that is wanted
 */
export function drawLine(ask) {
  /** @type {Share[]} */
  let shares = [];
  let kept = 0;
  let at = 0;
  let held = false; // while it is dragged, an answer to where it was must not draw it back
  const label = bold("");
  const needle = element(
    "span",
    {
      class: "lp-needle",
      role: "slider",
      tabindex: 0,
      "aria-label": words.pipeline.u,
      "aria-valuemin": 0,
      "aria-valuemax": 1,
    },
    label,
  );
  const place = element("div");
  const strip = element("div", { class: "lp-strip lp-moved" }, needle, place);
  const field = /** @type {HTMLInputElement} */ (
    element("input", { type: "number", class: "lp-field", min: 0, max: HIGHEST, step: 0.01 })
  );
  const wrong = element("span", { class: "lp-wrong", role: "alert" });
  const node = element(
    "figure",
    { class: "lp-draw" },
    strip,
    scale(),
    element(
      "figcaption",
      {},
      element("label", { class: "lp-typed" }, element("span", {}, words.pipeline.typeU), field, wrong),
      element("span", {}, words.pipeline.caption(termOf("draw"))),
    ),
  );

  /** @param {number} u */
  function want(u) {
    const within = Math.min(HIGHEST, Math.max(0, Math.round(u * 10_000) / 10_000));
    if (within === at) return;
    point(within);
    ask(within);
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    const box = strip.getBoundingClientRect();
    want((event.clientX - box.left) / box.width);
  }

  /** @param {number} u */
  function point(u) {
    at = u;
    for (const each of [needle, label]) each.style.setProperty("--share", String(u));
    fill(label, words.distribution.u(u));
    const under = shares.find(({ end }) => u < end);
    for (const part of place.firstElementChild?.children ?? [])
      part.classList.toggle(
        "lp-taken",
        under ? part.getAttribute("data-id") === String(under.id) : part.matches(".lp-rest"),
      );
    needle.setAttribute("aria-valuenow", decimal(u, 4));
    const token = under ? spokenPiece(under.piece) : words.pipeline.oneOf(kept - shares.length);
    needle.setAttribute("aria-valuetext", words.pipeline.uInWords(u, token));
    if (document.activeElement !== field) field.value = String(Math.round(u * 1e4) / 1e4);
  }

  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // nothing is to be selected
    strip.setPointerCapture(event.pointerId);
    needle.focus();
    held = true;
    follow(event);
  });
  strip.addEventListener("pointermove", (event) => held && follow(event));
  for (const name of ["pointerup", "pointercancel"])
    strip.addEventListener(name, () => {
      held = false;
    });
  needle.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = event.key in KEYS ? at + KEYS[event.key] : { Home: 0, End: HIGHEST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // arrow keys lead from step to step elsewhere
    want(to);
  });
  field.addEventListener("input", () => {
    const u = Number(field.value);
    const right = field.value !== "" && u >= 0 && u < 1;
    field.setAttribute("aria-invalid", String(!right));
    fill(wrong, right ? "" : words.pipeline.wrongU);
    if (right) want(u);
  });

  return {
    node,
    /**
     * @param {import("../../types").Pipeline} pipeline
     * @param {number} u  the one that is wanted
     */
    draw(pipeline, u) {
      const last = pipeline.stages[pipeline.stages.length - 1];
      shares = pipeline.shares;
      kept = last.kept ?? 0;
      const reached = shares.at(-1)?.end ?? 0;
      fill(place, sideBySide(shares, kept - shares.length, 1 - reached));
      point(held ? at : u);
    },
  };
}
