// The section of the attribution graph: which features made the likeliest next token.

import attributionGraph from "../../../../views/attribution_graph.js";
import { State } from "../../../../views/kit/host.js";
import { askJson } from "../../api.js";
import { words } from "../../words.js";
import { viewSection } from "./later.js";

export function graphSection() {
  const state = new State({ graph: null });
  const [title, lead] = words.inside.graph;
  return viewSection(title, lead, attributionGraph, state, "graph", (question, signal) =>
    askJson("api/attribution-graph", question, signal),
  );
}
