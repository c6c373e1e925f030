// Finished runs as the records that Python reads: of what the page has made, and out of files that somebody saved.

/** @typedef {import("./recording.js").Recording} Recording */
/** @typedef {{ name: string, text: string }} LaidRun  the JSON of a trace, and what it is called here */

let made = { schema: 0, version: "" };

/** What this page writes into a record. @param {import("./types").Catalog} catalog */
export function learnTraces({ schema, version }) {
  made = { schema, version };
}

/**
 * A run that has ended, as JSON.
 * @param {Recording} recording
 */
export function traceOf({ started, steps, done }) {
  if (started === null || done === null) throw new Error("a run is a record when it has ended");
  const { finish_reason, completion, hypotheses, stop_string } = done;
  const ending = { finish_reason, completion, hypotheses, stop_string };
  return JSON.stringify({ start: withoutLane(started), steps: steps.map(withoutLane), ending, ...made });
}

/**
 * An event says besides in which lane it happened, which is no part of the record.
 * @param {object} data
 */
function withoutLane(data) {
  const { lane: _, ...record } = /** @type {{ lane?: number }} */ (data);
  return record;
}

/** Two places for runs, which are kept for the visit. Tells of every change by the event "change". */
class Laid extends EventTarget {
  /** @type {(LaidRun | null)[]} */
  runs = [null, null];

  /**
   * @param {LaidRun | null} run  null takes away what is there
   * @param {number} [place]  the first free one if none is given, else the second
   */
  put(run, place = this.runs[0] === null ? 0 : 1) {
    this.runs = this.runs.map((other, at) => (at === place ? run : other));
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Files that somebody chose or dropped here, the first two of them.
   * @param {Iterable<File>} files
   * @param {number} [place]
   */
  async open(files, place) {
    for (const [at, file] of [...files].slice(0, 2).entries())
      this.put({ name: file.name, text: await file.text() }, place === undefined ? undefined : (place + at) % 2);
  }
}

export const laid = new Laid();

/** A file that is dropped anywhere on the page is opened here, and not in place of the page. */
export function openDropped() {
  const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  window.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  window.addEventListener("drop", async (event) => {
    if (!holdsFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    const place = /** @type {Element} */ (event.target).closest("[data-place]")?.getAttribute("data-place");
    await laid.open(event.dataTransfer?.files ?? [], place ? Number(place) : undefined);
    location.hash = "#/diff";
  });
}
