// The drawing of the whole model. Its token, layer and head are those of the whole room.

import forwardPass from "../../../../views/forward_pass.js";
import { element } from "../../../../views/kit/dom.js";
import { mount, State } from "../../../../views/kit/host.js";
import { askJson } from "../../api.js";
import { sharePosition } from "./chosen.js";
import { later } from "./later.js";
import { answering } from "./parts.js";

const SHARED = ["position", "layer", "head"];

/**
 * @param {State} chosen  what the whole room is about: a token of a text, a layer and a head
 * @param {() => string} generate  a link to the room Generate, without a temperature
 */
export function drawing(chosen, generate) {
  const state = new State({ forward_pass: null, workings: null, opened: [], marked: null, refused: false });
  const place = element("div");
  const whole = later(place, draw, () => state.apply({ forward_pass: null, workings: null, refused: true }));
  const arithmetic = later(element("div"), compute, forget);
  const parts = answering(state);
  const unmount = mount(forwardPass, place, state);
  /** @type {import("./later.js").Question | null} */
  let question = null;
  let computed = ""; // what the workings are of

  /** @type {(question: import("./later.js").Question, signal: AbortSignal) => Promise<void>} */
  async function draw(about, signal) {
    const asked = { ...about, position: chosen.get("position") };
    state.apply({ forward_pass: await askJson("api/forward-pass", asked, signal), refused: false });
  }

  /** @type {(question: import("./later.js").Question, signal: AbortSignal) => Promise<void>} */
  async function compute(about, signal) {
    const asked = { ...about, ...where() };
    computed = "";
    state.set("workings", await askJson("api/workings", asked, signal));
    computed = JSON.stringify(asked);
  }

  function forget() {
    computed = "";
    state.set("workings", null);
  }

  /** The chosen token, layer and head. */
  function where() {
    return Object.fromEntries(SHARED.map((name) => [name, chosen.get(name)]));
  }

  /** The arithmetic is asked for only while a part is open, and once: whoever plays with an open part goes on doing so. */
  function open() {
    if (!question || state.get("opened").length === 0) return;
    if (computed !== JSON.stringify({ ...question, ...where() })) arithmetic.ask(question);
  }

  sharePosition(chosen, state);
  for (const name of ["layer", "head"]) {
    state.on(`change:${name}`, () => chosen.set(name, state.get(name)));
    chosen.on(`change:${name}`, () => state.set(name, chosen.get(name)));
  }
  for (const name of SHARED)
    chosen.on(`change:${name}`, () => {
      if (name === "position" && question) whole.ask(question);
      open();
    });
  state.on("change:opened", open);
  state.apply(Object.fromEntries(SHARED.map((name) => [name, chosen.get(name)])));

  return {
    node: element("div", {}, whole.node, arithmetic.node),
    state,
    /** @param {import("./later.js").Question} next */
    tell(next) {
      if (JSON.stringify(next) === JSON.stringify(question)) return;
      question = next;
      parts.tell(next);
      state.set("generate", generate());
      whole.ask(next);
      open();
    },
    close() {
      parts.close();
      whole.close();
      arithmetic.close();
      unmount();
    },
  };
}
