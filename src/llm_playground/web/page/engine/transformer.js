// A decoder-only transformer, to be read from top to bottom, as it runs GPT-2 and Qwen2 here, in your browser.
//
//     ids -> wte (+ wpe) -> h[0] ... h[n_layer - 1] -> ln_f -> lm_head -> logits
//     each block h:   x = x + attn(ln_1(x))          tokens look at earlier tokens
//                     x = x + mlp(ln_2(x))           each token thinks for itself
//
// Shapes: T new tokens, C = n_embd channels, H query heads, G key-value heads of D = head_dim dimensions, V = vocab_size.
// A matrix of numbers lies row after row in one Float32Array. `transformer/model.py` is the same in PyTorch.

import { add, gelu, linear, normalize, rotate, softmax, swiglu } from "./layers.js";

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
   * What leaves ln_f at each of the `ids`: (ids.length, C).
   * @param {number[]} ids
   */
  hiddenStates(ids) {
    let known = 0;
    while (known < ids.length && ids[known] === this.read[known]) known++;
    this.read.length = known;
    if (known < ids.length) this.hidden.set(this.#forward(ids.slice(known), known), known * this.config.n_embd);
    this.read = [...ids];
    return this.hidden.subarray(0, ids.length * this.config.n_embd);
  }

  /**
   * @param {number[]} ids  new tokens, (T,)
   * @param {number} past  how many tokens were read before them
   * @returns {Float32Array}  (T, C)
   */
  #forward(ids, past) {
    const { wte, wpe, h, ln_f } = this.weights;
    const { n_embd, n_layer } = this.config;
    const x = new Float32Array(ids.length * n_embd); // the residual stream
    ids.forEach((id, t) => {
      add(x.subarray(t * n_embd), wte.subarray(id * n_embd, (id + 1) * n_embd));
      if (wpe) add(x.subarray(t * n_embd), wpe.subarray((past + t) * n_embd, (past + t + 1) * n_embd));
    });
    for (let layer = 0; layer < n_layer; layer++) {
      const { ln_1, attn, ln_2, mlp } = h[layer];
      const z = this.#attend(linear(attn.qkv_proj, normalize(ln_1, x)), past, this.caches[layer]);
      add(x, linear(attn.out_proj, z));
      const inner = linear(mlp.up_proj, normalize(ln_2, x));
      add(x, linear(mlp.down_proj, this.config.gated_mlp ? swiglu(inner, ids.length) : gelu(inner)));
    }
    return normalize(ln_f, x);
  }

  /**
   * What each new token reads from those before it and itself: of rows [q | k | v], (T, (H + 2 G) D), makes z (T, H D).
   * @param {Float32Array} qkv
   * @param {number} past
   * @param {{ keys: Float32Array, values: Float32Array }} cache
   */
  #attend(qkv, past, { keys, values }) {
    const { n_head, n_kv_head, head_dim, rope_theta } = this.config;
    const group = n_kv_head * head_dim;
    const width = n_head * head_dim;
    const T = qkv.length / (width + 2 * group);
    const z = new Float32Array(T * width);
    const scores = new Float32Array(past + T);
    for (let t = 0; t < T; t++) {
      const row = qkv.subarray(t * (width + 2 * group), (t + 1) * (width + 2 * group));
      if (rope_theta) rotate(row.subarray(0, width + group), past + t, head_dim, rope_theta);
      const length = past + t + 1;
      keys.set(row.subarray(width, width + group), (length - 1) * group);
      values.set(row.subarray(width + group), (length - 1) * group);
      for (let head = 0; head < n_head; head++) {
        const q = head * head_dim;
        const kv = Math.floor((head * n_kv_head) / n_head) * head_dim; // several query heads may share a key
        for (let s = 0; s < length; s++) {
          let score = 0;
          for (let d = 0; d < head_dim; d++) score += row[q + d] * keys[s * group + kv + d];
          scores[s] = score / Math.sqrt(head_dim);
        }
        softmax(scores.subarray(0, length));
        for (let s = 0; s < length; s++) {
          const weight = scores[s];
          for (let d = 0; d < head_dim; d++) z[t * width + q + d] += weight * values[s * group + kv + d];
        }
      }
    }
    return z;
  }
}
