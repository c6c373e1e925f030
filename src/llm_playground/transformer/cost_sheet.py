"""What the next token of a text costs, part by part, and how costs grow up to the whole context."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record
from llm_playground.transformer.costs import Costs

POINTS = 8  # lengths of a curve


@dataclass(frozen=True, slots=True)
class TokenWork(Record):
    """What a part does for the next token: `flops`, `computed` numbers anew, and `read` numbers from the cache."""

    name: str
    flops: int
    computed: int
    read: int


@dataclass(frozen=True, slots=True)
class CostsAt(Record):
    """Of a text of `n_token` tokens: the FLOPs of its last token with and without a cache, and the numbers in the cache
    as the model is, and as it were if every query head had keys and values of its own."""

    n_token: int
    flops: int
    flops_without_cache: int
    cached: int
    cached_of_all: int


@dataclass(frozen=True, slots=True)
class CostSheet(Record):
    """The costs of a model, and those of the last token of a text: the keys and values of all before it are kept.

    `here` is about this text, `lengths` about others up to the whole context. The FLOPs of `work` add up to those of
    `here`. All sizes are in numbers; one takes 4 bytes in float32, 2 in float16 and bfloat16.
    """

    costs: Costs
    here: CostsAt
    work: tuple[TokenWork, ...]
    lengths: tuple[CostsAt, ...]


def cost_sheet(costs: Costs, n_token: int) -> CostSheet:
    """The sheet of a text of `n_token` tokens, at least one."""
    before = n_token - 1
    work = [
        TokenWork(
            part.name,
            part.flops * (n_token if part.name == "attention" else 1),
            part.numbers * (n_token if part.name == "attention" else 1),
            before * costs.cached_numbers if part.name == "attention" else 0,
        )
        for part in costs.parts
    ]
    lengths = sorted({max(1, costs.context_length * point // POINTS) for point in range(1, POINTS + 1)} | {1})
    return CostSheet(costs, _at(costs, n_token), tuple(work), tuple(_at(costs, length) for length in lengths))


def _at(costs: Costs, n_token: int) -> CostsAt:
    return CostsAt(
        n_token,
        costs.flops(n_token),
        costs.flops_without_cache(n_token),
        n_token * costs.cached_numbers,
        n_token * costs.cached_numbers_of_all,
    )
