// Elements of a picture in SVG.

const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...SVGElement} children
 */
export function svgElement(name, attributes, ...children) {
  const node = /** @type {SVGElement} */ (document.createElementNS(NAMESPACE, name));
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/**
 * A picture that fills its place, whatever shape that has, and is nothing for a screen reader.
 * @param {string} viewBox
 * @param {...SVGElement} children
 */
export function filling(viewBox, ...children) {
  return svgElement("svg", { viewBox, preserveAspectRatio: "none", "aria-hidden": "true" }, ...children);
}
