// Texts and formulas that the server sends as trees of elements, so that no markup is read here.

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** @typedef {import("./types").TextNode} TextNode */

/**
 * @param {TextNode[]} nodes
 * @returns {(Node | string)[]}
 */
export function drawn(nodes) {
  return nodes.map((node) => drawnIn(node, null));
}

/**
 * @param {TextNode} node
 * @param {string | null} namespace  that of a formula, within one
 * @returns {Node | string}
 */
function drawnIn(node, namespace) {
  if (typeof node === "string") return node;
  const [name, attributes, ...held] = node;
  const within = name === "math" ? MATHML : namespace;
  const element = within ? document.createElementNS(within, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...held.map((each) => drawnIn(each, within)));
  return element;
}
