// Arcs over tokens in a line: from each token to those that it looks at, the wider and the stronger the more.

import { element } from "../dom.js";
import { svgElement } from "../svg.js";

/** @typedef {{ across: number[], rise: number }} Curve  a cubic: where its four points are, how high the middle two */

const LOOP = 44; // pixels, how high the middle points of an arc from a token to itself are
const FAN = 8; // how far to both sides of its middle the arcs of a token begin, so that they can be told apart there
const REACH = 14; // how far from an arc the pointer may be
const EDGE = 6; // half the width of the widest arc, and a little
/**
 * The least weights that are drawn: of the token that looks, so that one that looks at all of 1,024 tokens alike still
 * has its arcs, and of all tokens, which have many.
 */
export const LEAST = 0.0005;
export const LEAST_OF_ALL = 0.02;

/** @param {number} tallest  how high the middle points may rise, in pixels */
export function arcs(tallest) {
  const [all, own] = ["lp-arcs-all", "lp-arcs-own"].map((name) => svgElement("g", { class: name }));
  const layers = [all, own].map((group) => svgElement("svg", {}, group));
  const node = element("div", { class: "lp-arcs", "aria-hidden": true }, layers);
  /** @type {{ places: number[], rows: number[][], sink: number | null, query: number }} */
  let shown = { places: [], rows: [], sink: null, query: 0 };
  /** @type {Curve[]} */
  let curves = []; // of the token that looks, one for each of its keys

  /**
   * @param {number[]} places  the middle of each token, in pixels from the left
   * @param {number[][]} rows  the weights of each token that looks
   * @param {number | null} sink  the token at which attention rests, whose arcs are told apart
   */
  function show(places, rows, sink) {
    shown = { ...shown, places, rows, sink };
    const longest = (places.at(-1) ?? 0) - (places[0] ?? 0);
    const height = 0.75 * Math.max(LOOP, riseOver(longest, tallest)) + EDGE;
    for (const layer of layers) layer.setAttribute("height", String(height));
    all.replaceChildren(
      ...rows.flatMap((row, query) =>
        row
          .slice(0, query + 1)
          .map((weight, key) => weight >= LEAST_OF_ALL && arc(query, key, weight))
          .filter((path) => path !== false),
      ),
    );
  }

  /**
   * @param {number} query  the token that looks
   * @param {number | null} pointed  the one it looks at whose arc is pointed at
   */
  function mark(query, pointed) {
    shown.query = query;
    const { places, rows } = shown;
    const weights = (rows[query] ?? []).slice(0, query + 1);
    curves = weights.map((_, key) => curve(places, query, key, tallest));
    const order = weights.map((_, key) => key).sort((a, b) => weights[a] - weights[b]); // the strongest in front
    const drawn = order.filter((key) => weights[key] >= LEAST && key !== pointed);
    own.replaceChildren(...drawn.map((key) => arc(query, key, weights[key])));
    own.classList.toggle("lp-arcs-pointed", pointed !== null && pointed <= query);
    if (pointed === null || pointed > query) return;
    const lit = arc(query, pointed, weights[pointed]);
    lit.classList.add("lp-arc-lit");
    own.append(lit);
  }

  /**
   * @param {number} query
   * @param {number} key
   * @param {number} weight
   */
  function arc(query, key, weight) {
    const { places, sink } = shown;
    const path = svgElement("path", {
      d: pathOf(curve(places, query, key, tallest)),
      class: key === sink ? "lp-arc lp-arc-rests" : "lp-arc",
    });
    path.style.setProperty("--share", Math.sqrt(weight).toFixed(4));
    return path;
  }

  /**
   * Which of the tokens that are looked at has its arc under the pointer; null where there is none near.
   * @param {PointerEvent} event
   */
  function keyAt(event) {
    const box = node.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.bottom];
    const weights = shown.rows[shown.query] ?? [];
    let [nearest, least] = [/** @type {number | null} */ (null), REACH];
    curves.forEach((each, key) => {
      const away = weights[key] >= LEAST ? distance(each, x, y) : Infinity;
      if (away < least) [nearest, least] = [key, away];
    });
    return nearest;
  }

  return { node, show, mark, keyAt };
}

/**
 * The farther two tokens are apart the higher, but less and less so: arcs lie within each other, a long one is flat.
 * @param {number} apart  in pixels
 * @param {number} tallest
 */
function riseOver(apart, tallest) {
  return tallest * (1 - Math.exp(-apart / (1.5 * tallest)));
}

/**
 * From the token that looks, the outermost arc from its outer side, to the middle of the one looked at.
 * @param {number[]} places
 * @param {number} query
 * @param {number} key
 * @param {number} tallest
 * @returns {Curve}
 */
function curve(places, query, key, tallest) {
  const [middle, to] = [places[query], places[key]];
  if (query === key) return { across: [middle - FAN, middle - 24, middle + 24, middle + FAN], rise: LOOP };
  const from = middle + FAN * (1 - (2 * (key + 1)) / (query + 1));
  return { across: [from, from, to, to], rise: riseOver(from - to, tallest) };
}

/** @param {Curve} curve */
function pathOf({ across: [from, leaving, coming, to], rise }) {
  return `M${from} 0C${leaving} ${-rise} ${coming} ${-rise} ${to} 0`;
}

/**
 * @param {Curve} curve
 * @param {number} t  from 0, its beginning, to 1
 */
function pointOf({ across: [a, b, c, d], rise }, t) {
  const s = 1 - t;
  return [s * s * s * a + 3 * s * t * (s * b + t * c) + t * t * t * d, -3 * s * t * rise];
}

/**
 * How far a place is from a curve, in pixels.
 * @param {Curve} curve
 * @param {number} x
 * @param {number} y
 */
function distance(curve, x, y) {
  let least = Infinity;
  for (let step = 0; step <= 32; step++) {
    const [across, up] = pointOf(curve, step / 32);
    least = Math.min(least, Math.hypot(across - x, up - y));
  }
  return least;
}
