// A finished run as a file to keep. The server writes it, from what the page has of the run, and keeps nothing.

import { element, fill } from "../../views/kit/dom.js";
import { askJson } from "./api.js";
import { download } from "./download.js";
import { words } from "./words.js";

/** @typedef {import("./recording.js").Recording} Recording */

const ENDINGS = /** @type {const} */ ([".html", ".json", ".py"]);

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
      const { schema } = await askJson("api/catalog", null);
      const { text } = await askJson("api/save", { trace: traceOf(recording, schema), ending });
      download(text, `${words.saving.file}${ending}`);
    } catch (error) {
      fill(told, error instanceof Error ? error.message : String(error));
    }
  }
  return element(
    "details",
    { class: "saving" },
    element("summary", {}, words.saving.title),
    element(
      "div",
      { class: "saving-ways" },
      ENDINGS.map((ending) =>
        element(
          "button",
          { type: "button", class: "quiet small", onclick: () => save(ending) },
          words.saving.ways[ending],
        ),
      ),
    ),
    told,
  );
}

/**
 * The run as the record that Python reads.
 * @param {Recording} recording
 * @param {number} schema
 */
function traceOf({ started, steps, done }, schema) {
  if (started === null || done === null) throw new Error("a run is saved when it has ended");
  const { finish_reason, completion, hypotheses, stop_string } = done;
  const ending = { finish_reason, completion, hypotheses, stop_string };
  return JSON.stringify({ start: withoutLane(started), steps: steps.map(withoutLane), ending, schema });
}

/**
 * An event says besides in which lane it happened, which is no part of the record.
 * @param {object} data
 */
function withoutLane(data) {
  const { lane: _, ...record } = /** @type {{ lane?: number }} */ (data);
  return record;
}
