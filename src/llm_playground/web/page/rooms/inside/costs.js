// The sections about the model as it is built: what a token costs, and two models side by side.

import architectures from "../../../../views/architectures.js";
import costs from "../../../../views/costs.js";
import { State } from "../../../../views/kit/host.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { viewSection } from "./later.js";

// What stands beside a model at first: the same size, or the same years, of the other family.
const BESIDE = { "tiny-gpt2": "tiny-qwen", gpt2: "qwen", "gpt2-medium": "qwen", distilgpt2: "qwen", qwen: "gpt2" };

export function costsSection() {
  const state = new State({ sheet: null, bytes_a_number: 4 });
  const [title, lead] = words.inside.costs;
  return viewSection(title, lead, costs, state, "sheet", (question, signal) => askJson("api/costs", question, signal));
}

/** @param {string[]} models  that can be asked for */
export function architecturesSection(models) {
  const state = new State({ comparison: null, choices: models, model: "", other: "" });
  const [title, lead] = words.inside.architectures;
  const ask = (/** @type {unknown} */ _, /** @type {AbortSignal} */ signal) =>
    askJson("api/architectures", { model: state.get("model"), other: state.get("other") }, signal);
  const section = viewSection(title, lead, architectures, state, "comparison", ask, { hasWayOut: true });
  let following = false; // the room, which asks by itself
  for (const name of ["model", "other"]) state.on(`change:${name}`, () => !following && section.again());
  return {
    ...section,
    /** @param {import("./later.js").Question} question */
    tell({ model }) {
      following = true;
      state.set("model", model);
      if (["", model].includes(state.get("other")))
        state.set("other", BESIDE[/** @type {keyof typeof BESIDE} */ (model)] ?? "tiny-gpt2");
      following = false;
      section.tell({ model, prompt: "" }); // whatever it reads
    },
  };
}
