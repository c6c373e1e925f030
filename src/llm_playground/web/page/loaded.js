// Which models are loaded, the memory that each takes, and the button that frees it.

import { element, fill } from "../../views/kit/dom.js";
import { askJson } from "./api.js";
import { words } from "./words.js";

/** @typedef {import("./types").Catalog} Catalog */

/**
 * Those that can be unloaded; the small ones that ship with the package are no burden.
 * @param {Catalog} catalog
 */
function loadedModels({ models, rounded }) {
  return [...models, ...rounded].filter(({ loaded, held, state }) => loaded && held && state !== "bundled");
}

/**
 * @param {{ catalog: Catalog, learn: () => Promise<void> }} options  `learn` is called when one was unloaded
 */
export function loadedPanel({ catalog, learn }) {
  const title = element("summary");
  const list = element("ul");
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const node = element("details", { class: "loaded" }, title, list, problem);

  /** @param {string} key */
  async function unload(key) {
    try {
      await askJson("api/unload", { model: key });
      problem.hidden = true;
    } catch (error) {
      problem.hidden = false;
      fill(problem, /** @type {Error} */ (error).message);
    }
    await learn();
  }

  function draw() {
    const loaded = loadedModels(catalog);
    node.hidden = loaded.length === 0 || catalog.fetching === "never";
    fill(title, words.loaded.title(loaded.map(({ held }) => held ?? 0)));
    fill(
      list,
      loaded.map(({ key, held }) =>
        element(
          "li",
          {},
          element("span", {}, words.loaded.model(key, held ?? 0)),
          element(
            "button",
            {
              type: "button",
              class: "quiet small",
              "aria-label": words.loaded.unloadModel(key),
              onclick: () => unload(key),
            },
            words.loaded.unload,
          ),
        ),
      ),
    );
  }

  draw();
  return { node, draw };
}
