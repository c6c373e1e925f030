// The words that the views show, in the language of the host.

import { language } from "./language.js";

// Only the file of one language is loaded. `module_text` puts that file in the place of this one.
export const { words } = /** @type {typeof import("../words/en.js")} */ (await import(`../words/${language}.js`));
