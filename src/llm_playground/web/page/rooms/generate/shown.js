// What stands around the picture of a step: the text up to it, what another choice would mean, the ways from here.

import { element, fill } from "../../../../views/kit/dom.js";
import { pieceLabel, spacesAndWord } from "../../../../views/kit/pieces.js";
import * as doors from "../../doors.js";
import { words } from "../../words.js";

/** @typedef {import("../../recording.js").Recording} Recording */
/** @typedef {import("../../../../views/types").PipelineStep} PipelineStep */

/** The text up to a token, and that token. */
export function textSoFar() {
  const node = element("p", { class: "so-far lp-text" });
  return {
    node,
    /** @param {string} prompt */
    begin: (prompt) => fill(node, element("span", { class: "lp-given" }, prompt)),
    /**
     * @param {Recording} recording
     * @param {number} at
     * @param {PipelineStep | null} shown  the step as it would be chosen now, which comes before what was recorded
     */
    draw({ steps, started }, at, shown) {
      const now = shown
        ? { piece: shown.pipeline.choice.piece, text: shown.text }
        : steps[at] && { piece: steps[at].choice.piece, text: steps[at].text };
      const [spaces, word] = now ? spacesAndWord(now.text.replaceAll("\n", "⏎\n") || pieceLabel(now.piece)) : ["", ""];
      const before = steps.slice(0, at).map((step) => step.text);
      const given = element("span", { class: "lp-given" }, started?.prompt.text);
      fill(node, given, before.join(""), spaces, word && element("mark", { class: "now" }, word));
    },
  };
}

/** Says where a step would be chosen otherwise than it was, or would end the text. */
export function remark() {
  const node = element("p", { class: "effect", role: "status" });
  return {
    node,
    /**
     * @param {Recording} recording
     * @param {number} at
     * @param {PipelineStep} answer
     */
    draw({ steps }, at, { pipeline, ends }) {
      const recorded = steps[at]?.choice;
      const isOther = recorded !== undefined && recorded.id !== pipeline.choice.id;
      const [was, is] = [recorded?.piece ?? "", pipeline.choice.piece].map(pieceLabel);
      fill(node, isOther && words.generate.otherwise(was, is, steps.length - at - 1), ends && words.generate.ends);
      node.hidden = !isOther && !ends;
    },
  };
}

/**
 * From a step to other rooms, and to another draw.
 * @param {Recording} recording
 * @param {number} at
 * @param {{ ownU: (() => void) | null, keepSeed: (() => void) | null, otherDraw: (() => void) | null, seed: number | null,
 *   byNoise: boolean }} offers  what can be done here; null is not offered
 */
export function waysFrom(recording, at, { ownU, keepSeed, otherDraw, seed, byNoise }) {
  const button = (/** @type {string} */ title, /** @type {() => void} */ onclick) =>
    element("button", { type: "button", class: "quiet small", onclick }, title);
  return [
    ownU && seed !== null && button(words.generate.ownU(seed), ownU),
    doors.inside(recording, at),
    doors.wholeText(recording),
    keepSeed && seed !== null && button(words.keepThisSeed(seed), keepSeed),
    otherDraw && button(byNoise ? words.generate.drawByU : words.generate.drawByNoise, otherDraw),
  ];
}
