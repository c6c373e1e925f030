// A text that the browser keeps as a file.

import { element } from "../../views/kit/dom.js";

/**
 * @param {string} text
 * @param {string} name  of the file
 * @param {string} [type]
 */
export function download(text, name, type = "text/plain") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
