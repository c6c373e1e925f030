// Moving by keyboard and choosing.

/** @typedef {import("../types").AnyModel} AnyModel */

/**
 * One tab stop for many items: arrow keys, Home and End move between them, up and down by the line.
 * @param {HTMLElement} container
 * @param {string} selector  which of its descendants are the items
 */
export function roving(container, selector) {
  container.addEventListener("focusin", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest(selector);
    if (!item) return;
    container.querySelectorAll(`${selector}[tabindex="0"]`).forEach((other) => other.setAttribute("tabindex", "-1"));
    item.setAttribute("tabindex", "0");
  });
  container.addEventListener("keydown", (event) => {
    const items = /** @type {HTMLElement[]} */ ([...container.querySelectorAll(selector)]);
    const active = items.indexOf(/** @type {HTMLElement} */ (event.target));
    if (active < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = {
      ArrowRight: items[active + 1],
      ArrowLeft: items[active - 1],
      Home: items[0],
      End: items.at(-1),
      ArrowDown: event.key === "ArrowDown" && inNextLine(items, active, 1),
      ArrowUp: event.key === "ArrowUp" && inNextLine(items, active, -1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/**
 * Items that are pressed: by a click, Enter or space.
 * @param {HTMLElement} container
 * @param {string} selector  which of its descendants are the items
 * @param {(item: Element) => void} take
 */
export function pressing(container, selector, take) {
  function press(/** @type {Event} */ event) {
    const item = /** @type {Element} */ (event.target).closest(selector);
    if (item) take(item);
  }
  container.addEventListener("click", press);
  container.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault(); // space would scroll the page
    press(event);
  });
}

/**
 * The number of an item, which it has as `data-index`.
 * @param {Element} item
 */
export function indexOf(item) {
  return Number(item.getAttribute("data-index"));
}

/**
 * The item of a list on which an event happened, by its number.
 * @param {Event} event
 */
export function indexAt(event) {
  const item = /** @type {Element} */ (event.target).closest?.("[data-index]");
  return item ? indexOf(item) : null;
}

/**
 * A list of tokens: the one pointed at or focused is told; one chosen by a click, Enter or space is the model's `selected`.
 * @param {HTMLElement} listbox  its options have `data-index`
 * @param {AnyModel} model
 * @param {(index: number | null) => void} tell
 * @returns {() => void} marks the chosen one and tells of it, after the model or the list has changed
 */
export function choosing(listbox, model, tell) {
  const selected = () => model.get("selected") ?? null;

  roving(listbox, '[role="option"]');
  for (const name of ["pointerover", "focusin"])
    listbox.addEventListener(name, (event) => tell(indexAt(event) ?? selected()));
  listbox.addEventListener("pointerleave", () => tell(selected()));
  pressing(listbox, "[data-index]", (item) => {
    model.set("selected", indexOf(item) === selected() ? null : indexOf(item));
    model.save_changes();
  });
  return () => {
    for (const item of listbox.querySelectorAll("[data-index]"))
      item.setAttribute("aria-selected", String(indexOf(item) === selected()));
    tell(selected());
  };
}

/**
 * The item in the line below (1) or above (-1) that is nearest to item `at`.
 * @param {HTMLElement[]} items
 * @param {number} at
 * @param {1 | -1} way
 */
function inNextLine(items, at, way) {
  const from = items[at].getBoundingClientRect();
  let nearest,
    distance = Infinity;
  for (let i = at + way; items[i]; i += way) {
    const box = items[i].getBoundingClientRect();
    if (way * (box.top - from.top) < from.height / 2) continue; // in the same line, whose items differ a little in height
    const away = Math.abs(box.left - from.left) + 4 * Math.abs(box.top - from.top);
    if (away < distance) [nearest, distance] = [items[i], away];
  }
  return nearest;
}
