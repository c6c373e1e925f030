// The modules of a model as a tree: shapes, parameter counts, one line on what each does.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count } from "./kit/numbers.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { term } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").Module} Module */
/** @typedef {{ path: string, module: Module, depth: number, parent: string | null, place: number, among: number }} Line */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    /** @type {Set<string>} */
    const open = new Set();
    const tree = element("div", { class: "lp-tree", role: "tree", "aria-label": words.anatomy.tree });
    const detail = element("div", { class: "lp-module", role: "group", "aria-label": words.anatomy.chosen });
    const list = unfold(words.anatomy.asTable, () => moduleTable(model.get("module")));
    const undress = dress(el, "lp-anatomy", element("div", { class: "lp-split" }, tree, detail), list);
    tree.addEventListener("click", (event) => {
      const path = pathOf(event);
      if (path === null) return;
      if (/** @type {HTMLElement} */ (event.target).closest(".lp-twist")) toggle(path);
      choose(path);
    });
    tree.addEventListener("dblclick", (event) => {
      const path = pathOf(event);
      if (path !== null) toggle(path);
    });
    tree.addEventListener("keydown", onKey);

    /** @param {Event} event */
    function pathOf(event) {
      return /** @type {HTMLElement} */ (event.target).closest?.("[data-path]")?.getAttribute("data-path") ?? null;
    }

    /** @returns {Line[]} the lines that are visible */
    function lines() {
      const root = model.get("module");
      return root ? walk(root, open) : [];
    }

    /** @returns {string | null} */
    function selected() {
      return model.get("selected") ?? lines()[0]?.path ?? null;
    }

    /** @param {string} path */
    function toggle(path) {
      if (!open.delete(path)) open.add(path);
      drawTree(tree.contains(tree.ownerDocument.activeElement));
    }

    /** @param {string} path */
    function choose(path) {
      model.set("selected", path);
      model.save_changes();
      drawTree(true);
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
      const seen = lines();
      const at = seen.findIndex((line) => line.path === pathOf(event));
      if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
      const { path, module, parent } = seen[at];
      const closed = module.children.length > 0 && !open.has(path);
      const isOpen = open.has(path) && module.children.length > 0;
      if ((event.key === "ArrowRight" && closed) || (event.key === "ArrowLeft" && isOpen)) toggle(path);
      else if (event.key === "Enter" || event.key === " ") module.children.length > 0 && toggle(path);
      else {
        const next = {
          ArrowDown: seen[at + 1]?.path,
          ArrowUp: seen[at - 1]?.path,
          Home: seen[0].path,
          End: seen.at(-1)?.path,
          ArrowLeft: parent,
          ArrowRight: isOpen ? seen[at + 1]?.path : null,
        }[event.key];
        if (next === null || next === undefined) return;
        choose(next);
      }
      event.preventDefault();
    }

    /** @param {boolean} [focus]  put the focus on the chosen line, where it was before drawing anew */
    function drawTree(focus = false) {
      const chosen = selected();
      const seen = lines();
      const total = model.get("module")?.parameters || 1;
      fill(
        tree,
        seen.map((line) => treeItem(line, line.path === chosen, open.has(line.path), total)),
      );
      const item = /** @type {HTMLElement | null} */ (tree.querySelector('[aria-selected="true"]'));
      if (focus) item?.focus();
      const line = seen.find(({ path }) => path === chosen);
      fill(detail, line && describe(line));
    }

    function draw() {
      open.clear();
      const root = /** @type {Module | null} */ (model.get("module") ?? null);
      list.hidden = root === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (!root) {
        fill(tree);
        return void fill(detail, element("p", { class: "lp-state" }, words.anatomy.empty));
      }
      open.add("");
      // Blocks repeat: the first one is open to be read, the others are a click away.
      const blocks = root.children.find((child) => child.children.length > 0);
      if (blocks) open.add(blocks.name).add(`${blocks.name}/${blocks.children[0].name}`);
      drawTree();
    }

    const unwatch = [watch(model, ["module"], draw), watch(model, ["selected"], () => drawTree())];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * The lines of the tree, in reading order; only below the open ones unless `open` is null. The path of the root is
 * empty, since its name is the model's and may hold slashes.
 * @param {Module} module
 * @param {Set<string> | null} open
 * @param {string | null} parent
 * @param {number} depth
 * @returns {Line[]}
 */
function walk(module, open, parent = null, depth = 0, place = 1, among = 1) {
  const path = parent === null ? "" : parent === "" ? module.name : `${parent}/${module.name}`;
  const below =
    open === null || open.has(path)
      ? module.children.flatMap((child, index) => walk(child, open, path, depth + 1, index + 1, module.children.length))
      : [];
  return [{ path, module, depth, parent, place, among }, ...below];
}

/**
 * @param {Line} line
 * @param {boolean} chosen
 * @param {boolean} isOpen
 * @param {number} total  parameters of the whole model
 */
function treeItem({ path, module, depth, place, among }, chosen, isOpen, total) {
  const inner = module.children.length > 0;
  const node = element(
    "div",
    {
      role: "treeitem",
      class: "lp-item",
      "data-path": path,
      tabindex: chosen ? 0 : -1,
      "aria-selected": chosen,
      "aria-level": depth + 1,
      "aria-posinset": place,
      "aria-setsize": among,
      "aria-expanded": inner ? String(isOpen) : null,
    },
    element("span", { class: inner ? "lp-twist" : "lp-leaf", "aria-hidden": true }, inner ? (isOpen ? "▾" : "▸") : ""),
    element("code", { class: "lp-name" }, module.name),
    element("span", { class: "lp-kind" }, module.kind),
    element("span", { class: "lp-shape" }, module.shape ? shapeText(module.shape) : ""),
    meter(module.parameters / total, "lp-before", count(module.parameters)),
  );
  node.setAttribute("aria-selected", String(chosen));
  node.style.setProperty("--depth", String(depth));
  return node;
}

/** @param {number[]} shape */
function shapeText(shape) {
  return shape.map(count).join(" × ");
}

/** @param {Line} line */
function describe({ path, module }) {
  const fact = (/** @type {import("./kit/dom.js").Child} */ name, /** @type {string} */ value) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value));
  return [
    element("h3", {}, element("code", {}, path.replaceAll("/", ".") || module.name)),
    element("p", {}, module.note),
    module.formula && element("p", {}, element("code", {}, module.formula)),
    element(
      "dl",
      { class: "lp-facts" },
      fact(words.anatomy.kind, module.kind),
      module.shape && fact(term("shape", words.anatomy.weightShape), shapeText(module.shape)),
      fact(term("parameter", words.anatomy.parameters), count(module.parameters)),
    ),
  ];
}

/** @param {Module} root */
function moduleTable(root) {
  const rows = walk(root, null).map(({ path, module }) =>
    row(element("code", {}, path.replaceAll("/", ".") || root.name), [
      module.kind,
      module.shape ? shapeText(module.shape) : "–",
      count(module.parameters),
      module.note,
      module.formula,
    ]),
  );
  const [name, kind, shape, parameters, note, formula] = words.anatomy.columns;
  const heads = [name, kind, term("shape", shape), term("parameter", parameters), note, formula];
  return table(words.anatomy.modules, heads, rows);
}
