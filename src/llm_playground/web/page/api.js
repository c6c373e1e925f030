// Talking to the server: JSON, streams of events, and what can go wrong with either.

/** Tells the page when the server is "gone", and when it is "back". */
export const server = new EventTarget();

/** The server does not answer, or fell silent in the middle of an answer. */
export class ServerGone extends Error {
  constructor() {
    super("The server has stopped answering. Start it again with llm-playground.");
  }
}

/** The server understood and said no; `field` is the name of the value that it did not like, if it was one. */
export class Refused extends Error {
  /**
   * @param {string} message
   * @param {string | null} field
   */
  constructor(message, field) {
    super(message);
    this.field = field;
  }
}

/**
 * @param {string} path  such as "api/models"
 * @param {object | null} body  null asks with GET
 * @param {AbortSignal} [signal]
 */
async function ask(path, body, signal) {
  const json = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await noticing(() => fetch(new URL(path, document.baseURI), { signal, ...(body && json) }));
  if (response.ok) return response;
  const answer = await response.json().catch(() => null);
  throw new Refused(
    answer?.error?.message ?? `The server answered with status ${response.status}.`,
    answer?.error?.field ?? null,
  );
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
  return noticing(() => response.json());
}

/**
 * The server-sent events that answer a POST. Aborting `signal` closes the connection, which stops the run.
 * @param {string} path
 * @param {object} body
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<{ event: string, data: any }>}
 */
export async function* askEvents(path, body, signal) {
  const response = await ask(path, body, signal);
  const reader = /** @type {ReadableStream} */ (response.body).pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    const { done, value } = await noticing(() => reader.read());
    if (done) return;
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parse(block);
      if (event) yield event;
    }
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
  return data === "" ? null : { event: field("event") || "message", data: JSON.parse(data) };
}
