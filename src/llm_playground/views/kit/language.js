// The language of the words. The host chooses it: a page by `<html lang>`; in the text for a notebook, which has no
// page of its own, `module_text` writes it here.

/** A tag as in BCP 47, for which there is a file in `words/`: "en". */
export const language = document.documentElement.lang;
