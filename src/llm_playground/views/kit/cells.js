// Cells in rows and columns, pointed at and walked through: layers by heads, layers by tokens.

import { element, fill } from "./dom.js";
import { pressing, roving } from "./keys.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {{ row: number, column: number }} Place */
/** @typedef {{ label: string, kind?: string, share?: number, content: Child[] }} Cell  `share`, from 0 to 1, is its ink */
/** @typedef {{ row: number, title: Child, cells: Cell[] }} Row  `row` is its number, wherever it stands */

/**
 * One tab stop: arrow keys move, Enter, space or a click chooses.
 * @param {string} label
 * @param {(place: Place | null) => void} tell  of the cell pointed at or focused; null when there is none
 * @param {(place: Place) => void} [choose]
 */
export function cellGrid(label, tell, choose) {
  const node = element("div", { class: "lp-cells", role: "grid", "aria-label": label, hidden: true });
  roving(node, '[role="gridcell"]');

  /** @param {Element | null | undefined} cell */
  const tellOf = (cell) => tell(cell ? placeOf(cell) : null);
  /** @type {Element | null | undefined} */
  let pointed = null;
  // Not "pointerover", which comes also where the page moves under a pointer that rests, against what the keys choose.
  node.addEventListener("pointermove", (event) => {
    const cell = cellAt(event.target);
    if (cell !== pointed) tellOf(cell);
    pointed = cell;
  });
  node.addEventListener("pointerleave", () => {
    const focused = node.ownerDocument.activeElement;
    if (pointed) tellOf(node.contains(focused) ? cellAt(focused) : null);
    pointed = null;
  });
  node.addEventListener("focusin", (event) => tellOf(cellAt(event.target)));
  node.addEventListener("focusout", () => tell(null));
  pressing(node, '[role="gridcell"]', (cell) => choose?.(placeOf(cell)));

  /**
   * @param {HTMLElement[][]} heads  lines above the cells; each begins above the titles of the rows
   * @param {Row[]} rows  from above to below
   */
  function show(heads, rows) {
    node.hidden = rows.length === 0;
    node.style.setProperty("--columns", String(rows[0]?.cells.length ?? 0));
    const line = (/** @type {HTMLElement[]} */ ...cells) => element("div", { role: "row" }, cells);
    fill(
      node,
      heads.map((titles) => line(...titles)),
      rows.map(({ row, title, cells }, index) =>
        line(
          element("span", { role: "rowheader", class: "lp-row-title" }, title),
          ...cells.map((cell, column) => made(cell, row, column, index === 0 && column === 0)),
        ),
      ),
    );
  }

  /** @param {Place | null} place  the chosen cell */
  function mark(place) {
    for (const cell of node.querySelectorAll('[role="gridcell"]')) {
      const at = cell.getAttribute("data-row") === String(place?.row);
      cell.setAttribute("aria-selected", String(at && cell.getAttribute("data-column") === String(place?.column)));
    }
    const chosen = node.querySelector('[aria-selected="true"]');
    if (!chosen || node.contains(node.ownerDocument.activeElement)) return;
    node.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    chosen.setAttribute("tabindex", "0");
  }

  return { node, show, mark };
}

/** @param {EventTarget | null} target */
function cellAt(target) {
  return /** @type {Element | null} */ (target)?.closest('[role="gridcell"]');
}

/** @param {Element} cell */
function placeOf(cell) {
  const [row, column] = ["data-row", "data-column"].map((name) => Number(cell.getAttribute(name)));
  return { row, column };
}

/**
 * The title of a column, or of several.
 * @param {Child} title
 * @param {{ class?: string, span?: number, title?: string }} [more]
 */
export function columnTitle(title, { span = 1, ...more } = {}) {
  const node = element("span", { role: "columnheader", ...more }, title);
  if (span > 1) {
    node.setAttribute("aria-colspan", String(span));
    node.style.setProperty("grid-column", `span ${span}`);
  }
  return node;
}

/**
 * @param {Cell} cell
 * @param {number} row
 * @param {number} column
 * @param {boolean} first  whether it is the one that Tab leads to
 */
function made({ label, kind = "", share, content }, row, column, first) {
  const node = element(
    "div",
    {
      role: "gridcell",
      class: kind,
      tabindex: first ? 0 : -1,
      "data-row": row,
      "data-column": column,
      "aria-label": label,
      "aria-selected": "false",
    },
    content,
  );
  if (share !== undefined) node.style.setProperty("--share", String(share));
  return node;
}
