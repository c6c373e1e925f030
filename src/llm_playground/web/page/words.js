// The words that the page shows, in the language of the document.

import { language } from "../../views/kit/language.js";

// Only the file of one language is loaded.
export const { words } = /** @type {typeof import("./words/en.js")} */ (await import(`./words/${language}.js`));
