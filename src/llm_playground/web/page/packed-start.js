// The beginning of a page of one file, which has no file beside it to import: a module becomes an address in memory once
// somebody imports it, behind all that it imports itself. It runs in the page, and again in the thread of the engine.
// What packed.js has stands before.

const single = {
  texts: /** @type {Record<string, string>} */ ({}), // of the modules, by their names
  urls: /** @type {Record<string, string>} */ ({}),
  worker: /** @type {Worker | null} */ (null),
  /** @param {string} name  @returns {string} */
  url(name) {
    const own = () =>
      this.texts[name].replace(/"single:([^"]+)"/g, (_, imported) => JSON.stringify(this.url(imported)));
    this.urls[name] ??= URL.createObjectURL(new Blob([own()], { type: "text/javascript" }));
    return this.urls[name];
  },
  /** A part of the page is there: that before the script which says so. The engine has its own thread before the rest. */
  take() {
    const part = /** @type {HTMLElement} */ (document.currentScript?.previousElementSibling);
    const text = part.textContent ?? "";
    part.remove();
    if (part.id === "page") start(text, "web/page/page.js").catch(tellTooOld);
    else if (part.id === "engine") this.worker = startWorker(text);
    else this.worker?.postMessage({ file: part.id, text });
  },
};
Object.assign(globalThis, { single });

/** @param {string} packed  the modules by name @param {string} entry */
async function start(packed, entry) {
  single.texts = await /** @type {any} */ (globalThis).unpacked(packed).json();
  await import(single.url(entry));
}

/** The engine in a thread of its own. It keeps what it is told until its modules are there. @param {string} modules */
function startWorker(modules) {
  const text = /** @type {HTMLElement} */ (document.getElementById("start")).textContent ?? "";
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  worker.postMessage({ modules });
  return worker;
}

/** The page's words are among what could not be unpacked. */
function tellTooOld() {
  const main = document.getElementById("main");
  if (main) main.textContent = document.getElementById("too-old")?.textContent ?? "";
}

if (!globalThis.document) {
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
