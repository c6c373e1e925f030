// The engine in a thread of its own, so that the page never waits for it. It hears questions, each with a number, and
// tells the answers in pieces; a question can be taken back.

import { Answers, problemOf } from "./answers.js";
import { PackedFiles } from "./packed.js";

const packed = new PackedFiles();
/** @type {Answers | null} */
let answers = null;
/** @type {Set<number>} */
const takenBack = new Set();

/** Let what was sent meanwhile be heard. */
function pause() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
}

/**
 * @param {number} number
 * @param {string} path
 * @param {any} body
 */
async function answer(number, path, body) {
  const tell = (/** @type {object} */ news) => postMessage({ number, ...news });
  if (takenBack.delete(number)) return;
  try {
    const found = await /** @type {Answers} */ (answers).answer(path, body);
    if ("json" in found)
      return tell({ status: 200, type: "application/json", text: JSON.stringify(found.json), end: true });
    tell({ status: 200, type: "text/event-stream", text: "" });
    for await (const { event, data } of found.events) {
      await pause();
      if (takenBack.delete(number)) return;
      tell({ text: `event: ${event}\ndata: ${JSON.stringify(data)}\n\n` });
    }
    tell({ text: "", end: true });
  } catch (error) {
    const text = JSON.stringify({ error: problemOf(error) });
    tell({ status: 422, type: "application/json", text, end: true });
  }
}

/** @param {string} base  the address of the page @param {boolean} isPacked  all that is read comes with it */
function begin(base, isPacked) {
  const known = new Answers(async (name) => (isPacked ? packed.read(name) : fetch(new URL(name, base))));
  answers = known;
  if (!isPacked) return;
  // The first model is unpacked before somebody asks for it; who asks is told what is wrong with it.
  known.known().then(({ default: first }) => known.model(first).catch(() => {}));
}

addEventListener("message", ({ data: { base, isPacked, file, text, number, path, body, isTakenBack } }) => {
  if (file) packed.take(file, text);
  else if (base) begin(base, isPacked);
  else if (isTakenBack) takenBack.add(number);
  else pause().then(() => answer(number, path, body)); // what is taken back at once is never begun
});
