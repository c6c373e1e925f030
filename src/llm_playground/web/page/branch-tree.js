// The tree of texts as it is drawn: a row a text, below the one that it parted from, with the words at which it did.

import { element, fill } from "../../views/kit/dom.js";
import { pieceLabel, shorten, spacesAndWord } from "../../views/kit/pieces.js";
import { commonLength, textOf } from "./branches.js";
import { words } from "./words.js";

/** @typedef {import("./branches.js").Branches} Branches */
/** @typedef {import("./branches.js").Text} Text */

const TOKENS = 8; // of a text that a row shows

/** @param {Branches} branches */
export function branchTree(branches) {
  const tree = element("div", { class: "tree", role: "tree", "aria-label": words.branches.title });
  const undo = tool(words.branches.undo, () => branches.undo(), "Control+Z");
  const redo = tool(words.branches.redo, () => branches.redo(), "Control+Shift+Z");
  const rename = tool(words.branches.rename, () => edit());
  const remove = tool(words.branches.remove, () => branches.current && branches.remove(branches.current.id));
  const compared = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": words.branches.compare }));
  const side = element("div", { class: "compared", hidden: true });
  const naming = element("span");
  const full = element("p", { class: "effect", role: "status", hidden: true });
  const tools = element("div", { class: "tree-tools" }, undo, redo, rename, remove, naming, compared);
  const node = element(
    "section",
    { class: "branches", "aria-label": words.branches.title, hidden: true },
    element("div", { class: "branches-head" }, element("h3", {}, words.branches.title), tools),
    full,
    tree,
    side,
  );

  function draw() {
    const { texts, current } = branches;
    const focused = tree.contains(document.activeElement);
    tree.hidden = texts.length === 0;
    full.hidden = !branches.isFull;
    full.className = "effect";
    if (branches.isFull) fill(full, words.branches.full(texts.length));
    if (texts.length > 1) node.hidden = false; // and so it stays, as what is deleted can come back
    undo.toggleAttribute("disabled", !branches.canUndo);
    redo.toggleAttribute("disabled", !branches.canRedo);
    for (const each of [rename, remove]) each.toggleAttribute("disabled", current === null);
    fill(
      tree,
      branches.rows().map(([text, depth]) => row(text, depth)),
    );
    if (focused) focus();
    drawCompared();
  }

  /**
   * @param {Text} text
   * @param {number} depth
   */
  function row(text, depth) {
    const { recording, name, id } = text;
    const from = branches.find(text.parent);
    const at = from ? commonLength(recording.steps, from.recording.steps) : 0;
    const words_ = recording.steps.slice(at, at + TOKENS);
    const more = recording.steps.length > at + TOKENS ? " …" : "";
    const selected = id === branches.current?.id;
    const node = element(
      "div",
      {
        role: "treeitem",
        class: "branch",
        "aria-level": depth + 1,
        "aria-selected": String(selected),
        tabindex: selected ? 0 : -1,
        "data-id": id,
        onclick: () => branches.show(id),
      },
      element("b", {}, name),
      from && element("small", { class: "parted" }, words.branches.partsAt(at + 1)),
      element("span", { class: "begins" }, words_.length > 0 ? oneLine(textOf(words_)) + more : words.branches.same),
      element("small", {}, words.branches.length(recording.steps.length, recording.status)),
    );
    node.style.setProperty("--depth", String(depth));
    return node;
  }

  function focus() {
    /** @type {HTMLElement | null} */ (tree.querySelector('[aria-selected="true"]'))?.focus();
  }

  /** The text that is shown, beside another one. */
  function drawCompared() {
    const { current, texts } = branches;
    const others = texts.filter((text) => text !== current);
    const chosen = Number(compared.value);
    const other = others.find(({ id }) => id === chosen) ?? null;
    fill(
      compared,
      element("option", { value: 0 }, other ? words.branches.compareNone : words.branches.compareSome),
      others.map(({ id, name }) => element("option", { value: id }, words.branches.compareWith(shorten(name)))),
    );
    compared.value = String(other?.id ?? 0);
    compared.hidden = others.length === 0;
    drawSide(current, other);
  }

  /**
   * @param {Text | null} current
   * @param {Text | null} other
   */
  function drawSide(current, other) {
    side.hidden = !current || !other;
    const common = current && other ? commonLength(current.recording.steps, other.recording.steps) : null;
    if (current && other && common !== null) {
      const [mine, its] = [current.recording.steps, other.recording.steps];
      const differ = mine.length > common || its.length > common;
      fill(
        side,
        element("h4", {}, other.name),
        element("p", { class: "effect", role: "status" }, words.branches.common(common, differ)),
        element(
          "p",
          { class: "compared-text" },
          element(
            "span",
            { class: "in-common" },
            other.recording.started?.prompt.text ?? "",
            textOf(its.slice(0, common)),
          ),
          ...fork(its[common]),
          textOf(its.slice(common + 1)),
        ),
      );
    }
    node.dispatchEvent(new CustomEvent("common", { detail: common }));
  }

  function edit() {
    const { current } = branches;
    if (!current) return;
    const field = /** @type {HTMLInputElement} */ (
      element("input", { type: "text", value: current.name, maxlength: 60, "aria-label": words.branches.newName })
    );
    let open = true;
    const close = (/** @type {boolean} */ keep) => {
      if (!open) return;
      open = false; // to take the field away makes it lose the focus, which would close it once more
      fill(naming);
      if (keep && field.value.trim() && field.value !== current.name) branches.rename(current.id, field.value.trim());
      focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close(event.key === "Enter");
    });
    field.addEventListener("blur", () => close(true));
    fill(naming, field);
    field.select();
  }

  compared.addEventListener("change", drawCompared);
  tree.addEventListener("keydown", (event) => {
    const { current } = branches;
    if (!current || event.ctrlKey || event.altKey || event.metaKey) return;
    const order = branches.rows().map(([text]) => text);
    const at = order.indexOf(current);
    const to = {
      ArrowDown: order[at + 1],
      ArrowUp: order[at - 1],
      ArrowLeft: branches.find(current.parent),
      ArrowRight: order.find((text) => text.parent === current.id),
      Home: order[0],
      End: order.at(-1),
    }[event.key];
    if (event.key === "Delete") branches.remove(current.id);
    else if (event.key === "F2") edit();
    else if (to) branches.show(to.id);
    else return;
    event.preventDefault();
  });
  /** Somebody wants another text, and there is no room for it. */
  function refuse() {
    full.scrollIntoView({ block: "nearest" });
    full.className = "problem";
  }

  return { node, draw, refuse };
}

/**
 * The token at which a text parts from another one, framed.
 * @param {import("./branches.js").ChosenStep | undefined} step
 */
function fork(step) {
  if (!step) return [];
  const [spaces, word] = spacesAndWord(step.text || pieceLabel(step.choice.piece));
  return [spaces, element("mark", {}, word)];
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll("\n", "⏎").trim();
}

/**
 * @param {string} title
 * @param {() => void} onclick
 * @param {string} [keys]
 */
function tool(title, onclick, keys) {
  return element(
    "button",
    {
      type: "button",
      class: "quiet small",
      onclick,
      "aria-keyshortcuts": keys,
      title: keys?.replace("Control", "Ctrl"),
    },
    title,
  );
}
