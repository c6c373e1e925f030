// Train BPE on a text, and go through its merges.

import { element, fill } from "../../../../views/kit/dom.js";
import { count, plural } from "../../../../views/kit/numbers.js";
import merges from "../../../../views/merges.js";
import { askEvents, askJson, Refused } from "../../api.js";
import { card } from "../../controls.js";
import { chooser, numberField } from "../../fields.js";
import { Model, mount } from "../../host.js";
import { startButton, textCard } from "../../parts.js";

const SOURCES = [
  ["stories", "The stories of this package"],
  ["own", "A text of my own"],
];
/** @type {Record<string, string>} */
const PATTERNS = {
  gpt2: "GPT-2: words with the space before them",
  cl100k: "GPT-4: also at most three digits, line breaks together",
  none: "None: the whole text is one word",
};
/** @type {Record<string, string>} */
const TIE_RULES = {
  lowest_ids: "Lowest ids, as Hugging Face's tokenizers",
  greatest_bytes: "Greatest bytes, as Stanford's CS336",
  first_seen: "First seen in the text, as minbpe",
};

/** @type {import("../../types").Look} */
export default {
  title: "Train BPE",
  lead: "Byte-pair encoding learns from a text: the most frequent pair of neighbours becomes a token, again and again. Train it, then drag through its merges.",
  enter({ el, form, catalog, announce, go, kept }) {
    const model = new Model({ history: null, position: null });
    const view = element("div");
    const problem = element("p", { class: "problem", role: "alert", hidden: true });
    const progress = element("div", { class: "progress", role: "status", hidden: true });
    const ready = element("p", { class: "ready", hidden: true });
    const own = textCard({
      form,
      name: "own",
      label: "Text to train on",
      limit: catalog.limits.text_characters,
      examples: [],
      placeholder: "Paste a text, up to a million characters …",
    });
    const file = fileButton(own.write, (message) => fail(message));
    own.node.append(file);
    const start = startButton("Train", train);
    const source = chooser({ form, name: "source", label: "Text", options: SOURCES, onchange: showSource });
    el.append(
      own.node,
      element(
        "aside",
        { class: "controls", "aria-label": "Settings" },
        element(
          "div",
          { class: "cards" },
          card("What it reads", source),
          card(
            "How to learn",
            numberField({
              form,
              name: "vocab_size",
              label: "Vocabulary size",
              lowest: 256,
              highest: catalog.limits.vocab_size,
              effect: "256 bytes, and one token for each merge.",
            }),
            chooser({
              form,
              name: "pattern",
              label: "Words",
              options: catalog.patterns.map((name) => [name, PATTERNS[name] ?? name]),
              effect: "How the text is cut first. No merge crosses the border of a word.",
            }),
            chooser({
              form,
              name: "tie_rule",
              label: "Of two pairs equally frequent",
              options: catalog.tie_rules.map((name) => [name, TIE_RULES[name] ?? name]),
              effect: "Implementations differ here, and so their tokens do.",
            }),
          ),
        ),
        element("div", { class: "go" }, start.button),
      ),
      element(
        "div",
        { class: "stage" },
        element("section", { class: "card", "aria-label": "The training" }, problem, progress, ready, view),
      ),
    );
    const unmount = mount(merges, view, model);

    function showSource() {
      own.node.hidden = form.get("source") !== "own";
      el.classList.toggle("no-text", own.node.hidden);
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
        element("progress", { max: asked, value: made, "aria-label": "Merges made" }),
        element("span", {}, made === 0 ? "Counting the words …" : `${count(made)} of ${count(asked)} merges`),
      );
    }

    /** @param {import("../../types").Trained} trained */
    function show({ tokenizer, characters, seconds, history }) {
      model.apply({ history, position: 0 });
      fill(
        ready,
        `Trained on ${plural(characters, { one: "character", other: "characters" })} in ${seconds.toFixed(2)} s. Use your tokenizer in `,
        [
          ["tokens", "Tokens"],
          ["word", "One word"],
          ["vocabulary", "Vocabulary"],
          ["compare", "Compare"],
        ].map(([look, title]) =>
          element(
            "button",
            {
              type: "button",
              class: "quiet small",
              onclick: () => {
                form.set({
                  tokenizer,
                  ...(look === "compare" && { tokenizers: [tokenizer, catalog.default].join(",") }),
                });
                go(look);
              },
            },
            title,
          ),
        ),
        "or ",
        element(
          "button",
          { type: "button", class: "quiet small", onclick: () => save(tokenizer) },
          "Save as tokenizer.json",
        ),
      );
      ready.hidden = false;
    }

    /** @param {string} tokenizer */
    async function save(tokenizer) {
      try {
        const data = JSON.stringify(await askJson("api/tokenizers/file", { tokenizer }));
        const address = URL.createObjectURL(new Blob([data], { type: "application/json" }));
        element("a", { href: address, download: "tokenizer.json" }).click();
        URL.revokeObjectURL(address);
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
      if (form.get("source") === "own" && !own.fits()) return own.area.focus();
      const text = form.get("source") === "own" ? own.area.value : null;
      progress.hidden = false;
      tell({ merges: 0, asked: 1 });
      try {
        const request = {
          text,
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
          fill(progress, element("span", {}, kept.trained ? "Cancelled. What you see is from before." : "Cancelled."));
          announce("Cancelled");
        } else {
          fail(error instanceof Error ? error.message : String(error));
          if (error instanceof Refused && error.field === "text") own.area.focus();
          else if (error instanceof Refused && error.field)
            el.querySelector(`[name="${CSS.escape(error.field)}"]`)?.setAttribute("aria-invalid", "true");
        }
      }
    }

    showSource();
    if (kept.trained) show(kept.trained);
    else if (form.get("source") === "stories") start.start();
    return () => {
      start.close();
      unmount();
    };
  },
};

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
      fail(`${file.name} is no text in UTF-8. Save it as UTF-8 and open it again.`);
    }
    input.value = "";
  });
  return element(
    "p",
    { class: "file" },
    input,
    element("label", { for: "train-file", class: "quiet small" }, "Open a file …"),
  );
}
