// What comes packed with a page of one file: compressed, and written as text.

/**
 * @param {string} text  gzip in base64
 * @returns {Response}
 */
export function unpacked(text) {
  const body = /** @type {ReadableStream} */ (new Response(bytesOf(text)).body);
  return new Response(body.pipeThrough(new DecompressionStream("gzip")));
}

/** @param {string} text  in base64 */
function bytesOf(text) {
  if ("fromBase64" in Uint8Array) return /** @type {any} */ (Uint8Array).fromBase64(text); // browsers of 2025
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** The files that come packed. One that is asked for before it has come is waited for. */
export class PackedFiles {
  constructor() {
    /** @type {Record<string, string>} */
    this.texts = {};
    /** @type {((come: unknown) => void)[]} */
    this.waiting = [];
  }

  /** @param {string} name  @param {string} text */
  take(name, text) {
    this.texts[name] = text;
    for (const look of this.waiting.splice(0)) look(null);
  }

  /** @param {string} name  @returns {Promise<Response>} */
  async read(name) {
    while (!(name in this.texts)) await new Promise((look) => this.waiting.push(look));
    const file = unpacked(this.texts[name]);
    if (!name.endsWith(".safetensors")) return file;
    return new Response(paired(new Uint8Array(await file.arrayBuffer())));
  }
}

/**
 * Weights whose bytes were taken apart, since beside each other the first bytes of numbers can be compressed, and the
 * second ones are noise.
 * @param {Uint8Array} apart  the first byte of each pair, then the second of each
 */
function paired(apart) {
  const bytes = new Uint8Array(apart.length);
  const half = Math.ceil(apart.length / 2);
  for (let i = 0; i < half; i++) bytes[2 * i] = apart[i];
  for (let i = half; i < apart.length; i++) bytes[2 * (i - half) + 1] = apart[i];
  return bytes;
}
