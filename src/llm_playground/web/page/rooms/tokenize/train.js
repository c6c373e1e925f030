// Train BPE on a text, and go through its merges.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import merges from "../../../../views/merges.js";
import { askEvents, askJson } from "../../api.js";
import { card, desk } from "../../desk.js";
import { download } from "../../download.js";
import { chooser, numberField } from "../../fields.js";
import { label } from "../../labels.js";
import { mark, problemsOf } from "../../problems.js";
import { textCard } from "../../prompt.js";
import { startButton } from "../../start-button.js";
import { words } from "../../words.js";

/** @type {import("../../types").Look} */
export default {
  title: words.train.title,
  lead: words.train.lead,
  enter({ el, form, catalog, announce, go, kept }) {
    const state = new State({ history: null, position: null });
    const view = element("div");
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const progress = element("div", { class: "progress", role: "status", hidden: true });
    const ready = element("p", { class: "ready", hidden: true });
    const start = startButton(words.train.go, train);
    const own = textCard({
      form,
      name: "own",
      label: words.train.own,
      limit: catalog.limits.text_characters,
      examples: [],
      placeholder: words.train.placeholder,
    });
    own.node.append(fileButton(own.write, fail));
    const place = desk({
      text: own.node,
      cards: [
        card(
          words.train.reads,
          chooser({
            form,
            name: "source",
            label: words.train.source,
            options: Object.entries(words.train.sources),
            onchange: showSource,
          }),
        ),
        card(
          words.train.how,
          numberField({
            form,
            name: "vocab_size",
            label: label("vocab_size"),
            lowest: 256,
            highest: catalog.limits.vocab_size,
            effect: words.train.vocabSizeEffect,
          }),
          chooser({
            form,
            name: "pattern",
            label: words.train.pattern,
            options: catalog.patterns.map((name) => [name, words.train.patterns(name)]),
            effect: words.train.patternEffect,
          }),
          chooser({
            form,
            name: "tie_rule",
            label: words.train.tieRule,
            options: catalog.tie_rules.map((name) => [name, words.train.tieRules(name)]),
            effect: words.train.tieRuleEffect,
          }),
        ),
      ],
      action: element("div", { class: "go" }, start.button),
      stage: [
        element("section", { class: "card", "aria-label": words.train.training }, problem, progress, ready, view),
      ],
    });
    el.append(place.node);
    const unmount = mount(merges, view, state);

    function showSource() {
      own.node.hidden = form.get("source") !== "own";
      place.node.classList.toggle("no-text", own.node.hidden);
    }

    /** @param {string} message */
    function fail(message) {
      problem.hidden = false;
      fill(problem, message);
    }

    /** @param {{ merges: number, asked: number }} news */
    function tell({ merges: made, asked }) {
      fill(
        progress,
        element("progress", { max: asked, value: made, "aria-label": words.train.merges }),
        element("span", {}, made === 0 ? words.train.counting : words.train.merged(made, asked)),
      );
    }

    /** @param {import("../../types").Trained} trained */
    function show({ tokenizer, characters, seconds, history }) {
      // Half way through, where merges can be seen: at 0 nothing is joined yet.
      state.apply({ history, position: Math.floor(history.merges.length / 2) });
      const use = (/** @type {"tokens" | "word" | "vocabulary" | "compare"} */ look, /** @type {string} */ title) => {
        const several = look === "compare" ? { tokenizers: [tokenizer, catalog.default].join(",") } : {};
        return button(title, () => {
          form.set({ tokenizer, ...several });
          go(look);
        });
      };
      fill(
        ready,
        words.train.ready(characters, seconds),
        use("tokens", words.tokens.title),
        use("word", words.word.title),
        use("vocabulary", words.vocabulary.title),
        use("compare", words.comparison.title),
        words.train.or,
        button(words.train.save, () => save(tokenizer)),
      );
      ready.hidden = false;
    }

    /** @param {string} tokenizer */
    async function save(tokenizer) {
      try {
        const data = JSON.stringify(await askJson("api/tokenizers/file", { tokenizer }));
        download(data, "tokenizer.json", "application/json");
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    }

    /** @param {import("../../types").Trained} trained */
    function done(trained) {
      kept.trained = trained;
      form.set({ trained: trained.tokenizer });
      show(trained);
      announce(trained.history.summary);
    }

    /** @param {AbortSignal} signal */
    async function train(signal) {
      problem.hidden = true;
      const isOwn = form.get("source") === "own";
      if (isOwn && !own.fits()) return own.area.focus();
      progress.hidden = false;
      tell({ merges: 0, asked: 1 });
      try {
        const request = {
          text: isOwn ? own.area.value : null,
          vocab_size: Number(form.get("vocab_size")),
          pattern: form.get("pattern"),
          tie_rule: form.get("tie_rule"),
        };
        for await (const { event, data } of askEvents("api/tokenizers/train", request, signal)) {
          if (event === "merging") tell(data);
          else if (event === "trained") done(data);
          else if (event === "error") fail(data.message);
        }
        progress.hidden = true;
      } catch (error) {
        progress.hidden = !signal.aborted;
        if (signal.aborted) {
          fill(progress, element("span", {}, words.train.cancelled(kept.trained !== undefined)));
          announce(words.train.cancelled(false));
        } else {
          const problems = problemsOf(error).map((each) => (each.field === "text" ? { ...each, field: "own" } : each));
          if (!mark(el, problems)) fail(error instanceof Error ? error.message : String(error));
        }
      }
    }

    showSource();
    if (kept.trained) show(kept.trained);
    else if (form.get("source") === "stories") start.start();
    return () => {
      start.close();
      place.close();
      unmount();
    };
  },
};

/**
 * @param {string} title
 * @param {() => void} onclick
 */
function button(title, onclick) {
  return element("button", { type: "button", class: "quiet small", onclick }, title);
}

/**
 * @param {(text: string) => void} write
 * @param {(message: string) => void} fail
 */
function fileButton(write, fail) {
  const input = /** @type {HTMLInputElement} */ (
    element("input", { type: "file", class: "lp-unseen", id: "train-file", accept: "text/*,.md,.py,.js,.json,.csv" })
  );
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      write(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      fail(words.train.notText(file.name));
    }
    input.value = "";
  });
  return element(
    "p",
    { class: "file" },
    input,
    element("label", { for: "train-file", class: "quiet small" }, words.train.open),
  );
}
