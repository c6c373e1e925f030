// What comes packed with a page of one file: compressed, and written as text.

/**
 * @param {string} text  gzip in base64
 * @returns {Response}
 */
export function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
