// Making elements. Text goes in as text nodes and never as markup.

/** @typedef {import("../types").AnyModel} AnyModel */
/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with attributes, listeners (`onclick: handler`) and children. Never with `style`: the page's
 * Content-Security-Policy refuses that attribute, but not `node.style.setProperty`.
 * @param {string} name
 * @param {Record<string, any>} [properties]  false, null and undefined leave an attribute out
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    // An empty attribute switches something on in HTML; in ARIA only the word "true" does.
    else node.setAttribute(key, value === true && !key.startsWith("aria") ? "" : String(value));
  }
  return fill(node, ...children);
}

/**
 * Replace all that an element holds.
 * @template {Element} E
 * @param {E} node
 * @param {...(Child | Child[])} children
 * @returns {E}
 */
export function fill(node, ...children) {
  const kept = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  node.replaceChildren(...kept.map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

/**
 * What is to stand out in a sentence.
 * @param {string | number} text
 */
export function bold(text) {
  return element("b", {}, text);
}

/**
 * Make `el` a view of this project: its class, and the colours, unless the page around it has set them.
 * @param {HTMLElement} el
 * @param {string} name
 * @param {...Child} children
 * @returns {() => void} takes all of it away again
 */
export function dress(el, name, ...children) {
  // The page is .lp as a whole, and may make a view before it puts it in its place.
  const coloured = el.closest(".lp") ?? el.ownerDocument.querySelector(":root.lp");
  const classes = coloured ? ["lp-view", name] : ["lp", "lp-view", name];
  el.classList.add(...classes);
  fill(el, ...children);
  return () => {
    el.classList.remove(...classes);
    el.replaceChildren();
  };
}

/**
 * Call `handler` whenever one of these values of the model changes. Hosts differ in what they pass along, so a
 * handler reads the model again.
 * @param {AnyModel} model
 * @param {string[]} names
 * @param {() => void} handler
 * @returns {() => void} stops it
 */
export function watch(model, names, handler) {
  for (const name of names) model.on(`change:${name}`, handler);
  return () => names.forEach((name) => model.off(`change:${name}`, handler));
}
