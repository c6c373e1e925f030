// Points by two numbers: axes with their marks, and points that are pointed at, walked through and chosen.

import { element, fill } from "../dom.js";
import { filling, svgElement } from "../svg.js";

/** @typedef {{ x: number, y: number, name: string, label: string | null, share: number }} Point
 *  `name` is read out; `label`, where there is one, stands beside it; `share`, from 0 to 1, is its ink */
/** @typedef {{ title: string, most: number, mark: (value: number) => string, line: number | null, stretches?: number }} Axis
 *  from 0 to `most`, with a mark between any two of its `stretches`; `line` is a value at which a line is drawn */

const STRETCHES = 4; // unless an axis says otherwise
const LINE = 18; // pixels of a line of text
const LETTER = 8;
const WIDE = 100; // of the picture of a path, in its own units
const NEAR = 28; // pixels from a point, within which one points at it

/**
 * One tab stop: arrow keys go to the nearest point on that side; Enter, space or a click chooses.
 * @param {string} label
 * @param {(index: number | null) => void} tell  of the point pointed at or focused; null when there is none
 * @param {(index: number) => void} choose
 */
export function pointPlot(label, tell, choose) {
  const area = element("div", { class: "lp-chart-area", role: "listbox", "aria-label": label });
  const [across, up] = ["lp-chart-x", "lp-chart-y"].map((name) => element("div", { class: name, "aria-hidden": true }));
  const [xTitle, yTitle] = ["lp-chart-x-title", "lp-chart-y-title"].map((name) =>
    element("span", { class: name, "aria-hidden": true }),
  );
  const node = element("div", { class: "lp-chart" }, yTitle, up, area, across, xTitle);
  /** @type {Point[]} */
  let points = [];
  /** @type {number | null} */
  let chosen = null;
  /** @type {(hidden: number) => void} */
  let heard = () => {};

  const options = () => /** @type {HTMLElement[]} */ ([...area.querySelectorAll('[role="option"]')]);

  /** Where a point stands in the area, in pixels. @param {number} index */
  function place(index) {
    const { clientWidth, clientHeight } = area;
    return { x: points[index].x * clientWidth, y: (1 - points[index].y) * clientHeight };
  }

  /** @param {MouseEvent} event */
  function nearest(event) {
    const box = area.getBoundingClientRect();
    let [found, least] = [/** @type {number | null} */ (null), NEAR];
    for (const index of points.keys()) {
      const { x, y } = place(index);
      const away = Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y);
      if (away < least) [found, least] = [index, away];
    }
    return found;
  }

  /** @param {number | null} index */
  function point(index) {
    for (const [at, option] of options().entries()) option.classList.toggle("lp-pointed", at === index);
    tell(index);
  }

  area.addEventListener("pointermove", (event) => point(nearest(event)));
  area.addEventListener("pointerleave", () => point(null));
  area.addEventListener("focusin", (event) => {
    const index = options().indexOf(/** @type {HTMLElement} */ (event.target));
    if (index >= 0) point(index);
  });
  area.addEventListener("focusout", () => point(null));
  area.addEventListener("click", (event) => {
    const index = nearest(event);
    if (index !== null) choose(index);
  });
  area.addEventListener("keydown", (event) => {
    const from = options().indexOf(/** @type {HTMLElement} */ (event.target));
    if (from < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") choose(from);
    else {
      const to = onSide(from, event.key);
      if (to === null) return;
      stop(to);
      options()[to].focus();
    }
    event.preventDefault();
  });

  /**
   * The nearest point on the side of an arrow key; what lies off its way counts twice.
   * @param {number} from
   * @param {string} key
   */
  function onSide(from, key) {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
    if (!way) return null;
    const here = place(from);
    let [found, least] = [/** @type {number | null} */ (null), Infinity];
    for (const index of points.keys()) {
      const there = place(index);
      const [dx, dy] = [there.x - here.x, there.y - here.y];
      const along = dx * way[0] + dy * way[1];
      const off = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      // Points in one place follow each other in the order in which they stand.
      if (index === from || along < 0 || (along === 0 && (off > 0 || index < from === way[0] + way[1] > 0))) continue;
      if (along + 2 * off < least) [found, least] = [index, along + 2 * off];
    }
    return found;
  }

  /** @param {number} index  the point that Tab leads to */
  function stop(index) {
    for (const [at, option] of options().entries()) option.setAttribute("tabindex", at === index ? "0" : "-1");
  }

  /** Write the labels that have room, those of the highest points first. */
  function writeLabels() {
    const { clientWidth, clientHeight } = area;
    /** @type {Box[]} */
    const taken = [];
    let hidden = 0;
    const order = [...points.keys()].sort((one, other) => points[other].y - points[one].y);
    for (const index of order) {
      const text = /** @type {HTMLElement | null} */ (options()[index].querySelector(".lp-chart-label"));
      if (!text) continue;
      const { x, y } = place(index);
      const width = LETTER * (text.textContent ?? "").length;
      const spots = [
        [x + 9, y - LINE / 2],
        [x - 9 - width, y - LINE / 2],
        [x - width / 2, y - LINE - 7],
        [x - width / 2, y + 7],
      ].map(([left, top]) => ({ left, top, right: left + width, bottom: top + LINE }));
      const spot = spots.find(
        (box) =>
          box.left >= 0 &&
          box.right <= clientWidth &&
          box.top >= -LINE &&
          box.bottom <= clientHeight + LINE &&
          taken.every((each) => apart(box, each)) &&
          points.every((_, at) => at === index || outside(place(at), box)),
      );
      text.hidden = !spot;
      hidden += Number(!spot);
      if (!spot) continue;
      taken.push(spot);
      text.style.setProperty("left", `${spot.left - x}px`);
      text.style.setProperty("top", `${spot.top - y}px`);
    }
    heard(hidden);
  }
  const sized = new ResizeObserver(writeLabels);
  sized.observe(area);

  /**
   * @param {Point[]} given  their numbers in the units of the axes
   * @param {Axis} xAxis
   * @param {Axis} yAxis
   * @param {(hidden: number) => void} hear  of how many labels have no room
   * @param {boolean} [joined]  whether a line goes from each to the next
   */
  function show(given, xAxis, yAxis, hear, joined = false) {
    heard = hear;
    points = given.map((each) => ({ ...each, x: each.x / xAxis.most, y: each.y / yAxis.most }));
    fill(xTitle, `${xAxis.title} →`);
    fill(yTitle, `↑ ${yAxis.title}`);
    fill(across, marks(xAxis));
    fill(up, marks(yAxis));
    const lines = [line(xAxis, "lp-chart-upright"), line(yAxis, "lp-chart-level")];
    area.style.setProperty("--columns", String(xAxis.stretches ?? STRETCHES));
    area.style.setProperty("--rows", String(yAxis.stretches ?? STRETCHES));
    fill(area, lines, joined && path(points), points.map(option));
    stop(0);
    writeLabels();
    mark(chosen);
  }

  /** @param {number | null} index  the chosen point */
  function mark(index) {
    chosen = index;
    for (const [at, each] of options().entries()) each.setAttribute("aria-selected", String(at === index));
    if (index !== null && points[index] && !area.contains(area.ownerDocument.activeElement)) stop(index);
  }

  return { node, show, mark, close: () => sized.disconnect() };
}

/**
 * @param {Point} point
 */
function option({ x, y, name, label, share }) {
  const node = element(
    "span",
    {
      role: "option",
      class: "lp-point",
      "aria-label": name,
      "aria-selected": "false",
      tabindex: -1,
    },
    label !== null && element("span", { class: "lp-chart-label", "aria-hidden": true }, label),
  );
  for (const [key, value] of Object.entries({ x, y, share })) node.style.setProperty(`--${key}`, String(value));
  return node;
}

/** @param {Point[]} points */
function path(points) {
  const places = points.map(({ x, y }) => `${WIDE * x},${WIDE * (1 - y)}`).join();
  const picture = filling(`0 0 ${WIDE} ${WIDE}`, svgElement("polyline", { points: places }));
  picture.classList.add("lp-chart-path");
  return picture;
}

/** @param {Axis} axis */
function marks({ most, mark, stretches = STRETCHES }) {
  return Array.from({ length: stretches + 1 }, (_, at) => {
    const node = element("span", {}, mark((at * most) / stretches));
    node.style.setProperty("--at", String(at / stretches));
    return node;
  });
}

/**
 * @param {Axis} axis
 * @param {string} kind
 */
function line({ line, most }, kind) {
  if (line === null) return null;
  const node = element("i", { class: kind, "aria-hidden": true });
  node.style.setProperty("--at", String(line / most));
  return node;
}

/**
 * A round number that is at least as large: 1, 2, 4 or 8 times a power of ten.
 * @param {number} value
 */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return power * /** @type {number} */ ([1, 2, 4, 8, 10].find((factor) => factor * power >= value) || 10);
}

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */

/**
 * @param {Box} one
 * @param {Box} other
 */
function apart(one, other) {
  return one.right < other.left || other.right < one.left || one.bottom <= other.top || other.bottom <= one.top;
}

/**
 * @param {{ x: number, y: number }} place  of a point, with its ink
 * @param {Box} box
 */
function outside({ x, y }, box) {
  return x < box.left - 6 || x > box.right + 6 || y < box.top - 4 || y > box.bottom + 4;
}
