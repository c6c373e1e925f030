// A second prompt, whose stream is put into the first at each layer and token.

import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import patching from "../../../../views/patching.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { laterSection } from "./later.js";

const PAUSE = 400; // milliseconds after the last key until the server is asked

/**
 * @param {import("../../form.js").Form} form
 * @param {number} limit  characters of a prompt
 * @param {(prompt: string) => void} read  makes this the prompt of the room
 */
export function patchingSection(form, limit, read) {
  const state = new State({ map: null });
  const place = element("div");
  const said = words.inside.patching;
  const field = /** @type {HTMLInputElement} */ (
    element("input", { type: "text", id: "source", name: "source", maxlength: limit, autocomplete: "off" })
  );
  field.value = form.get("source") ?? "";
  const tries = said.pairs.map(([base, source]) =>
    element(
      "button",
      { type: "button", class: "quiet small", onclick: () => take(base, source) },
      `${base} / ${source}`,
    ),
  );
  const body = element(
    "div",
    {},
    element("div", { class: "source" }, element("label", { for: "source" }, said.source), field),
    element("div", { class: "source-tries" }, element("span", {}, said.or), tries),
    place,
  );
  const [title, lead] = said.title;
  const section = laterSection(
    title,
    lead,
    body,
    async ({ model, prompt }, signal) => {
      const source = form.get("source") ?? "";
      const asked = { model, base: prompt, source };
      state.set("map", source === "" ? null : await askJson("api/patching-map", asked, signal));
    },
    () => state.set("map", null),
    place,
  );
  const unmount = mount(patching, place, state);
  /** @type {number | undefined} */
  let timer;
  let pressed = false; // a pair, whose map is wanted wherever the section stands by then
  field.addEventListener("input", () => {
    form.set({ source: field.value || null });
    clearTimeout(timer);
    timer = window.setTimeout(section.again, PAUSE);
  });

  /**
   * @param {string} base
   * @param {string} source
   */
  function take(base, source) {
    field.value = source;
    form.set({ source });
    state.set("map", null);
    pressed = true;
    read(base);
  }

  return {
    ...section,
    /** @param {import("./later.js").Question} question */
    tell(question) {
      section.tell(question);
      if (pressed) section.again();
      pressed = false;
    },
    close() {
      clearTimeout(timer);
      section.close();
      unmount();
    },
  };
}
