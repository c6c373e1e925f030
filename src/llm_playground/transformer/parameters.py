"""The names and shapes of a transformer's parameters, as `model.py` makes them: known without building one."""

from __future__ import annotations

from llm_playground.transformer.config import TransformerConfig

POSITIONS = "wpe.weight"  # of GPT-2


def stored_type(name: str, shape: tuple[int, ...], type: str) -> str:
    """The type in which the parameter `name` is stored in a file whose weights are of that `type`.

    Norms and biases, which are few, stay in float32, and so do the positions of GPT-2: as llama.cpp's converter has it.
    """
    return type if len(shape) == 2 and name != POSITIONS else "F32"


def parameter_shapes(config: TransformerConfig) -> dict[str, tuple[int, ...]]:
    """Name -> shape, in the order of `Transformer.named_parameters()`; a tied lm_head is wte and has no entry.

    Matrices are (out, in). A test holds this equal to the model for every family.
    """
    width = config.n_embd
    shapes: dict[str, tuple[int, ...]] = {"wte.weight": (config.vocab_size, width)}
    if config.rope is None:
        shapes["wpe.weight"] = (config.context_length, width)
    block = _block_shapes(config)
    for layer in range(config.n_layer):
        shapes |= {f"h.{layer}.{name}": shape for name, shape in block.items()}
    shapes |= _norm("ln_f", config)
    if not config.tied_embeddings:
        shapes["lm_head.weight"] = (config.vocab_size, width)
    return shapes


def _block_shapes(config: TransformerConfig) -> dict[str, tuple[int, ...]]:
    width, inner, of_heads = config.n_embd, config.n_inner, config.n_head * config.head_dim
    of_all_three = of_heads + 2 * config.n_kv_head * config.head_dim  # rows [q | k | v]
    shapes = {
        **_norm("ln_1", config),
        **_linear("attn.qkv_proj", of_all_three, width, config.qkv_bias),
        **_linear("attn.out_proj", width, of_heads, config.attn_out_bias),
    }
    if config.qk_norm:
        shapes |= {"attn.q_norm.weight": (config.head_dim,), "attn.k_norm.weight": (config.head_dim,)}
    return {
        **shapes,
        **_norm("ln_2", config),
        **_linear("mlp.up_proj", 2 * inner if config.gated_mlp else inner, width, config.mlp_bias),
        **_linear("mlp.down_proj", width, inner, config.mlp_bias),
    }


def _norm(name: str, config: TransformerConfig) -> dict[str, tuple[int, ...]]:
    kinds = ("weight",) if config.norm == "rms_norm" else ("weight", "bias")
    return {f"{name}.{kind}": (config.n_embd,) for kind in kinds}


def _linear(name: str, rows: int, columns: int, has_bias: bool) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (rows, columns), **({f"{name}.bias": (rows,)} if has_bias else {})}
