// A checkpoint by the names of this model: GPT-2 and Qwen2 call the same parts differently, and GPT-2 stores its matrices
// the other way round.

/**
 * @typedef {import("./layers.js").Linear} Linear
 * @typedef {import("./layers.js").Norm} Norm
 * @typedef {{ shape: number[], data: Float32Array }} Tensor
 * @typedef {{ vocab_size: number, n_embd: number, n_layer: number, n_head: number, n_kv_head: number, head_dim: number,
 *   context_length: number, gated_mlp: boolean, rope_theta: number | null }} Config
 * @typedef {{ ln_1: Norm, attn: { qkv_proj: Linear, out_proj: Linear }, ln_2: Norm,
 *   mlp: { up_proj: Linear, down_proj: Linear } }} Block
 * @typedef {{ wte: Float32Array, wpe: Float32Array | null, h: Block[], ln_f: Norm, lm_head: Linear }} Weights
 */

/**
 * @param {any} config  what `config.json` holds
 * @param {Record<string, Tensor>} tensors
 * @returns {{ config: Config, weights: Weights }}
 */
export function readWeights(config, tensors) {
  if (config.model_type === "gpt2") return readGpt2(config, tensors);
  if (config.model_type === "qwen2") return readQwen2(config, tensors);
  throw new Error(`A model of the type ${config.model_type} cannot be read here; gpt2 and qwen2 can.`);
}

/** @param {any} config  @param {Record<string, Tensor>} tensors  @returns {{ config: Config, weights: Weights }} */
function readGpt2(config, tensors) {
  const get = (/** @type {string} */ name) => tensors[name] ?? tensors[`transformer.${name}`];
  /** @param {string} name  @returns {Linear} */
  const conv = (name) => {
    const { shape, data } = get(`${name}.weight`);
    const [width, rows] = shape;
    const weight = new Float32Array(data.length);
    for (let i = 0; i < width; i++) for (let row = 0; row < rows; row++) weight[row * width + i] = data[i * rows + row];
    return { weight, bias: get(`${name}.bias`).data, rows, width };
  };
  /** @param {string} name  @returns {Norm} */
  const norm = (name) => ({
    weight: get(`${name}.weight`).data,
    bias: get(`${name}.bias`).data,
    eps: config.layer_norm_epsilon,
  });
  const { n_layer, n_head, n_embd, vocab_size, n_positions } = config;
  const wte = get("wte.weight").data;
  return {
    config: {
      ...{ vocab_size, n_embd, n_layer, n_head, n_kv_head: n_head, head_dim: n_embd / n_head },
      ...{ context_length: n_positions, gated_mlp: false, rope_theta: null },
    },
    weights: {
      wte,
      wpe: get("wpe.weight").data,
      h: Array.from({ length: n_layer }, (_, layer) => ({
        ln_1: norm(`h.${layer}.ln_1`),
        attn: { qkv_proj: conv(`h.${layer}.attn.c_attn`), out_proj: conv(`h.${layer}.attn.c_proj`) },
        ln_2: norm(`h.${layer}.ln_2`),
        mlp: { up_proj: conv(`h.${layer}.mlp.c_fc`), down_proj: conv(`h.${layer}.mlp.c_proj`) },
      })),
      ln_f: norm("ln_f"),
      lm_head: { weight: wte, bias: null, rows: vocab_size, width: n_embd },
    },
  };
}

/** @param {any} config  @param {Record<string, Tensor>} tensors  @returns {{ config: Config, weights: Weights }} */
function readQwen2(config, tensors) {
  const { hidden_size, vocab_size, num_hidden_layers, rms_norm_eps } = config;
  /** Several matrices as one, their rows one after the other. @param {string[]} names  @returns {Linear} */
  const stacked = (...names) => {
    const weights = names.map((name) => tensors[`model.layers.${name}.weight`]);
    const biases = names.map((name) => tensors[`model.layers.${name}.bias`]).filter(Boolean);
    const [weight, bias] = [weights, biases].map((parts) => concatenated(parts.map((part) => part.data)));
    const width = weights[0].shape[1];
    return { weight, bias: biases.length > 0 ? bias : null, rows: weight.length / width, width };
  };
  /** @param {string} name  @returns {Norm} */
  const norm = (name) => ({ weight: tensors[`model.${name}.weight`].data, bias: null, eps: rms_norm_eps });
  const wte = tensors["model.embed_tokens.weight"].data;
  return {
    config: {
      ...{ vocab_size, n_embd: hidden_size, n_layer: num_hidden_layers, n_head: config.num_attention_heads },
      ...{ n_kv_head: config.num_key_value_heads, head_dim: config.head_dim, gated_mlp: true },
      ...{ context_length: config.max_position_embeddings, rope_theta: config.rope_theta },
    },
    weights: {
      wte,
      wpe: null,
      h: Array.from({ length: num_hidden_layers }, (_, layer) => ({
        ln_1: norm(`layers.${layer}.input_layernorm`),
        attn: {
          qkv_proj: stacked(...["q", "k", "v"].map((part) => `${layer}.self_attn.${part}_proj`)),
          out_proj: stacked(`${layer}.self_attn.o_proj`),
        },
        ln_2: norm(`layers.${layer}.post_attention_layernorm`),
        mlp: {
          up_proj: stacked(`${layer}.mlp.gate_proj`, `${layer}.mlp.up_proj`),
          down_proj: stacked(`${layer}.mlp.down_proj`),
        },
      })),
      ln_f: norm("norm"),
      lm_head: { weight: wte, bias: null, rows: vocab_size, width: hidden_size }, // the embedding, read backwards
    },
  };
}

/** @param {Float32Array[]} parts */
function concatenated(parts) {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
