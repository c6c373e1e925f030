// A curve or two over one axis. A point at a time can be read, with the pointer or the arrow keys.

import { element, fill } from "../dom.js";
import { numberSlider } from "../number_slider.js";
import { signedDecimal } from "../numbers.js";
import { filling, svgElement } from "../svg.js";

/** @typedef {{ values: number[], kind: "lp-line-main" | "lp-line-faint" }} Line */
/** @typedef {{ x: number, y: number, strong?: boolean }} Dot */
/**
 * @typedef {{
 *   title: string,
 *   x: number[],
 *   names: [string, string],
 *   lines: Line[],
 *   tell: (index: number) => string,
 *   read?: (index: number) => void,
 *   dots?: Dot[],
 *   at?: number,
 *   logarithmic?: boolean,
 *   ends?: (x: number) => string,
 *   heights?: (y: number) => string,
 *   range?: [number, number],
 * }} Chart  `names` of both axes; `tell` says a point, `read` hears which; `at`: the one that is told first; `range`: the heights that are drawn
 */

const [WIDE, HIGH] = [1000, 300]; // units of the drawing

/** @param {Chart} chart */
export function lineChart(chart) {
  const { title, x, names, logarithmic = false, ends = (value) => signedDecimal(value, 0) } = chart;
  const heights = chart.heights ?? ((/** @type {number} */ value) => signedDecimal(value, 2));
  let shown = chart;
  let chosen = chart.at ?? 0;
  const picture = filling(`0 0 ${WIDE} ${HIGH}`);
  const needle = element("i", { class: "lp-line-chart-needle", "aria-hidden": true });
  const dots = element("span", { "aria-hidden": true });
  const plot = numberSlider({ kind: "lp-line-chart-plot", title, size: x.length, at, read }, picture, dots, needle);
  const [above, below] = [element("span", {}), element("span", {})];
  const told = element("output", { "aria-hidden": true });
  const node = element(
    "figure",
    { class: "lp-line-chart" },
    element("figcaption", {}, title),
    element(
      "div",
      { class: "lp-line-chart-heights", "aria-hidden": true },
      above,
      element("small", {}, names[1]),
      below,
    ),
    plot.node,
    element(
      "div",
      { class: "lp-line-chart-ends", "aria-hidden": true },
      element("span", {}, ends(x[0])),
      element("small", {}, names[0]),
      element("span", {}, ends(x[x.length - 1])),
    ),
    told,
  );

  /** @param {number} value  from 0 to 1 along the axis */
  function share(value) {
    const place = logarithmic ? Math.log : (/** @type {number} */ each) => each;
    return (place(value) - place(x[0])) / (place(x[x.length - 1]) - place(x[0]) || 1);
  }

  /** @returns {[number, number]} */
  function range() {
    if (shown.range) return shown.range;
    const values = [...shown.lines.flatMap((line) => line.values), ...(shown.dots ?? []).map(({ y }) => y)];
    const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
    return [least, most > least ? most : least + 1];
  }

  /** @param {number[]} values @param {(y: number) => number} height */
  function through(values, height) {
    const points = values.map((y, at) => `${(share(x[at]) * WIDE).toFixed(1)} ${(height(y) * HIGH).toFixed(1)}`);
    return `M${points.join("L")}`;
  }

  function draw() {
    const [least, most] = range();
    const height = (/** @type {number} */ y) => (most - y) / (most - least);
    picture.replaceChildren(
      ...(least < 0 && most > 0
        ? [svgElement("path", { d: `M0 ${height(0) * HIGH}H${WIDE}`, class: "lp-line-zero" })]
        : []),
      ...shown.lines.map(({ values, kind }) => svgElement("path", { d: through(values, height), class: kind })),
    );
    fill(
      dots,
      (shown.dots ?? []).map(({ x: left, y, strong }) => {
        const dot = element("b", { class: strong ? "lp-dot lp-strong" : "lp-dot" });
        dot.style.setProperty("--left", String(share(left)));
        dot.style.setProperty("--top", String(height(y)));
        return dot;
      }),
    );
    fill(above, heights(most));
    fill(below, heights(least));
    read(chosen);
  }

  /** @param {number} index */
  function read(index) {
    chosen = index;
    plot.tell(chosen, shown.tell(chosen));
    shown.read?.(chosen);
    fill(told, shown.tell(chosen));
    needle.style.setProperty("--left", String(share(x[chosen])));
  }

  /** The point nearest to a place. @param {number} place  a share of the width */
  function at(place) {
    const away = x.map((value) => Math.abs(share(value) - place));
    return away.indexOf(Math.min(...away));
  }

  draw();
  return {
    node,
    /** @param {Partial<Chart>} patch  other lines over the same axis, which may end before it does */
    redraw(patch) {
      shown = { ...shown, ...patch };
      chosen = patch.at ?? chosen;
      draw();
    },
  };
}
