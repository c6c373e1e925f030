// Talking to the server: JSON, streams of events, and what can go wrong with either. A page without a server asks its own
// engine instead, which answers alike.

import { labelled } from "./labels.js";
import { words } from "./words.js";

/** Whether no server stands behind this page, so that it computes by itself what it can. */
export const isAlone = document.documentElement.dataset.server === "none";

// Milliseconds of silence after which a line counts as dead. A line that died while the machine slept is never told.
const SILENCE = 50_000; // of a stream, in which the server says something every 15 s
const PATIENCE = 20_000; // for an answer that costs the server nothing

/** Tells the page when the server is "gone" (silent, or ended with a last word), and when it is "back". */
export const server = new EventTarget();

/** The server does not answer, or fell silent in the middle of an answer. */
export class ServerGone extends Error {
  constructor() {
    super(words.serverGone);
  }
}

/**
 * What is wrong with a request: `code` names the kind of mistake and never changes, `message` is a sentence, and `field`
 * names the value that is wrong, if it is about one. `subject` is the name of a value that the message begins with.
 * @typedef {{ code: string, message: string, field: string | null, subject?: string | null }} Problem
 */

/** The server understood and said no. It is the first problem itself, and `problems` lists all. */
export class Refused extends Error {
  /** @param {Problem & { problems?: Problem[] }} problem */
  constructor({ code, message, field, subject, problems = [] }) {
    const all = problems.length > 0 ? problems : [{ code, message, field, subject }]; // a stream may send none
    const told = all.map((problem) => ({ ...problem, message: labelled(problem) }));
    super(told.map((problem) => problem.message).join(" "));
    this.code = code;
    this.field = field;
    this.problems = told;
  }
}

/**
 * @param {string} path  such as "api/catalog"
 * @param {object | null} body  null asks with GET
 * @param {AbortSignal} [signal]
 * @param {string} [accept]  which kind of answer is wanted
 */
async function ask(path, body, signal, accept = "application/json") {
  const response = await noticing(() => reach(path, body, accept, signal));
  if (response.ok) return response;
  const answer = await response.json().catch(() => null);
  const unexplained = { code: "unknown", message: words.unexplained(response.status), field: null };
  throw new Refused(answer?.error ?? unexplained);
}

/**
 * @param {string} path
 * @param {object | null} body
 * @param {string} accept
 * @param {AbortSignal} [signal]
 */
async function reach(path, body, accept, signal) {
  if (isAlone) return (await import("./engine/door.js")).askEngine(path, body, signal);
  const headers = new Headers({ Accept: accept });
  if (body) headers.set("Content-Type", "application/json");
  const asked = body ? { method: "POST", body: JSON.stringify(body) } : {};
  return fetch(new URL(path, document.baseURI), { signal, headers, ...asked });
}

/**
 * A failed fetch that nobody aborted means that the server is gone.
 * @template T
 * @param {() => Promise<T>} attempt
 */
async function noticing(attempt) {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    server.dispatchEvent(new Event("gone"));
    throw new ServerGone();
  }
}

/**
 * @param {string} path
 * @param {object | null} [body]
 * @param {AbortSignal} [signal]
 */
export async function askJson(path, body = null, signal) {
  const response = await ask(path, body, signal);
  return read(await noticing(() => response.text()));
}

/**
 * Ask for what the server knows at once: an answer that does not come means that it is gone.
 * @param {string} path
 * @param {object | null} [body]
 */
export async function askAtOnce(path, body = null) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error("no answer")), PATIENCE);
  try {
    return await askJson(path, body, controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the server is there and takes what it is asked; those ask it too who have no ticket of a class. */
export function isThere() {
  return askAtOnce(isAlone ? "api/catalog" : "healthz").then(
    () => true,
    () => false,
  );
}

/**
 * The server-sent events that answer a POST. Aborting `signal` closes the connection, which stops the run.
 * @param {string} path
 * @param {object} body
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<{ event: string, data: any }>}
 */
export async function* askEvents(path, body, signal) {
  // Some proxies, as that of Jupyter, pass a stream on as it comes only to who says that it wants one.
  const response = await ask(path, body, signal, "text/event-stream");
  const reader = /** @type {ReadableStream} */ (response.body).pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    const { done, value } = await noticing(() => unlessSilent(reader));
    if (done) return;
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parse(block);
      if (!event) continue;
      if (event.event === "queued") {
        // Every room tells what it waits for, and a place in line is that.
        event.event = "loading";
        event.data.message = words.queued(event.data.place);
      }
      if (event.event === "error" && event.data.code === "stopped") server.dispatchEvent(new Event("gone"));
      yield event;
    }
  }
}

/**
 * What comes next in a stream.
 * @param {ReadableStreamDefaultReader<string>} reader
 */
async function unlessSilent(reader) {
  if (isAlone) return reader.read(); // an engine in the page computes as long as it computes
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    reader.cancel(); // which ends the reading
  }, SILENCE);
  try {
    const read = await reader.read();
    if (isSilent) throw new ServerGone();
    return read;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One event; null for a comment that only keeps the connection alive.
 * @param {string} block
 */
function parse(block) {
  const lines = block.split("\n");
  const field = (/** @type {string} */ name) =>
    lines
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ""))
      .join("\n");
  const data = field("data");
  return data === "" ? null : { event: field("event") || "message", data: read(data) };
}

/**
 * What an answer holds. One that is no JSON came from a server that is there, so it is not told as a silent one.
 * @param {string} text
 */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused({ code: "unreadable", message: words.unreadable, field: null });
  }
}
