// The bar with which one goes from step to step.

import { element, fill } from "../../../../views/kit/dom.js";
import { words } from "../../words.js";

const PACE = 1100; // milliseconds a step when it plays by itself

/**
 * @param {{ go: (index: number) => void, forward: () => void, size: () => number, ends: () => boolean }} steps
 */
export function makeStepper({ go, forward: onward, size, ends }) {
  let at = 0;
  /** @type {number | undefined} */
  let playing;
  const back = button(words.generate.back, () => go(at - 1));
  const forward = button(words.generate.forward, onward);
  const play = button(words.generate.play, () => (playing ? pause() : run()));
  const slider = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "range",
      min: 1,
      max: 1,
      "aria-label": words.generate.slider,
      oninput: () => go(Number(slider.value) - 1),
    })
  );
  const where = element("output", {});
  const node = element("div", { class: "stepper", hidden: true }, back, forward, play, slider, where);

  /** @param {number} index */
  function draw(index) {
    at = index;
    const all = Math.max(size(), at + 1); // the token to come counts where one stands before it
    slider.max = String(all);
    slider.value = String(at + 1);
    fill(where, words.generate.where(at + 1, all));
    back.toggleAttribute("disabled", at === 0);
    forward.toggleAttribute("disabled", ends());
  }

  function run() {
    if (at >= size() - 1) go(0);
    playing = window.setInterval(() => (at < size() - 1 ? onward() : pause()), PACE);
    play.textContent = words.generate.pause;
  }

  function pause() {
    clearInterval(playing);
    playing = undefined;
    play.textContent = words.generate.play;
  }

  return { node, draw, pause };
}

/**
 * @param {string} title
 * @param {() => void} onclick
 */
function button(title, onclick) {
  return element("button", { type: "button", class: "quiet", onclick }, title);
}
