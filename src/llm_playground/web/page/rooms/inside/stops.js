// The stops of the walk: where each leads, and what is opened there. What is said stands in the words, by the same name.

/** @typedef {import("../../../../views/types").ForwardPass} ForwardPass */
/**
 * `part` is a part or a place of the drawing, `section` another section of the room; `opened` the parts that open.
 * `way` says which of several sentences fits the model, where models differ.
 * @typedef {{ name: string, part?: string, section?: string, layer?: number, opened?: string[],
 *   way?: (pass: ForwardPass) => string }} Stop
 */

/** @type {Stop[]} */
export const STOPS = [
  { name: "tokens", part: "tokens" },
  { name: "embedding", part: "embedding", opened: ["embedding"] },
  { name: "position", part: "embedding", opened: ["embedding"], way: ({ wpe }) => (wpe === null ? "turned" : "added") },
  { name: "stream", part: "h.0.resid_pre" },
  { name: "norm", part: "h.0.ln_1", layer: 0, opened: ["ln_1"], way: ({ norm }) => norm },
  { name: "heads", part: "h.0.attention", layer: 0 },
  { name: "scores", part: "h.0.attention", layer: 0, opened: ["attention"] },
  {
    name: "sharing",
    part: "h.0.attention",
    layer: 0,
    opened: ["attention"],
    way: ({ n_head, n_kv_head }) => (n_kv_head < n_head ? "shared" : "own"),
  },
  { name: "added", part: "h.0.attn_out", layer: 0, opened: ["attn_out"] },
  { name: "mlp", part: "h.0.mlp", layer: 0, opened: ["mlp"], way: ({ gated_mlp }) => (gated_mlp ? "gated" : "plain") },
  { name: "written", part: "h.0.mlp_out", layer: 0, opened: ["mlp_out"] },
  { name: "again", part: "h.1.attention", layer: 1 },
  { name: "answer", part: "last" },
  { name: "last_norm", part: "ln_f", opened: ["ln_f"] },
  { name: "logits", part: "logits", opened: ["logits"] },
  { name: "next", section: "next" },
  { name: "all_heads", section: "attention" },
  { name: "lens", section: "lens" },
  { name: "attribution", section: "attribution" },
  { name: "missing", section: "missing" },
  { name: "patching", section: "patching" },
  { name: "features", section: "features" },
  { name: "anatomy", section: "anatomy" },
];
