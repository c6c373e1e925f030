// The walk: a bar at the foot of the window that leads through the room, a sentence and a thing to try at each stop.

import { element, fill } from "../../../../views/kit/dom.js";
import { words } from "../../words.js";
import { STOPS } from "./stops.js";

const TOUCHED = ["wheel", "touchstart", "pointerdown", "keydown"];

/** @typedef {import("../../form.js").Form} Form */
/** @typedef {import("../../../../views/kit/host.js").State} State */

/**
 * @param {Form} form
 * @param {State} chosen  what the whole room is about
 * @param {{ state: State, node: HTMLElement }} drawing
 * @param {HTMLElement} results  holds the sections, each with its name
 * @param {(sentence: string) => void} notice
 */
export function makeWalk(form, chosen, drawing, results, notice) {
  const told = words.walk;
  const title = element("h2", {});
  const text = element("p", {});
  const tries = element("p", { class: "try" });
  const [back, next] = [button(told.back, () => go(at() - 1)), button(told.next, () => go(at() + 1))];
  const leave = button(told.leave, () => end());
  const bar = element(
    "section",
    { class: "walk", "aria-label": told.name, tabindex: -1, hidden: true, onkeydown: onKey },
    element("div", { class: "walk-text", "aria-live": "polite" }, title, text, tries),
    element("div", { class: "walk-ways" }, back, next, leave),
  );
  const begin = button(told.begin, () => {
    go(1);
    bar.focus();
  });
  let marked = results; // the section that is marked, if any
  let shown = 0; // the stop that has been led to
  const inSight = keeperInSight(results);

  /** From 1; 0 while nobody walks. */
  function at() {
    return Number(form.get("stop") ?? 0);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const to = { ArrowRight: at() + 1, ArrowLeft: at() - 1 }[event.key];
    if (event.key === "Escape") end();
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  }

  /** @param {number} number */
  function go(number) {
    if (number > STOPS.length) return end();
    form.set({ stop: String(Math.max(1, number)) });
    shown = 0;
    show();
  }

  function end() {
    const had = bar.contains(document.activeElement);
    form.set({ stop: null });
    bar.hidden = true;
    unmark();
    if (had) begin.focus();
  }

  function unmark() {
    inSight.letGo();
    drawing.state.set("marked", null);
    marked.classList.remove("walk-marked");
  }

  /** Say what there is to see at this stop and lead there, once the drawing is there. */
  function show() {
    const number = at();
    if (number === 0 || shown === number) return;
    if (!STOPS[number - 1]) {
      notice(told.noSuchStop(String(form.get("stop")), STOPS.length));
      form.set({ stop: null });
      return;
    }
    const stop = STOPS[number - 1];
    const pass = drawing.state.get("forward_pass");
    bar.hidden = false;
    back.toggleAttribute("disabled", number === 1);
    fill(next, number === STOPS.length ? told.done : told.next);
    if (!pass && !stop.section) {
      fill(title, told.where(number, STOPS.length), " ");
      fill(text, told.waiting);
      fill(tries);
      return;
    }
    shown = number;
    const [name, sentence, ...rest] = said(stop, pass);
    fill(title, element("small", {}, told.where(number, STOPS.length)), " ", name);
    fill(text, sentence);
    fill(tries, rest.length > 0 && [element("b", {}, told.tryIt), " ", rest[0]]);
    lead(stop, pass);
  }

  /**
   * @param {import("./stops.js").Stop} stop
   * @param {import("./stops.js").ForwardPass} pass
   */
  function lead(stop, pass) {
    unmark();
    if (stop.section) {
      marked = results.querySelector(`[data-section="${stop.section}"]`) ?? results;
      if (marked !== results) marked.classList.add("walk-marked");
      inSight.keep(marked, "start");
      return;
    }
    if (stop.layer !== undefined) chosen.set("layer", Math.min(stop.layer, pass.n_layer - 1));
    const part = stop.part === "last" ? pass.places[pass.places.length - 1].name : stop.part;
    drawing.state.apply({ opened: stop.opened ?? [], marked: part });
    const target = drawing.node.querySelector(`[data-part="${part}"], [data-place="${part}"]`);
    if (target) inSight.keep(target, stop.opened ? "start" : "center");
  }

  drawing.state.on("change:forward_pass", show);
  drawing.state.on("change:refused", () => {
    begin.hidden = drawing.state.get("refused");
    if (!begin.hidden || at() === 0) return;
    notice(told.noDrawing);
    end();
  });
  return {
    node: bar,
    begin,
    /** The room has an answer: a link may have brought somebody to a stop. */
    resume: show,
    close: inSight.letGo,
  };
}

/**
 * What comes near the screen is asked for and grows, and so moves all below it: what is looked at is brought back each
 * time, until the person does something.
 * @param {HTMLElement} whole  what grows
 */
function keeperInSight(whole) {
  /** @type {(() => void) | null} */
  let bring = null;
  const observer = new ResizeObserver(() => bring?.());
  function letGo() {
    bring = null;
    observer.disconnect();
    for (const name of TOUCHED) removeEventListener(name, letGo, true);
  }
  return {
    /**
     * @param {Element} target
     * @param {ScrollLogicalPosition} block
     */
    keep(target, block) {
      letGo();
      bring = () => target.scrollIntoView({ block, behavior: "instant" });
      bring();
      observer.observe(whole);
      for (const name of TOUCHED) addEventListener(name, letGo, true);
    },
    letGo,
  };
}

/**
 * @param {import("./stops.js").Stop} stop
 * @param {import("./stops.js").ForwardPass | null} pass
 * @returns {[string, string, string?]}
 */
function said(stop, pass) {
  const found = words.walk.stops[/** @type {keyof typeof words.walk.stops} */ (stop.name)];
  return /** @type {any} */ (stop.way && pass ? /** @type {any} */ (found)[stop.way(pass)] : found);
}

/**
 * @param {string} title
 * @param {() => void} onclick
 */
function button(title, onclick) {
  return element("button", { type: "button", class: "quiet", onclick }, title);
}
