// An attribution graph: the tokens above, the features of each layer below them, last the logit; lines are what goes where.

import { bold, dress, element, fill, watch } from "./kit/dom.js";
import { featureName } from "./kit/feature_story.js";
import { BETWEEN, GAP, heightOf, LINE_HEIGHT, mostInALine, placesOf, rowsOf } from "./kit/graph_rows.js";
import { roving } from "./kit/keys.js";
import { decimal, withSign } from "./kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { filling, svgElement } from "./kit/svg.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").AttributionGraph} Graph */
/** @typedef {import("./types").GraphNode} GraphNode */
/** @typedef {import("./types").GraphEdge} Edge */
/** @typedef {import("./kit/graph_rows.js").Row} Row */

const DRAWN = 4; // edges into a node that are drawn, the strongest

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const summary = element("p", { class: "lp-sentence" });
    const picture = element("div", { class: "lp-graph", role: "group", "aria-label": words.graph.picture });
    const frame = element("div", { class: "lp-graph-frame" }, picture);
    const hint = element("p", { class: "lp-hint" }, words.graph.hint(DRAWN));
    const told = element("div", { class: "lp-graph-told", role: "group", "aria-label": words.graph.told });
    const list = unfold(words.graph.asTable, () => edgeTable(/** @type {Graph} */ (model.get("graph"))));
    const undress = dress(el, "lp-attribution-graph", summary, frame, hint, told, list);
    roving(picture, "button");
    for (const name of ["click", "focusin"])
      picture.addEventListener(name, (event) => {
        const node = /** @type {Element} */ (event.target).closest("button");
        if (node) choose(Number(node.getAttribute("data-node")));
      });

    let chosen = 0; // the logit
    let broken = Infinity; // nodes in a line when the picture was drawn

    /** @param {number} number */
    function choose(number) {
      chosen = number;
      /** @type {Graph} */
      const graph = model.get("graph");
      for (const node of picture.querySelectorAll("button"))
        node.setAttribute("aria-pressed", String(node.getAttribute("data-node") === String(number)));
      for (const line of picture.querySelectorAll("line")) {
        const ends = [line.getAttribute("data-source"), line.getAttribute("data-target")];
        line.classList.toggle("lp-lit", ends.includes(String(number)));
      }
      fill(told, story(graph, number));
    }

    function draw() {
      /** @type {Graph | null} */
      const graph = model.get("graph") ?? null;
      for (const node of [frame, hint, told, list]) node.hidden = graph === null;
      /** @type {HTMLDetailsElement} */ (list).open = false;
      if (!graph) return void fill(summary, words.graph.empty);
      const { token, nodes, n_node } = graph;
      fill(summary, words.graph.summary(chip(token.piece), token.probability, nodes.length, n_node));
      arrange(graph);
      choose(0);
    }

    /** @param {Graph} graph */
    function arrange(graph) {
      broken = mostInALine(frame.clientWidth);
      const rows = rowsOf(graph, broken);
      picture.classList.toggle("lp-narrow", broken < Infinity);
      fill(
        picture,
        edgeLines(graph, rows),
        rows.map((row, index) => rowOf(graph, row, index)),
      );
    }

    const sized = new ResizeObserver(() => {
      const graph = model.get("graph") ?? null;
      if (!graph || frame.clientWidth === 0 || mostInALine(frame.clientWidth) === broken) return;
      const had = picture.contains(picture.ownerDocument.activeElement);
      arrange(graph);
      choose(chosen);
      if (had) /** @type {HTMLElement | null} */ (picture.querySelector('[aria-pressed="true"]'))?.focus();
    });
    const unwatch = watch(model, ["graph"], draw);
    draw();
    sized.observe(frame);
    return () => {
      sized.disconnect();
      unwatch();
      undress();
    };
  },
};

/**
 * @param {Graph} graph
 * @param {Row} row
 * @param {number} index
 */
function rowOf(graph, row, index) {
  const isLast = index === graph.n_layer + 1;
  const title = index === 0 ? words.graph.tokens : isLast ? words.graph.logit : words.graph.layer(index - 1);
  const cells = (/** @type {number[]} */ line) => line.map((number) => element("span", {}, nodeButton(graph, number)));
  const node = element(
    "div",
    { class: "lp-graph-row" },
    element("span", { class: "lp-row-title" }, title),
    element(
      "div",
      { class: "lp-graph-lines" },
      row.lines.map((line) => element("div", {}, cells(line))),
    ),
  );
  node.style.setProperty("--between", `${BETWEEN}px`);
  node.style.setProperty("height", `${heightOf(row)}px`);
  node.style.setProperty("margin-bottom", isLast ? "0" : `${GAP}px`);
  return node;
}

/**
 * @param {Graph} graph
 * @param {number} number
 */
function nodeButton(graph, number) {
  const node = graph.nodes[number];
  const piece = pieceLabel(graph.encoding.pieces[node.position]);
  const [first, second] = {
    logit: [pieceLabel(graph.token.piece), decimal(node.value, 2)],
    token: [piece, words.graph.place(node.position + 1)],
    error: [words.graph.error, piece],
    feature: [featureName(node.name) || words.features.short(node.index ?? 0), piece],
  }[node.kind];
  return element(
    "button",
    {
      type: "button",
      class: `lp-graph-node lp-graph-${node.kind}`,
      "data-node": number,
      tabindex: number === 0 ? 0 : -1,
      "aria-pressed": "false",
      "aria-label": said(graph, node, spokenPiece),
    },
    element("b", {}, first),
    element("code", {}, second),
  );
}

/**
 * The strongest edges into each node as lines, as wide as their share in it.
 * @param {Graph} graph
 * @param {Row[]} rows
 */
function edgeLines(graph, rows) {
  const last = rows[rows.length - 1];
  const height = last.top + heightOf(last);
  const svg = filling(`0 0 100 ${height}`);
  svg.style.setProperty("height", `${height}px`);
  const places = placesOf(rows);
  graph.nodes.forEach((_, target) => {
    const into = edgesOf(graph, "target", target);
    const most = Math.max(...into.map(({ weight }) => Math.abs(weight)));
    for (const { source, weight } of into.slice(0, DRAWN)) {
      const [[x1, y1], [x2, y2]] = [places.get(source), places.get(target)].map((place) => place ?? [0, 0]);
      const line = svgElement("line", {
        x1,
        y1: y1 + LINE_HEIGHT,
        x2,
        y2,
        "data-source": source,
        "data-target": target,
        class: weight < 0 ? "lp-against" : "",
      });
      line.style.setProperty("stroke-width", `${(1 + (5 * Math.abs(weight)) / most).toFixed(2)}px`);
      svg.append(line);
    }
  });
  return svg;
}

/**
 * The edges at one end of a node, the strongest first.
 * @param {Graph} graph
 * @param {"source" | "target"} end
 * @param {number} number
 */
function edgesOf({ edges }, end, number) {
  return edges
    .filter((edge) => edge[end] === number)
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
}

/**
 * A node in words.
 * @param {Graph} graph
 * @param {GraphNode} node
 * @param {(piece: string) => string} [say]  a token as it is written, or as it is read out
 */
function said({ encoding, token }, { kind, layer, index, name, position }, say = pieceLabel) {
  const piece = say(encoding.pieces[position]);
  if (kind === "logit") return words.graph.logitOf(say(token.piece));
  if (kind === "token") return words.graph.tokenAt(position + 1, piece);
  if (kind === "error") return words.graph.errorAt(layer ?? 0, piece);
  return words.graph.featureAt(layer ?? 0, index ?? 0, featureName(name), piece);
}

/**
 * What goes into a node, and where it goes.
 * @param {Graph} graph
 * @param {number} number
 */
function story(graph, number) {
  const node = graph.nodes[number];
  const into = edgesOf(graph, "target", number);
  const out = edgesOf(graph, "source", number);
  const isSum = node.kind === "logit" || node.kind === "feature";
  return [
    element("h3", {}, said(graph, node)),
    isSum &&
      element(
        "p",
        { class: "lp-sentence" },
        words.graph.sum(
          bold(decimal(node.value, 2)),
          into.length,
          node.constant,
          node.rest_count,
          node.rest,
          node.kind === "logit",
        ),
      ),
    !isSum && element("p", { class: "lp-sentence" }, words.graph.ends[node.kind]),
    into.length > 0 && weights(graph, into, "source", words.graph.comesFrom),
    out.length > 0 && weights(graph, out, "target", words.graph.goesTo),
  ];
}

/**
 * @param {Graph} graph
 * @param {Edge[]} edges
 * @param {"source" | "target"} end
 * @param {string} title
 */
function weights(graph, edges, end, title) {
  const most = Math.max(...edges.map(({ weight }) => Math.abs(weight)));
  const rows = edges.map((edge) =>
    row(said(graph, graph.nodes[edge[end]]), [meter(Math.abs(edge.weight) / most, "", withSign(edge.weight))]),
  );
  return table(title, [title, words.graph.weight], rows);
}

/** @param {Graph} graph */
function edgeTable(graph) {
  const rows = graph.edges.map(({ source, target, weight }) =>
    row(said(graph, graph.nodes[source]), [said(graph, graph.nodes[target]), withSign(weight)]),
  );
  return table(words.graph.asTable, words.graph.columns, rows);
}
