// What a transformer computes on a text, by name, and the same with some of it replaced. The names are those of
// `transformer/activations.py`: h.0.resid_pre, h.0.attn.pattern, h.0.mlp_out and so on.

/**
 * @typedef {import("../model.js").Model} Model
 * @typedef {import("../transformer.js").Transformer} Transformer
 * @typedef {Record<string, Float32Array>} Activations
 */
/**
 * Replace the activation `name` by zeros, or by its mean over the tokens, in all columns or in those of a head; or by the
 * numbers of one token at `position`.
 * @typedef {{ name: string, to: "zero" | "mean" | Float32Array, columns?: [number, number], position?: number }} Edit
 */

/**
 * Those of a whole text: of each a row a token; scores and patterns (H, T, T).
 * @param {Model} model
 * @param {number[]} ids
 * @param {(name: string) => boolean} wanted
 * @param {Edit[]} [edits]
 * @returns {Activations}
 */
export function capture({ transformer }, ids, wanted, edits = []) {
  const found = kept(wanted);
  const states = transformer.hiddenStates(ids, edits.length > 0 ? edited(edits, ids.length, found.see) : found.see, 0);
  if (edits.length > 0) transformer.read = []; // of another model than this one
  return { ...found.kept, ln_f: states };
}

/**
 * Those of one token, at the end of the `ids`: of each a single row, of scores and patterns (H, T).
 * @param {Model} model
 * @param {number[]} ids
 * @param {(name: string) => boolean} wanted
 * @returns {Activations}
 */
export function captureLast({ transformer }, ids, wanted) {
  const found = kept(wanted);
  const states = transformer.hiddenStates(ids, found.see, ids.length - 1);
  return { ...found.kept, ln_f: states.subarray((ids.length - 1) * transformer.config.n_embd) };
}

/** @param {(name: string) => boolean} wanted */
function kept(wanted) {
  /** @type {Activations} */
  const kept = {};
  const see = (/** @type {string} */ name, /** @type {Float32Array} */ numbers) => {
    if (wanted(name)) kept[name] = numbers.slice(); // what it is now: some are changed on the way
  };
  return { kept, see };
}

/**
 * Makes the edits, and shows what they make to `see`.
 * @param {Edit[]} edits
 * @param {number} T
 * @param {import("../transformer.js").See} [see]
 * @returns {import("../transformer.js").See}
 */
export function edited(edits, T, see = () => {}) {
  return (name, numbers) => {
    for (const edit of edits) if (edit.name === name) replace(edit, numbers, T);
    see(name, numbers);
  };
}

/** @param {Edit} edit  @param {Float32Array} numbers  @param {number} T */
function replace({ name, to, columns, position = 0 }, numbers, T) {
  const width = numbers.length / T; // of scores and patterns H T, which are replaced as a whole
  const [start, end] = columns ?? [0, width];
  if (typeof to !== "string") return numbers.set(to, position * to.length);
  if (isByPair(name)) return numbers.fill(0);
  for (let column = start; column < end; column++) {
    let mean = 0;
    if (to === "mean") for (let t = 0; t < T; t++) mean += numbers[t * width + column] / T;
    for (let t = 0; t < T; t++) numbers[t * width + column] = mean;
  }
}

/** Whether it has a number for each query and key. @param {string} name */
export function isByPair(name) {
  return name.endsWith("attn_scores") || name.endsWith("pattern");
}
