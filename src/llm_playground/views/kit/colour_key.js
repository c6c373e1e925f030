// What the tokens of a generated text are coloured by, to be chosen, and what each colour stands for.

import { BAND_COLOURS, bandLegend } from "./bands.js";
import { choice } from "./choice.js";
import { element, fill } from "./dom.js";
import { knownColour, unknownColour } from "./told/colour.js";
import { words } from "./words.js";

/** @param {import("../types").AnyModel} model  whose `colour` is chosen */
export function colourKey(model) {
  const choices = choice(
    words.bands.colour,
    BAND_COLOURS.map((each) => [each, words.bands.colours[each]]),
    (chosen) => {
      model.set("colour", chosen);
      model.save_changes();
    },
  );
  const legend = element("div");
  const colour = () => knownColour(BAND_COLOURS, model.get("colour"));

  function draw() {
    choices.mark(colour());
    fill(legend, bandLegend(colour()), unknownColour(BAND_COLOURS, model.get("colour")));
  }

  return { node: element("div", { class: "lp-colours" }, choices.node, legend), colour, draw };
}
