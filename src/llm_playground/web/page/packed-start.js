// The beginning of a page of one file, which has no file beside it to import: each of its modules becomes an address in
// memory, behind all that it imports. It runs in the page, and again in the thread of the engine. `unpacked` stands before.

const single = { urls: /** @type {Record<string, string>} */ ({}), modules: "", files: {}, worker: startWorker };
Object.assign(globalThis, { single });

/** @param {string} packed  the modules by name, in order @param {string} entry */
async function start(packed, entry) {
  single.modules = packed;
  const modules = await /** @type {any} */ (globalThis).unpacked(packed).json();
  for (const [name, text] of Object.entries(modules)) {
    const own = String(text).replace(/"single:([^"]+)"/g, (_, imported) => JSON.stringify(single.urls[imported]));
    single.urls[name] = URL.createObjectURL(new Blob([own], { type: "text/javascript" }));
  }
  await import(single.urls[entry]);
}

/** The engine in a thread of its own. It keeps what it is told until its modules are there. */
function startWorker() {
  const text = /** @type {HTMLElement} */ (document.getElementById("start")).textContent ?? "";
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  worker.postMessage({ modules: single.modules });
  return worker;
}

if (globalThis.document) {
  const data = (/** @type {string} */ id) => document.getElementById(id)?.textContent ?? "";
  single.files = JSON.parse(data("files"));
  start(data("modules"), "web/page/page.js").catch(() => {
    const main = document.getElementById("main"); // the page's words are among what could not be unpacked
    if (main) main.textContent = data("too-old");
  });
} else {
  /** @type {any[]} */
  const early = [];
  addEventListener("message", function hear({ data }) {
    if (!data.modules) return void early.push(data);
    start(data.modules, "web/page/engine/worker.js").then(() => {
      removeEventListener("message", hear);
      for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
    });
  });
}
