// How many numbers of a vector lie where: bars from the smallest to the largest.

import { element } from "../dom.js";
import { count, signedDecimal } from "../numbers.js";
import { words } from "../words.js";

const CLASSES = 31; // an odd number, so that one of them lies around 0

/**
 * Numbers counted in classes of one width, from minus the largest size to the largest.
 * @param {string} title
 * @param {number[]} numbers
 */
export function histogramOf(title, numbers) {
  const largest = Math.max(...numbers.map(Math.abs)) || 1;
  const counts = Array.from({ length: CLASSES }, () => 0);
  for (const x of numbers) counts[Math.min(CLASSES - 1, Math.floor(((x / largest + 1) / 2) * CLASSES))] += 1;
  return histogram(title, counts, -largest, (2 * largest) / CLASSES);
}

/**
 * @param {string} title
 * @param {number[]} counts
 * @param {number} least  where the first class begins
 * @param {number} width
 * @param {number | null} [marked]  a number whose place is marked
 */
export function histogram(title, counts, least, width, marked = null) {
  const most = Math.max(...counts) || 1;
  const end = least + width * counts.length;
  const bars = counts.map((n) => {
    const bar = element("i");
    // Of many numbers few lie at the ends, and one of them is often what matters: the root lets it be seen.
    bar.style.setProperty("--share", String(Math.sqrt(n / most)));
    return bar;
  });
  const needle = marked === null ? null : element("b", {});
  needle?.style.setProperty("--left", String((Number(marked) - least) / (end - least)));
  const total = counts.reduce((sum, n) => sum + n, 0);
  return element(
    "figure",
    { class: "lp-histogram" },
    element("figcaption", {}, title),
    element(
      "div",
      {
        class: "lp-histogram-bars",
        role: "img",
        "aria-label": words.histogram.told(title, count(total), signedDecimal(least), signedDecimal(end)),
      },
      bars,
      needle,
    ),
    element(
      "div",
      { class: "lp-scale", "aria-hidden": true },
      [least, (least + end) / 2, end].map((x) => element("span", {}, signedDecimal(x))),
    ),
  );
}
