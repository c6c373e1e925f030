// A finished run as a file to keep, or laid beside another one. The server writes the file, and keeps nothing.

import { element, fill } from "../../views/kit/dom.js";
import { askJson, isAlone } from "./api.js";
import { download } from "./download.js";
import { laid, traceOf } from "./traces.js";
import { words } from "./words.js";

/** @typedef {import("./recording.js").Recording} Recording */

/** @type {(".html" | ".json" | ".py")[]} */
const ENDINGS = isAlone ? [".json"] : [".html", ".json", ".py"];

/**
 * The ways to keep a run that has ended, folded.
 * @param {Recording} recording
 */
export function saveMenu(recording) {
  const told = element("small", { role: "status" });
  /** @param {typeof ENDINGS[number]} ending */
  async function save(ending) {
    fill(told, "");
    try {
      const { text } = await askJson("api/save", { trace: traceOf(recording), ending });
      download(text, `${words.saving.file}${ending}`);
    } catch (error) {
      fill(told, error instanceof Error ? error.message : String(error));
    }
  }
  function layBeside() {
    const { model, seed } = /** @type {import("./types").Started} */ (recording.started);
    laid.put({ name: words.saving.laid(model, seed), text: traceOf(recording) });
    location.hash = "#/diff";
  }
  const way = (/** @type {string} */ title, /** @type {() => void} */ onclick) =>
    element("button", { type: "button", class: "quiet small", onclick }, title);
  return element(
    "details",
    { class: "saving" },
    element("summary", {}, words.saving.title),
    element(
      "div",
      { class: "saving-ways" },
      ENDINGS.map((ending) => way(words.saving.ways[ending], () => save(ending))),
      !isAlone && way(words.saving.beside, layBeside),
    ),
    told,
  );
}
