// A compared text that runs on, and above it a map of all of it: a bar an item.

import { element } from "../dom.js";
import { spacesAndWord } from "../pieces.js";
import { words } from "../words.js";
import { MOST_BITS_A_BYTE, shareOf } from "./items.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {import("../../types").ComparedColour} Colour */

/** @param {Item} item */
const classOf = ({ known, likelier }) =>
  known ? `lp-apart${likelier ? ` lp-likelier-${likelier}` : ""}` : "lp-uncompared";

/** @param {Item[]} items */
export function comparedFlow(items) {
  return items.map((item, index) => {
    const [spaces, word] = spacesAndWord(item.text);
    const node = element(
      "span",
      {
        class: `lp-compared-item ${classOf(item)}${item.share < 0.04 ? " lp-none" : ""}`,
        role: "option",
        tabindex: -1,
        "data-index": index,
        "aria-selected": "false",
        "aria-label": item.spoken,
      },
      spaces,
      element("span", { class: "lp-ink" }, word.replaceAll("\n", "⏎\n")),
    );
    node.style.setProperty("--share", String(item.share));
    return node;
  });
}

/**
 * The whole text at a glance; who uses no pointer has the text itself.
 * @param {Item[]} items
 * @param {string} up  what the bars above the line are
 * @param {string} down  those below; "" where there are none
 */
export function apartMap(items, up, down) {
  const bars = items.map((item, index) => {
    const bar = element("i", { class: classOf(item), "data-index": index });
    bar.style.setProperty("--up", String(item.up));
    bar.style.setProperty("--down", String(item.down));
    return bar;
  });
  return element(
    "div",
    { class: `lp-apart-map${down ? " lp-both-ways" : ""}`, "aria-hidden": true },
    element("small", {}, up),
    element("div", {}, bars),
    down && element("small", {}, down),
  );
}

/**
 * @param {Colour | "bits"} colour
 * @param {number[]} scale
 */
export function apartLegend(colour, scale) {
  const said = words.twoModels.legend;
  const unit = colour === "bits" ? said.bits : said.nats;
  const swatch = (/** @type {number} */ apart, /** @type {string} */ name) => {
    const node = element("i", { class: `lp-swatch lp-apart ${name}` });
    node.style.setProperty("--share", String(shareOf(apart, scale)));
    return element("span", {}, node, unit(apart, apart === scale[3]));
  };
  if (colour === "kl_ab" || colour === "kl_ba")
    return element(
      "p",
      { class: "lp-legend", "aria-label": said.kl },
      [0, ...scale].map((apart) => swatch(apart, "")),
    );
  const side = (/** @type {"a" | "b"} */ letter) =>
    element(
      "p",
      { class: "lp-legend" },
      element("b", {}, said.likelier(letter.toUpperCase())),
      scale.map((apart) => swatch(apart, `lp-likelier-${letter}`)),
    );
  const title = colour === "bits" ? said.stretches(MOST_BITS_A_BYTE) : said.token;
  return element("div", { role: "group", "aria-label": title }, side("a"), side("b"));
}
