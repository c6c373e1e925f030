// The languages of the page, each by its own name. In another one it is another document: its words are loaded with it.

import { element, fill } from "../../views/kit/dom.js";
import { language } from "../../views/kit/language.js";
import { words } from "./words.js";

/** @param {string} tag */
function nameOf(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}

/** @param {HTMLSelectElement} select */
export function drawLanguages(select) {
  const tags = document.documentElement.dataset.languages?.split(" ") ?? [language];
  fill(
    select,
    tags.map((tag) => element("option", { value: tag, lang: tag, selected: tag === language }, nameOf(tag))),
  );
  select.setAttribute("aria-label", words.language);
  select.addEventListener("change", () => {
    try {
      localStorage.setItem("language", select.value);
    } catch {
      // Storage is forbidden here: the link alone holds the language.
    }
    const link = new URL(location.href);
    link.searchParams.set("lang", select.value);
    location.assign(link);
  });
}
