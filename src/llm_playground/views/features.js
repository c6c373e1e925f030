// A text in the features of a dictionary: its tokens, the features active on the chosen one, and all about one of them.

import { choice } from "./kit/choice.js";
import { dress, element, fill, watch } from "./kit/dom.js";
import { featureName, featureStory } from "./kit/feature_story.js";
import { indexOf, pressing, roving } from "./kit/keys.js";
import { count, decimal } from "./kit/numbers.js";
import { chip, pieceLabel, spokenPiece } from "./kit/pieces.js";
import { meter, row, table, unfold } from "./kit/tables.js";
import { termOf } from "./kit/terms.js";
import { words } from "./kit/words.js";

/** @typedef {import("./types").TextFeatures} TextFeatures */
/** @typedef {import("./types").DictionaryCard} Card */

/** @type {import("./types").View} */
export default {
  render({ model, el }) {
    const which = element("div");
    const summary = element("div", {});
    const tokens = element("div", { class: "lp-feature-tokens", role: "listbox", "aria-label": words.features.tokens });
    const active = element("div", {
      class: "lp-feature-active",
      role: "group",
      "aria-label": words.features.activeHere,
    });
    const story = element("div", { class: "lp-feature-story", role: "group", "aria-label": words.features.story });
    const rules = unfold(words.features.rules, () => ruleTable(text()?.dictionary, open));
    const list = unfold(words.features.asTable, () => wholeTable(/** @type {TextFeatures} */ (text())));
    const body = element("div", { class: "lp-beside" }, active, story);
    const undress = dress(el, "lp-features", which, summary, tokens, body, rules, list);
    roving(tokens, '[role="option"]');
    pressing(tokens, '[role="option"]', (option) => {
      model.set("position", indexOf(option));
      model.save_changes();
    });

    /** @returns {TextFeatures | null} */
    function text() {
      return model.get("text") ?? null;
    }

    /** @returns {number} */
    function position() {
      const last = (text()?.active.length ?? 1) - 1;
      return Math.min(model.get("position") ?? last, last);
    }

    /** @param {number} index */
    function open(index) {
      model.set("index", index);
      model.save_changes();
    }

    function draw() {
      const shown = text();
      for (const node of [tokens, body, rules, list]) node.hidden = shown === null;
      for (const node of [rules, list]) /** @type {HTMLDetailsElement} */ (node).open = false;
      drawWhich(shown);
      if (!shown) return void fill(summary, element("p", { class: "lp-state" }, words.features.empty));
      fill(summary, figures(shown.dictionary));
      fill(
        tokens,
        shown.encoding.pieces.map((piece, index) => {
          const name = featureName(strongestName(shown, index));
          return element(
            "span",
            {
              role: "option",
              class: name === "" ? "lp-feature-token" : "lp-feature-token lp-named",
              "data-index": index,
              tabindex: index === position() ? 0 : -1,
              "aria-label": words.features.spoken(index + 1, spokenPiece(piece), name),
            },
            element("code", {}, pieceLabel(piece)),
            element("small", {}, name),
          );
        }),
      );
      drawPosition();
    }

    /** @param {TextFeatures | null} shown */
    function drawWhich(shown) {
      const offered = shown?.offered ?? [];
      which.hidden = offered.length < 2;
      if (which.hidden) return void fill(which);
      const had = which.contains(which.ownerDocument.activeElement);
      const options = choice(
        words.features.which,
        offered.map((name) => [name, words.features.dictionary(name)]),
        (name) => {
          model.set("dictionary", name);
          model.save_changes();
        },
      );
      options.mark(/** @type {TextFeatures} */ (shown).dictionary.name);
      fill(which, options.node);
      if (had) /** @type {HTMLElement | null} */ (which.querySelector("input:checked"))?.focus();
    }

    function drawPosition() {
      const shown = text();
      if (!shown) return;
      for (const option of tokens.querySelectorAll('[role="option"]'))
        option.setAttribute("aria-selected", String(option.getAttribute("data-index") === String(position())));
      const firing = shown.active[position()];
      const most = Math.max(...firing.map(({ activation }) => activation));
      const had = active.contains(active.ownerDocument.activeElement);
      const items = firing.map(({ index, activation }) => {
        const name = featureName(shown.names[index]);
        const pressed = model.get("index") === index;
        return element(
          "li",
          {},
          element(
            "button",
            {
              type: "button",
              class: "lp-button",
              "aria-pressed": pressed,
              "data-feature": index,
              onclick: () => open(index),
            },
            words.features.short(index),
            name && " ",
            name && element("b", {}, name),
          ),
          meter(activation / most, "", decimal(activation, 1)),
        );
      });
      fill(
        active,
        element("h3", {}, words.features.activeOn(position() + 1, chip(shown.encoding.pieces[position()]))),
        items.length > 0 ? element("ol", {}, items) : element("p", { class: "lp-hint" }, words.features.none),
      );
      if (had) /** @type {HTMLElement | null} */ (active.querySelector('[aria-pressed="true"]'))?.focus();
      drawStory();
    }

    function drawStory() {
      const [shown, feature] = [text(), model.get("feature") ?? null];
      for (const button of active.querySelectorAll("[data-feature]"))
        button.setAttribute("aria-pressed", String(button.getAttribute("data-feature") === String(model.get("index"))));
      if (!shown || !feature || feature.index !== model.get("index"))
        return void fill(story, element("p", { class: "lp-state" }, words.features.choose));
      fill(story, featureStory(feature, shown.encoding.pieces[feature.position]));
    }

    const unwatch = [
      watch(model, ["text"], draw),
      watch(model, ["position"], drawPosition),
      watch(model, ["index", "feature"], drawStory),
    ];
    draw();
    return () => {
      unwatch.forEach((stop) => stop());
      undress();
    };
  },
};

/**
 * The grade of the strongest feature on a token that has a name.
 * @param {TextFeatures} text
 * @param {number} position
 */
function strongestName({ active, names }, position) {
  const named = active[position].find(({ index }) => names[index]);
  return named && names[named.index];
}

/** @param {Card} card */
function figures(card) {
  const { reads, writes, n_features, k, unexplained, dead, recovered, median_f1, rules } = card;
  const kind = reads === writes ? words.features.autoencoder(reads) : words.features.transcoder(reads, writes);
  return [
    [kind, " ", words.features.size(n_features, k, termOf("feature"))],
    [words.features.quality(unexplained, dead, recovered, termOf("unexplained"))],
    [median_f1 === null ? words.features.ungraded : words.features.median(median_f1, rules.length, termOf("f1"))],
  ].map((sentence) => element("p", { class: "lp-sentence" }, sentence.flat()));
}

/**
 * @param {Card | undefined} card
 * @param {(index: number) => void} open
 */
function ruleTable(card, open) {
  const rows = (card?.rules ?? []).map(({ rule, next, tokens, feature, precision, recall, f1 }) =>
    row(element("code", {}, rule), [
      next ? words.features.ofNext : words.features.ofThis,
      element(
        "button",
        { type: "button", class: "lp-button", onclick: () => open(feature) },
        words.features.short(feature),
      ),
      decimal(precision, 2),
      decimal(recall, 2),
      meter(f1, "", decimal(f1, 2)),
      count(tokens),
    ]),
  );
  return table(words.features.rules, words.features.ruleColumns, rows);
}

/** @param {TextFeatures} text */
function wholeTable({ encoding, active, names }) {
  const rows = encoding.pieces.map((piece, position) =>
    row(chip(piece), [
      active[position]
        .map(({ index, activation }) => words.features.cell(index, featureName(names[index]), activation))
        .join("; "),
    ]),
  );
  return table(words.features.asTable, words.features.tableColumns, rows);
}
