// Where the nodes of an attribution graph stand: in rows, and those in lines where a row is too long for one.

/** @typedef {import("../types").AttributionGraph} Graph */
/** @typedef {import("../types").GraphNode} GraphNode */
/** @typedef {{ lines: number[][], top: number }} Row  numbers of nodes by lines, and how far down the first line is */

export const LINE_HEIGHT = 58; // pixels: the height of a line of nodes
export const GAP = 54; // and of the room for edges between two rows
export const BETWEEN = 6; // between two lines of one row
const WIDE = 700; // from here on a row is one line
const CELL = 78; // what a node takes in a narrower picture

/**
 * How many nodes stand in a line at most.
 * @param {number} width  of the picture; 0 where it is not laid out yet
 */
export function mostInALine(width) {
  return width === 0 || width >= WIDE ? Infinity : Math.max(2, Math.floor(width / CELL));
}

/**
 * The nodes by rows, from the tokens down to the logit; in a row as their tokens stand in the text, and broken into
 * lines of about the same length where it is too long for one.
 * @param {Graph} graph
 * @param {number} most  nodes in a line
 * @returns {Row[]}
 */
export function rowsOf({ nodes, n_layer }, most) {
  /** @type {number[][]} */
  const rows = Array.from({ length: n_layer + 2 }, () => []);
  nodes.forEach((node, number) => rows[level(node, n_layer)].push(number));
  let top = 0;
  return rows.map((row) => {
    row.sort((one, other) => nodes[one].position - nodes[other].position || one - other);
    const count = Math.max(1, Math.ceil(row.length / most));
    const size = Math.ceil(row.length / count);
    const lines = Array.from({ length: count }, (_, at) => row.slice(at * size, (at + 1) * size));
    const placed = { lines, top };
    top += heightOf(placed) + GAP;
    return placed;
  });
}

/** @param {Row} row */
export function heightOf({ lines }) {
  return lines.length * (LINE_HEIGHT + BETWEEN) - BETWEEN;
}

/**
 * @param {GraphNode} node
 * @param {number} n_layer
 */
function level({ kind, layer }, n_layer) {
  if (kind === "token") return 0;
  return 1 + (kind === "logit" ? n_layer : /** @type {number} */ (layer));
}

/**
 * Where each node stands: across as a percentage, and how far down.
 * @param {Row[]} rows
 * @returns {Map<number, [number, number]>}
 */
export function placesOf(rows) {
  /** @type {Map<number, [number, number]>} */
  const places = new Map();
  for (const { lines, top } of rows)
    lines.forEach((line, down) =>
      line.forEach((number, at) =>
        places.set(number, [(100 * (at + 0.5)) / line.length, top + down * (LINE_HEIGHT + BETWEEN)]),
      ),
    );
  return places;
}
