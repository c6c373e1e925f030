"""What a transformer costs, from its shape alone: numbers to store, to multiply, and to keep of every token."""

from __future__ import annotations

import math
from dataclasses import dataclass

from llm_playground.records import Record
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.parameters import parameter_shapes


@dataclass(frozen=True, slots=True)
class Costs(Record):
    """What a model needs to be stored and to compute one more token.

    `parameters` are the numbers that were learned. `weight_flops` are spent on each token whatever the text: a
    multiplication and an addition for each weight of each matrix, that of the logits included (2 N of Kaplan et al.
    2020). `attention_flops` come on top for each token of the text, itself included, for the scores and for the sum of
    the values. Norms, softmax and activations are left out; they are small beside the matrices. `cached_numbers` are
    the keys and values that are kept of each token, so that they need not be computed again.
    """

    model: str
    context_length: int
    parameters: int
    weight_flops: int
    attention_flops: int
    cached_numbers: int

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

    def __repr__(self) -> str:
        lines = [
            f"{self.model}: {self.parameters:,} parameters, {_megabytes(self.weight_bytes())} in float32",
            f"{'tokens':>9} {'FLOPs of the next token':>25} {'without a cache':>18} {'KV cache, float32':>19}",
        ]
        for n_token in _lengths(self.context_length):
            lines.append(
                f"{n_token:>9,} {self.flops(n_token):>25.3g} {self.flops_without_cache(n_token):>18.3g} "
                f"{_megabytes(self.cache_bytes(n_token)):>19}"
            )
        return "\n".join(lines)


def costs_of(config: TransformerConfig, model: str) -> Costs:
    """The costs of a transformer of this shape."""
    shapes = parameter_shapes(config)
    matrices = sum(math.prod(shape) for name, shape in shapes.items() if len(shape) == 2 and name[:3] not in _TABLES)
    logits = 0 if "lm_head.weight" in shapes else config.vocab_size * config.n_embd  # a tied one is wte
    heads = config.n_layer * config.n_head * config.head_dim
    return Costs(
        model,
        config.context_length,
        sum(map(math.prod, shapes.values())),
        weight_flops=2 * (matrices + logits),
        attention_flops=4 * heads,
        cached_numbers=2 * config.n_layer * config.n_kv_head * config.head_dim,
    )


_TABLES = ("wte", "wpe")  # a row is looked up in them, nothing multiplied


def _lengths(context_length: int) -> list[int]:
    """1, and then eight times as many each time, up to the whole context."""
    lengths = [8**power for power in range(20) if 8**power < context_length]
    return [*lengths, context_length]


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
