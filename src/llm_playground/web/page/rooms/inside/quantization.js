// What storing the weights in fewer bits does. A small model is asked at once, a large one when a button is pressed.

import { element, fill } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { large } from "../../../../views/kit/sizes.js";
import quantization from "../../../../views/quantization.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { laterSection } from "./later.js";

const UNASKED = 20e6; // weights, which take a second or two

/** @param {import("../../types").ModelCard[]} models */
export function quantizationSection(models) {
  const state = new State({ quantization: null, type: "" });
  const place = element("div");
  const go = element("button", { type: "button", class: "quiet", hidden: true, onclick: ask });
  const [title, lead] = words.inside.quantization;
  const section = laterSection(
    title,
    lead,
    element("div", {}, go, place),
    async (question, signal) => state.set("quantization", await askJson("api/quantize", question, signal)),
    () => state.set("quantization", null),
    place,
  );
  const unmount = mount(quantization, place, state);
  /** @type {import("./later.js").Question | null} */
  let about = null;

  function ask() {
    if (!about) return;
    go.hidden = true;
    place.hidden = false;
    section.tell(about);
  }

  return {
    ...section,
    /** @param {import("./later.js").Question} question */
    tell(question) {
      about = question;
      const parameters = models.find(({ key }) => key === question.model)?.parameters ?? 0;
      const isLarge = parameters > UNASKED;
      go.hidden = !isLarge;
      place.hidden = isLarge;
      if (isLarge) fill(go, words.inside.quantizationGo(large(parameters)));
      else ask();
    },
    close() {
      section.close();
      unmount();
    },
  };
}
