// The page's side of the engine: it takes what `fetch` takes and answers as a server would.

/** @type {Worker | null} */
let worker = null;
let asked = 0;
/** @type {Map<number, (news: any) => void>} */
const waiting = new Map();

/** @returns {Worker} */
function engine() {
  if (worker) return worker;
  const { single } = /** @type {any} */ (globalThis); // a page of one file brings all that it needs
  /** @type {Worker} */
  const begun = single?.worker ?? new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  begun.addEventListener("message", ({ data }) => waiting.get(data.number)?.(data));
  begun.postMessage({ base: document.baseURI, isPacked: single !== undefined });
  worker = begun;
  return begun;
}

/**
 * @param {string} path  such as "api/catalog"
 * @param {object | null} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
export function askEngine(path, body, signal) {
  const number = asked++;
  const utf8 = new TextEncoder();
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    /** @type {ReadableStreamDefaultController<Uint8Array>} */
    let stream;
    const takeBack = () => {
      waiting.delete(number);
      engine().postMessage({ number, isTakenBack: true });
    };
    const answer = new ReadableStream({
      start: (controller) => {
        stream = controller;
      },
      cancel: takeBack,
    });
    signal?.addEventListener("abort", () => {
      if (!waiting.has(number)) return; // the answer is there
      takeBack();
      stream.error(signal.reason);
      reject(signal.reason);
    });
    waiting.set(number, ({ status, type, text, end }) => {
      if (status) resolve(new Response(answer, { status, headers: { "Content-Type": type } }));
      stream.enqueue(utf8.encode(text));
      if (!end) return;
      waiting.delete(number);
      stream.close();
    });
    engine().postMessage({ number, path, body });
  });
}
