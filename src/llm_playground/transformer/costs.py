"""What a transformer costs, from its shape alone: numbers to store, to multiply, and to keep of every token."""

from __future__ import annotations

import math
from dataclasses import dataclass

from llm_playground.records import Record
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.parameters import parameter_shapes


@dataclass(frozen=True, slots=True)
class PartCosts(Record):
    """What a part of a model does for one token, all layers together.

    `name` is "embedding", "qkv", "attention", "attn_out", "mlp" or "logits". `flops` are spent and `numbers` written
    for it; those of "attention" come once for each token that is looked at.
    """

    name: str
    flops: int
    numbers: int


@dataclass(frozen=True, slots=True)
class Costs(Record):
    """What a model needs to be stored and to compute one more token.

    `parameters` are the numbers that were learned. `weight_flops` are spent on each token whatever the text: a
    multiplication and an addition for each weight of each matrix, that of the logits included (2 N of Kaplan et al.
    2020). `attention_flops` come on top for each token of the text, itself included, for the scores and for the sum of
    the values. Norms, softmax and activations are left out; they are small beside the matrices. `cached_numbers` are
    the keys and values that are kept of each token, so that they need not be computed again; they would be
    `cached_numbers_of_all` if every query head had keys and values of its own. `parts` add up to the FLOPs.
    """

    model: str
    context_length: int
    parameters: int
    weight_flops: int
    attention_flops: int
    cached_numbers: int
    cached_numbers_of_all: int
    parts: tuple[PartCosts, ...]

    def flops(self, n_token: int) -> int:
        """Of computing the last of `n_token` tokens when the keys and values of those before are kept."""
        return self.weight_flops + n_token * self.attention_flops

    def flops_without_cache(self, n_token: int) -> int:
        """Of the same when nothing is kept: all tokens are computed again, each looking at those up to itself."""
        return n_token * self.weight_flops + n_token * (n_token + 1) // 2 * self.attention_flops

    def weight_bytes(self, bytes_a_number: int = 4) -> int:
        """To store the parameters; float32 takes 4 bytes a number, float16 and bfloat16 take 2."""
        return bytes_a_number * self.parameters

    def cache_bytes(self, n_token: int, bytes_a_number: int = 4) -> int:
        """To keep the keys and values of `n_token` tokens."""
        return n_token * bytes_a_number * self.cached_numbers


def costs_of(config: TransformerConfig, model: str) -> Costs:
    """The costs of a transformer of this shape."""
    shapes = parameter_shapes(config)
    parts = _parts(config)
    return Costs(
        model,
        config.context_length,
        sum(map(math.prod, shapes.values())),
        weight_flops=sum(part.flops for part in parts if part.name != "attention"),
        attention_flops=sum(part.flops for part in parts if part.name == "attention"),
        cached_numbers=2 * config.n_layer * config.n_kv_head * config.head_dim,
        cached_numbers_of_all=2 * config.n_layer * config.n_head * config.head_dim,
        parts=parts,
    )


def _parts(config: TransformerConfig) -> tuple[PartCosts, ...]:
    """A multiplication and an addition for each weight; of the embeddings a row is looked up, nothing multiplied."""
    layers, width = config.n_layer, config.n_embd
    of_heads, of_all_three = config.n_head * config.head_dim, (config.n_head + 2 * config.n_kv_head) * config.head_dim
    up = config.n_inner * (2 if config.gated_mlp else 1)
    return (
        PartCosts("embedding", 0, width),
        PartCosts("qkv", 2 * layers * width * of_all_three, layers * of_all_three),
        PartCosts("attention", 4 * layers * of_heads, layers * config.n_head),  # q · k, and the weight times v
        PartCosts("attn_out", 2 * layers * of_heads * width, layers * width),
        PartCosts("mlp", 2 * layers * width * (up + config.n_inner), layers * (up + width)),
        PartCosts("logits", 2 * width * config.vocab_size, config.vocab_size),
    )
