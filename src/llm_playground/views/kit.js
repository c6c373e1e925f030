// What the views share: making elements, writing numbers, showing bytes, moving by keyboard.
// Functions only, no state. Text goes in as text nodes and never as markup.

/** @typedef {import("./types").Stage} Stage */
/** @typedef {import("./types").AnyModel} AnyModel */
/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with attributes, listeners (`onclick: handler`) and children.
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

/**
 * The bytes of a token as text; null where they are no whole characters.
 * @param {string} hex
 * @returns {string | null}
 */
export function pieceText(hex) {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Bytes as people read them: "20 66 6f 78".
 * @param {string} hex
 */
export function hexBytes(hex) {
  const rest = hex.length > 128 ? ` … (${count(hex.length / 2)} bytes)` : "";
  return (hex.slice(0, 128).match(/../g) ?? []).join(" ") + rest;
}

/**
 * A text; of a very long one the beginning and the length.
 * @param {string} text
 */
export function shorten(text) {
  const letters = text.length > 64 ? [...text] : [];
  return letters.length > 64
    ? `${letters.slice(0, 40).join("")}…\u00a0(${count(letters.length)}\u00a0characters)`
    : text;
}

/**
 * A text as one line with its whitespace visible: "␣fox".
 * @param {string} text
 */
export function visible(text) {
  return shorten(text).replaceAll(" ", "␣").replaceAll("\n", "⏎").replaceAll("\t", "⇥").replaceAll("\r", "␍");
}

/**
 * A token as `visible` has it; bytes that are no character as "‹e2 98›".
 * @param {string} hex
 */
export function pieceLabel(hex) {
  const text = pieceText(hex);
  return text === null ? `‹${hexBytes(hex)}›` : visible(text) || "(nothing)";
}

/**
 * A token as it is read out: "space fox".
 * @param {string} hex
 */
export function spokenPiece(hex) {
  const text = pieceText(hex);
  if (text === null) return `bytes ${hexBytes(hex)}`;
  return (
    shorten(text).replaceAll(" ", " space ").replaceAll("\n", " new line ").replaceAll("\t", " tab ").trim() ||
    "nothing"
  );
}

/**
 * A token as a small chip, its whitespace visible but quiet.
 * @param {string} hex
 * @param {string} [label]
 */
export function chip(hex, label = pieceLabel(hex)) {
  const parts = label.split(/([␣⏎⇥␍]|‹.*›)/);
  return element(
    "code",
    { class: "lp-chip" },
    parts.map((part, at) => (at % 2 ? element("span", { class: "lp-mark" }, part) : part)),
  );
}

/**
 * A probability for the eye. What is not exactly 0 or 1 never looks as if it were.
 * @param {number} p
 */
export function percent(p) {
  const x = 100 * p;
  const gap = "\u202f%";
  if (p === 0 || p === 1) return x + gap;
  if (x > 99.9) return `> 99.9${gap}`;
  if (x < 0.001) return `< 0.001${gap}`;
  return x.toFixed(x >= 1 ? 1 : x >= 0.1 ? 2 : 3) + gap;
}

/**
 * A whole number with its thousands apart.
 * @param {number} n
 */
export function count(n) {
  return n.toLocaleString("en");
}

/**
 * "1 token", "2,048 tokens".
 * @param {number} n
 * @param {string} noun
 */
export function plural(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/**
 * A share from 0 to 1 as a bar, and beside it as a number.
 * @param {number} share
 * @param {string} [kind]
 * @param {string} [text]
 */
export function meter(share, kind = "", text = percent(share)) {
  const node = element(
    "span",
    { class: `lp-meter ${kind}` },
    element("i", { "aria-hidden": true }),
    element("span", {}, text),
  );
  node.style.setProperty("--share", String(share));
  return node;
}

/**
 * A table. A cell that begins a row is its header.
 * @param {string} caption
 * @param {Child[]} heads
 * @param {HTMLElement[]} rows
 * @param {string} [name]
 */
export function table(caption, heads, rows, name = "") {
  const titles = heads.map((head) => (head === "" ? element("td") : element("th", { scope: "col" }, head)));
  return element(
    "div",
    { class: "lp-scroll", role: "group", tabindex: 0, "aria-label": caption },
    element(
      "table",
      { class: name },
      element("caption", { class: "lp-unseen" }, caption),
      element("thead", {}, element("tr", {}, titles)),
      element("tbody", {}, rows),
    ),
  );
}

/**
 * A row of a table.
 * @param {Child} head
 * @param {(Child | Child[])[]} cells
 * @param {string} [name]
 */
export function row(head, cells, name = "") {
  const data = cells.map((cell) => element("td", {}, cell));
  return element("tr", { class: name }, element("th", { scope: "row" }, head), data);
}

/**
 * A text equivalent that is only made when someone opens it.
 * @param {string} title
 * @param {() => Node} make
 */
export function unfold(title, make) {
  const body = element("div");
  const node = element("details", { class: "lp-unfold" }, element("summary", {}, title), body);
  node.addEventListener("toggle", () => fill(body, /** @type {HTMLDetailsElement} */ (node).open && make()));
  return node;
}

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
 * A list of tokens: the one pointed at or focused is told; one chosen by a click, Enter or space is the model's `selected`.
 * @param {HTMLElement} listbox  its options have `data-index`
 * @param {AnyModel} model
 * @param {(index: number | null) => void} tell
 * @returns {() => void} marks the chosen one and tells of it, after the model or the list has changed
 */
export function choosing(listbox, model, tell) {
  const selected = () => model.get("selected") ?? null;
  const indexOf = (/** @type {Element | null} */ item) => (item ? Number(item.getAttribute("data-index")) : null);
  const pointed = (/** @type {Event} */ event) =>
    indexOf(/** @type {Element} */ (event.target).closest("[data-index]"));

  function choose(/** @type {Event} */ event) {
    const index = pointed(event);
    if (index === null) return;
    model.set("selected", index === selected() ? null : index);
    model.save_changes();
  }

  roving(listbox, '[role="option"]');
  for (const name of ["pointerover", "focusin"])
    listbox.addEventListener(name, (event) => tell(pointed(event) ?? selected()));
  listbox.addEventListener("pointerleave", () => tell(selected()));
  listbox.addEventListener("click", choose);
  listbox.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(event);
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
    if (way * (box.top - from.top) < from.height / 2) continue;
    const away = Math.abs(box.left - from.left) + 4 * Math.abs(box.top - from.top);
    if (away < distance) [nearest, distance] = [items[i], away];
  }
  return nearest;
}

/**
 * What became of token `id` on the way through the stages: its probability where it is listed, "cut" where a warper
 * took it out, "below" where it is one of the others. Looked up in the records, never computed.
 * @param {Stage[]} stages
 * @param {number} id
 * @returns {(number | "cut" | "below")[]}
 */
export function fate(stages, id) {
  const cutters = ["top_k", "top_p", "min_p", "typical"];
  /** @type {(number | "cut" | "below")[]} */
  const found = [];
  for (const stage of stages) {
    const listed = stage.candidates.find((candidate) => candidate.id === id);
    const before = found.at(-1);
    // A cut keeps the order of what it leaves, so a token that was listed before it and is not now has been cut.
    const gone =
      before === "cut" ||
      stage.kept <= stage.candidates.length ||
      (typeof before === "number" && cutters.includes(stage.name));
    found.push(listed ? listed.probability : gone ? "cut" : "below");
  }
  return found;
}

/**
 * A stage by the name of its warper and the value it was given: "top-p 0.9".
 * @param {Stage} stage
 */
export function stageName(stage) {
  if (stage.name === "model") return "Model";
  const values = Object.values(stage.parameters).map((value) =>
    typeof value === "number" ? +value.toFixed(4) : value,
  );
  const name = stage.name.replaceAll("_", "-").replace("repetition-penalty", "repetition penalty");
  return `${name} ${values.join(", ")}`.trim();
}

/**
 * What `fate` found, as the content of a cell.
 * @param {number | "cut" | "below" | undefined} found
 * @returns {Child[]}
 */
export function share(found) {
  if (typeof found === "number") return [meter(found)];
  return [found === "cut" ? element("span", { class: "lp-cut" }, "cut") : element("small", {}, "among the others")];
}

/**
 * The tokens that a stage does not list: how many there are, what they hold together, how many are cut.
 * @param {Stage} stage
 */
export function othersText(stage) {
  if (stage.name === "model") return `${plural(stage.others_count, "token")}, mass ${percent(stage.others_mass)}`;
  const left = stage.kept - stage.candidates.length;
  const cut = stage.candidates.length + stage.others_count - stage.kept;
  return [`mass ${percent(stage.others_mass)}`, left > 0 && `in ${count(left)}`, cut > 0 && `· ${count(cut)} cut`]
    .filter(Boolean)
    .join(" ");
}
