// What one head looks at in many texts: the tokens that it cares for most, and examples from the strongest down.

import { dress, element, fill, watch } from "./kit/dom.js";
import { count, percent } from "./kit/numbers.js";
import { chip, runningText, spacesAndWord } from "./kit/pieces.js";
import { meter, row, table } from "./kit/tables.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").HeadExamples} Examples */
/** @typedef {import("./types").HeadExample} Example */
/** @typedef {import("./types").TokenWeight} TokenWeight */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const title = element("h3", {});
    const sentence = element("p", { class: "lp-sentence" });
    const tokens = element("div", { class: "lp-cared" });
    const bands = element("div", { class: "lp-bands" });
    const undress = dress(el, "lp-head-examples", title, sentence, tokens, bands);

    function draw() {
      /** @type {Examples | null} */
      const found = model.get("examples") ?? null;
      const other = found && (found.layer !== model.get("layer") || found.head !== model.get("head"));
      title.hidden = tokens.hidden = bands.hidden = found === null;
      el.classList.toggle("lp-outdated", Boolean(other)); // the one that was chosen meanwhile is on its way
      if (found === null) return void fill(sentence, words.headExamples.empty);
      fill(title, words.headExamples.title(words.heads.place(found.layer, found.head)));
      fill(sentence, words.headExamples.read(found.n_text, found.n_token));
      fill(tokens, cared(words.headExamples.queries, found.queries), cared(words.headExamples.keys, found.keys));
      fill(
        bands,
        element(
          "p",
          { class: "lp-hint" },
          words.headExamples.marks(
            element("mark", { class: "lp-looker" }, words.headExamples.query),
            element("mark", { class: "lp-looked-at" }, words.headExamples.key),
          ),
        ),
        found.bands.flatMap(({ above, examples }) => [
          element("h3", {}, words.headExamples.band(above)),
          element("ul", { class: "lp-examples" }, examples.map(snippet)),
        ]),
      );
    }

    const unwatch = watch(model, ["examples", "layer", "head"], draw);
    draw();
    return () => {
      unwatch();
      el.classList.remove("lp-outdated");
      undress();
    };
  },
};

/**
 * @param {[string, string]} said  the title, and what its numbers mean
 * @param {TokenWeight[]} tokens
 */
function cared([title, meaning], tokens) {
  const rows = tokens.map(({ piece, weight, count: places }) => row(chip(piece), [meter(weight), count(places)]));
  return element(
    "div",
    {},
    element("h3", {}, title),
    element("p", { class: "lp-hint" }, meaning),
    table(title, words.headExamples.columns, rows, "lp-cared-table"),
  );
}

/** @param {Example} example */
function snippet({ weight, pieces, query, key, gap, left_out }) {
  const marked = pieces.map((piece, index) => {
    const [spaces, word] = spacesAndWord(runningText(piece));
    if (index !== query && index !== key) return [spaces, word];
    const looked = index === key ? element("mark", { class: "lp-looked-at" }, word) : word;
    return [spaces, index === query ? element("mark", { class: "lp-looker" }, looked) : looked];
  });
  marked[0] = marked[0].slice(1); // the line begins with a word
  if (gap !== null) marked.splice(gap, 0, [element("small", {}, words.headExamples.leftOut(left_out))]);
  const [from, to] = [query, key].map((index) => runningText(pieces[index]).trim());
  return element(
    "li",
    {},
    element("b", {}, percent(weight)),
    element("span", { class: "lp-snippet" }, marked.flat()),
    element("span", { class: "lp-unseen" }, words.headExamples.spoken(from, to)),
  );
}
