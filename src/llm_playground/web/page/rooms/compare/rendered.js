// What a model really reads: the prompt as its template writes it, coloured by whose words stand where.

import { element, fill } from "../../../../views/kit/dom.js";
import { chip, pieceLabel } from "../../../../views/kit/pieces.js";
import { askJson } from "../../api.js";
import { Asking } from "../../asking.js";
import { modelCard } from "../../models.js";
import { problemsOf } from "../../problems.js";
import { words } from "../../words.js";

/** @typedef {import("../../types").RenderedPrompt} RenderedPrompt */
/** @typedef {Pick<import("../../types").Run, "model" | "prompt" | "template" | "template_options">} Question */
/** @typedef {{ start: number, end: number, role: string | null, special: number | null }} Stretch  of characters */

export const ROLES = /** @type {const} */ (["system", "user", "assistant"]);

/**
 * Drawn anew while somebody types, where that loads no model that is not there yet.
 * @param {{ catalog: import("../../types").Catalog,
 *   onproblem: (problems: import("../../problems.js").Problem[]) => void }} options  hears each time what is refused
 */
export function renderedPrompt({ catalog, onproblem }) {
  const said = words.compare.rendered;
  const counted = element("p", { class: "eyebrow" });
  const text = element("pre", { tabindex: 0 });
  const body = element("div", {}, counted, text);
  const node = element("div", { class: "rendered" }, body);
  const asking = new Asking(node, ask);
  node.prepend(asking.problem);
  /** @type {Question | null} */
  let question = null;
  let asked = "";
  let running = ""; // the model of a run that has begun, which is loaded though the catalog may not say so yet

  /** @param {AbortSignal} signal */
  async function ask(signal) {
    const now = /** @type {Question} */ (question);
    asked = JSON.stringify(now);
    const model = modelCard(catalog, now.model);
    body.hidden = false;
    if (!model?.loaded && !["bundled", "trained"].includes(model?.state ?? "") && now.model !== running) {
      onproblem([]);
      text.hidden = true;
      return void fill(counted, said.later);
    }
    try {
      show(await askJson("api/prompt", now, signal));
      onproblem([]);
    } catch (error) {
      if (!signal.aborted) {
        body.hidden = true;
        onproblem(problemsOf(error));
      }
      throw error;
    }
  }

  /** @param {RenderedPrompt} rendered */
  function show(rendered) {
    const { prompt, special, parts, template } = rendered;
    text.hidden = false;
    fill(
      counted,
      said.counted(prompt.ids.length, special.length, template),
      parts === null && ` ${said.rewritten}`,
      prompt.text === "" && ` ${words.counter.empty("base")}`,
    );
    const characters = [...prompt.text];
    fill(
      text,
      stretchesOf(rendered).map((stretch) => stretchNode(stretch, characters, rendered)),
    );
    text.scrollTop = text.scrollHeight; // of a long conversation the end is what was written last
  }

  return {
    node,
    /** @param {string} letter */
    name(letter) {
      text.setAttribute("aria-label", said.spoken(letter));
    },
    /** @param {Question} next  what is set now */
    tell(next) {
      question = next;
      if (JSON.stringify(next) !== asked) asking.later();
    },
    /** A run has begun. @param {string} model */
    begun(model) {
      running = model;
      if (question) asking.now();
    },
    /** The catalog says by now which models are loaded. */
    learnt() {
      running = "";
    },
    close: () => asking.close(),
  };
}

/** What the colours mean. */
export function roleLegend() {
  const said = words.compare.rendered;
  return element(
    "p",
    { class: "role-legend" },
    said.legend,
    " ",
    ROLES.flatMap((role) => [element("span", { class: `role ${role}` }, said.roles[role]), " "]),
    element("span", { class: "role template" }, said.template),
    " ",
    element("span", { class: "special" }, said.special),
  );
}

/**
 * The text of a prompt as pieces that are one thing each: a special token, the words of a role, or what the template wrote.
 * @param {RenderedPrompt} rendered
 * @returns {Stretch[]}
 */
export function stretchesOf({ prompt, parts, special, template }) {
  const length = [...prompt.text].length;
  const marked = special.map((index) => ({ start: prompt.spans[index][0], end: prompt.spans[index][1], index }));
  const ends = [...marked, ...(parts ?? [])].flatMap(({ start, end }) => [start, end]);
  const cuts = [...new Set([0, length, ...ends])].sort((one, other) => one - other);
  const otherwise = parts !== null && template !== null ? "template" : null;
  return cuts.flatMap((start, at) => {
    // What adds nothing to the text, such as the token with which a text begins, stands before what comes there.
    const unseen = marked.filter((each) => each.start === start && each.end === start);
    const found = unseen.map(({ index }) => ({ start, end: start, role: otherwise, special: index }));
    const end = cuts[at + 1];
    if (end === undefined) return found;
    const within = (/** @type {{ start: number, end: number }} */ each) => each.start <= start && end <= each.end;
    const role = parts?.find(within)?.role ?? otherwise;
    return [...found, { start, end, role, special: marked.find(within)?.index ?? null }];
  });
}

/**
 * @param {Stretch} stretch
 * @param {string[]} characters
 * @param {RenderedPrompt} rendered
 */
function stretchNode({ start, end, role, special }, characters, { prompt }) {
  const text = characters.slice(start, end).join("");
  if (special !== null) {
    const label = text === "" ? pieceLabel(prompt.pieces[special]) : text;
    return element("span", { class: "special" }, chip(prompt.pieces[special], label));
  }
  const shown = text.replaceAll("\n", "⏎\n");
  if (role === null) return element("span", {}, shown);
  const spoken = role === "template" ? null : element("span", { class: "lp-unseen" }, `${role}: `);
  return element("span", { class: `role ${role}` }, spoken, shown);
}
