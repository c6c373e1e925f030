// A lane: its model and its template, what the model reads, and the text that it makes.

import { element, fill } from "../../../../views/kit/dom.js";
import { term } from "../../../../views/kit/terms.js";
import { letterBadge } from "../../../../views/kit/told/letter.js";
import * as doors from "../../doors.js";
import { LETTERS, TextLane } from "../../lane.js";
import { modelPicker } from "../../models.js";
import { words } from "../../words.js";
import { renderedPrompt } from "./rendered.js";
import { isTemplateFor, templateChoices } from "./template.js";

/** @typedef {import("../../types").Catalog} Catalog */
/** @typedef {import("../../form.js").Lane} Lane */

/**
 * @param {{ catalog: Catalog, keepSeed: (seed: number) => void, changed: () => void,
 *   refused: () => void, reply: (prompt: import("../../types").Run["prompt"], answer: string) => void }} options  `changed`
 *   when another model is chosen, `refused` when the prompt is, or no more, `reply` when somebody goes on with an answer
 */
export function comparedLane({ catalog, keepSeed, changed, refused, reply }) {
  const said = words.compare;
  const head = element("div", { class: "lane-set" });
  const template = /** @type {HTMLSelectElement} */ (element("select", { name: "template" }));
  /** @type {import("../../problems.js").Problem[]} */
  let problems = [];
  const rendered = renderedPrompt({
    catalog,
    onproblem(found) {
      problems = found;
      template.setAttribute("aria-invalid", String(found.some(({ field }) => field === "template")));
      refused();
    },
  });
  const goOn = element("button", { type: "button", class: "quiet small", onclick: takeUp });
  const below = element("p", { class: "lane-reply", hidden: true }, goOn);
  const text = new TextLane({
    keepSeed,
    empty: said.empty,
    doors: ({ recording }, { index }) => [
      doors.inside(recording, index),
      // The room Generate writes every prompt as the model was trained.
      ...(isAsTrained(recording) ? [doors.itsStep(recording, index)] : []),
    ],
    onstart: () => rendered.begun(text.recording.run?.model ?? ""),
    onstate: ({ busy, steps }) => {
      below.hidden = busy || steps.length === 0;
    },
  });
  text.el.prepend(head, rendered.node);
  text.el.insertBefore(below, text.el.lastElementChild);
  /** @type {Lane} */
  let lane;
  /** @type {ReturnType<typeof modelPicker>} */
  let picker;

  template.addEventListener("change", () => {
    text.forgive();
    lane.set({ template: template.value || null });
  });

  function drawTemplate() {
    const [key, chosen] = [lane.get("model"), lane.get("template") ?? ""];
    const choices = templateChoices(catalog, key);
    if (!choices.some(([value]) => value === chosen)) choices.push([chosen, said.templates.of(chosen)]);
    fill(
      template,
      choices.map(([value, title]) => element("option", { value }, title)),
    );
    template.value = chosen;
  }

  function takeUp() {
    const { run, done, text: made } = text.recording;
    if (run) reply(run.prompt, (done?.completion ?? made).trim());
  }

  /** With another model what was chosen may not be there any more. */
  function changeModel() {
    if (!isTemplateFor(catalog, lane.get("model"), lane.get("template") ?? "")) lane.set({ template: null });
    drawTemplate();
    text.forgive();
    changed();
  }

  return {
    text,
    get problems() {
      return problems;
    },
    /**
     * @param {Lane} next  how it is set
     * @param {string} letter
     * @param {(() => void) | null} remove  takes it away; null where it has to stay
     */
    set(next, letter, remove) {
      lane = next;
      text.letter = letter;
      text.el.setAttribute("data-lane", String(LETTERS.indexOf(letter)));
      rendered.name(letter);
      fill(goOn, said.talk.reply(letter));
      picker = modelPicker({ form: lane, catalog, label: words.lane.model(letter), onchange: changeModel });
      template.setAttribute("aria-label", said.templateOf(letter));
      drawTemplate();
      fill(
        head,
        letterBadge(letter),
        picker.node,
        element(
          "div",
          { class: "lane-template", "data-field": "template" },
          term("chat_template", said.template),
          template,
        ),
        remove &&
          element(
            "button",
            {
              type: "button",
              class: "quiet small",
              "aria-label": said.remove(letter),
              title: said.remove(letter),
              onclick: remove,
            },
            "✕",
          ),
      );
    },
    /** More is known of the models. */
    draw() {
      picker.draw();
      drawTemplate();
      rendered.learnt();
    },
    /** @param {import("../../types").Run} run  what would be asked now */
    tell(run) {
      text.compare(run);
      rendered.tell({
        model: run.model,
        prompt: run.prompt,
        ...(run.template !== undefined && { template: run.template }),
        ...(run.template_options && { template_options: run.template_options }),
      });
    },
    close() {
      rendered.close();
      text.close();
    },
  };
}

/** Whether a prompt was written as it is in the other rooms. @param {import("../../recording.js").Recording} recording */
function isAsTrained({ run }) {
  return run?.template === undefined && !run?.template_options && typeof run?.prompt === "string";
}
