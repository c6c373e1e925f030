// A decoder-only transformer, to be read from top to bottom, as it runs GPT-2 and Qwen2 here, in your browser.
//
//     ids -> wte (+ wpe) -> h[0] ... h[n_layer - 1] -> ln_f -> lm_head -> logits
//     each block h:   x = x + attn(ln_1(x))          tokens look at earlier tokens
//                     x = x + mlp(ln_2(x))           each token thinks for itself
//
// Shapes: T new tokens, C = n_embd channels, H query heads, G key-value heads of D = head_dim dimensions, V = vocab_size.
// A matrix of numbers lies row after row in one Float32Array. `transformer/model.py` is the same in PyTorch.

import { add, gelu, linear, normalize, rotate, softmax, swiglu } from "./layers.js";

/**
 * Is shown what is computed on the way, by the names of `transformer/activations.py`, and may change it in place.
 * @typedef {(name: string, numbers: Float32Array) => void} See
 */
/** @type {See} */
const unseen = () => {};

export class Transformer {
  /**
   * @param {import("./weights.js").Config} config
   * @param {import("./weights.js").Weights} weights
   */
  constructor(config, weights) {
    this.config = config;
    this.weights = weights;
    const { n_layer, n_kv_head, head_dim, n_embd, context_length } = this.config;
    // What attention needs of the tokens read so far: their keys and values. A text that begins alike need not read its
    // beginning again.
    /** @type {number[]} */
    this.read = [];
    this.caches = Array.from({ length: n_layer }, () => ({
      keys: new Float32Array(context_length * n_kv_head * head_dim),
      values: new Float32Array(context_length * n_kv_head * head_dim),
    }));
    this.hidden = new Float32Array(context_length * n_embd); // what leaves ln_f
  }

  /** The same model, which has read the same. */
  copy() {
    const copy = new Transformer(this.config, this.weights);
    copy.read = [...this.read];
    copy.caches = this.caches.map(({ keys, values }) => ({ keys: keys.slice(), values: values.slice() }));
    copy.hidden = this.hidden.slice();
    return copy;
  }

  /**
   * The logits (V,) of the token after `ids`.
   * @param {number[]} ids
   */
  nextLogits(ids) {
    const states = this.hiddenStates(ids);
    return linear(this.weights.lm_head, states.subarray((ids.length - 1) * this.config.n_embd));
  }

  /**
   * What leaves ln_f at each of the `ids`: (ids.length, C). Of those from `first` on, `see` is shown what is computed.
   * @param {number[]} ids
   * @param {See} [see]
   * @param {number} [first]
   */
  hiddenStates(ids, see = unseen, first = ids.length) {
    let known = 0;
    while (known < first && ids[known] === this.read[known]) known++;
    this.read.length = known;
    this.#readOn(ids.slice(known, first), known, unseen);
    this.#readOn(ids.slice(first), first, see);
    this.read = [...ids];
    return this.hidden.subarray(0, ids.length * this.config.n_embd);
  }

  /**
   * @param {number[]} ids  new tokens, (T,)
   * @param {number} past  how many tokens were read before them
   * @param {See} see
   */
  #readOn(ids, past, see) {
    if (ids.length > 0) this.hidden.set(this.pass(this.embed(ids, past, see), past, see), past * this.config.n_embd);
  }

  /**
   * What enters the first block: the residual stream, (T, C).
   * @param {number[]} ids
   * @param {number} past
   * @param {See} see
   */
  embed(ids, past, see) {
    const { wte, wpe } = this.weights;
    const { n_embd } = this.config;
    const x = new Float32Array(ids.length * n_embd);
    ids.forEach((id, t) => {
      x.set(wte.subarray(id * n_embd, (id + 1) * n_embd), t * n_embd);
    });
    see("wte", x);
    if (!wpe) return x;
    const positions = wpe.slice(past * n_embd, (past + ids.length) * n_embd);
    see("wpe", positions);
    return add(x, positions);
  }

  /**
   * The stream through all blocks, or those from `first` on, and ln_f.
   * @param {Float32Array} x  (T, C), is changed
   * @param {number} past
   * @param {See} see
   * @param {number} [first]
   */
  pass(x, past, see, first = 0) {
    const { h, ln_f } = this.weights;
    const { n_embd, n_layer, gated_mlp } = this.config;
    const T = x.length / n_embd;
    for (let layer = first; layer < n_layer; layer++) {
      const { ln_1, attn, ln_2, mlp } = h[layer];
      const seen = (/** @type {string} */ name, /** @type {Float32Array} */ numbers) => {
        see(`h.${layer}.${name}`, numbers);
        return numbers;
      };
      seen("resid_pre", x);
      const z = this.#attend(linear(attn.qkv_proj, seen("ln_1", normalize(ln_1, x))), past, this.caches[layer], seen);
      add(x, seen("attn_out", linear(attn.out_proj, seen("attn.z", z))));
      seen("resid_mid", x);
      const inner = linear(mlp.up_proj, seen("ln_2", normalize(ln_2, x)));
      const gates = seen("mlp_pre", gated_mlp ? half(inner, T, 0) : inner);
      const post = gated_mlp ? swiglu(gates, seen("mlp_value", half(inner, T, 1))) : gelu(gates);
      add(x, seen("mlp_out", linear(mlp.down_proj, seen("mlp_post", post))));
      seen("resid_post", x);
    }
    const states = normalize(ln_f, x);
    see("ln_f", states);
    return states;
  }

  /**
   * What each new token reads from those before it and itself: of rows [q | k | v], (T, (H + 2 G) D), makes z (T, H D).
   * @param {Float32Array} qkv
   * @param {number} past
   * @param {{ keys: Float32Array, values: Float32Array }} cache
   * @param {See} see
   */
  #attend(qkv, past, { keys, values }, see) {
    const { n_head, n_kv_head, head_dim, rope_theta } = this.config;
    const group = n_kv_head * head_dim;
    const width = n_head * head_dim;
    const T = qkv.length / (width + 2 * group);
    const S = past + T;
    const q = new Float32Array(T * width);
    for (let t = 0; t < T; t++) {
      const row = qkv.subarray(t * (width + 2 * group), (t + 1) * (width + 2 * group));
      if (rope_theta) rotate(row.subarray(0, width + group), past + t, head_dim, rope_theta);
      q.set(row.subarray(0, width), t * width);
      keys.set(row.subarray(width, width + group), (past + t) * group);
      values.set(row.subarray(width + group), (past + t) * group);
    }
    see("attn.q", q);
    see("attn.k", keys.subarray(past * group, S * group));
    see("attn.v", values.subarray(past * group, S * group));

    // How well each query fits each key up to its own: (H, T, S). Several query heads may share a key.
    const scores = new Float32Array(n_head * T * S).fill(Number.NEGATIVE_INFINITY);
    for (let head = 0; head < n_head; head++) {
      const kv = Math.floor((head * n_kv_head) / n_head) * head_dim;
      for (let t = 0; t < T; t++) {
        const row = (head * T + t) * S;
        const query = t * width + head * head_dim;
        for (let s = 0; s <= past + t; s++) {
          let score = 0;
          for (let d = 0, key = s * group + kv; d < head_dim; d++) score += q[query + d] * keys[key + d];
          scores[row + s] = score / Math.sqrt(head_dim);
        }
      }
    }
    see("attn.attn_scores", scores);

    const pattern = scores;
    for (let row = 0; row < n_head * T; row++) softmax(pattern.subarray(row * S, (row + 1) * S), past + (row % T) + 1);
    see("attn.pattern", pattern);

    const z = new Float32Array(T * width);
    const sum = new Float64Array(head_dim);
    for (let head = 0; head < n_head; head++) {
      const kv = Math.floor((head * n_kv_head) / n_head) * head_dim;
      for (let t = 0; t < T; t++) {
        const row = (head * T + t) * S;
        sum.fill(0);
        for (let s = 0; s <= past + t; s++) {
          const weight = pattern[row + s];
          for (let d = 0, value = s * group + kv; d < head_dim; d++) sum[d] += weight * values[value + d];
        }
        z.set(sum, t * width + head * head_dim);
      }
    }
    return z;
  }
}

/** Of rows [first half | second half] one of both: (T, width / 2). @param {Float32Array} rows  @param {number} T  @param {0 | 1} which */
function half(rows, T, which) {
  const width = rows.length / T / 2;
  const y = new Float32Array(T * width);
  for (let t = 0; t < T; t++) y.set(rows.subarray((2 * t + which) * width, (2 * t + which + 1) * width), t * width);
  return y;
}
