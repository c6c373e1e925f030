"""Which tensors of a Hugging Face checkpoint a parameter of ours is made of: a table of names for each family."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.transformer.config import TransformerConfig


@dataclass(frozen=True)
class Source:
    """Where one of our tensors comes from: theirs, stacked by rows; `transposed` as GPT-2's Conv1D keeps them."""

    names: tuple[str, ...]
    transposed: bool = False


# Ours -> theirs, without the layer prefix. A bias comes from the same modules as the weight of that name.
GPT2_BLOCK = {
    "ln_1": Source(("ln_1",)),
    "attn.qkv_proj": Source(("attn.c_attn",), transposed=True),
    "attn.out_proj": Source(("attn.c_proj",), transposed=True),
    "ln_2": Source(("ln_2",)),
    "mlp.up_proj": Source(("mlp.c_fc",), transposed=True),
    "mlp.down_proj": Source(("mlp.c_proj",), transposed=True),
}
LLAMA_BLOCK = {
    "ln_1": Source(("input_layernorm",)),
    "attn.qkv_proj": Source(("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")),
    "attn.out_proj": Source(("self_attn.o_proj",)),
    "attn.q_norm": Source(("self_attn.q_norm",)),
    "attn.k_norm": Source(("self_attn.k_norm",)),
    "ln_2": Source(("post_attention_layernorm",)),
    "mlp.up_proj": Source(("mlp.gate_proj", "mlp.up_proj")),
    "mlp.down_proj": Source(("mlp.down_proj",)),
}
GPT2_OUTSIDE = {"wte": "wte", "wpe": "wpe", "ln_f": "ln_f"}
LLAMA_OUTSIDE = {"wte": "embed_tokens", "ln_f": "norm"}


def rows_of_parts(name: str, n_row: int, config: TransformerConfig) -> list[int]:
    """How many of the `n_row` rows of our parameter belong to each of the tensors that `source_of` names."""
    if config.family != "gpt2" and ".qkv_proj." in name:
        kv_rows = config.n_kv_head * config.head_dim
        return [config.n_head * config.head_dim, kv_rows, kv_rows]
    if config.family != "gpt2" and ".up_proj." in name:
        return [config.n_inner, config.n_inner]
    return [n_row]


def source_of(name: str, config: TransformerConfig) -> Source:
    """Their names for our parameter `name`, such as "h.3.attn.qkv_proj.bias"."""
    block, outside, layers = GPT2_BLOCK, GPT2_OUTSIDE, "h"
    if config.family != "gpt2":
        block, outside, layers = LLAMA_BLOCK, LLAMA_OUTSIDE, "layers"
    module, kind = name.rsplit(".", 1)
    if not module.startswith("h."):
        return Source((f"{outside.get(module, module)}.{kind}",))
    _, layer, module = module.split(".", 2)
    source = block[module]
    names = tuple(f"{layers}.{layer}.{their}.{kind}" for their in source.names)
    return Source(names, source.transposed and kind == "weight")
