"""What a model costs, and two models side by side, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from llm_playground.plain.static_parts import byte_size, large, table


class Priced(Protocol):
    """The costs of a model, as the transformer's room has them."""

    @property
    def model(self) -> str: ...
    @property
    def parameters(self) -> int: ...
    @property
    def context_length(self) -> int: ...
    def flops(self, n_token: int) -> int: ...
    def flops_without_cache(self, n_token: int) -> int: ...
    def cache_bytes(self, n_token: int) -> int: ...
    def weight_bytes(self) -> int: ...


class Compared(Protocol):
    """What a part is in two models."""

    @property
    def name(self) -> str: ...
    @property
    def one(self) -> str: ...
    @property
    def other(self) -> str: ...
    @property
    def why(self) -> str | None: ...


class SideBySide(Protocol):
    @property
    def models(self) -> tuple[str, str]: ...
    @property
    def families(self) -> tuple[str, str]: ...
    @property
    def traits(self) -> Sequence[Compared]: ...
    @property
    def sizes(self) -> Sequence[Compared]: ...


HEADS = ("FLOPs of the next token", "without a cache", "KV cache, float32")


def costs_text(costs: Priced) -> str:
    lines = [_priced(costs), "".join([f"{'tokens':>9}", *(f"{head:>26}" for head in HEADS)])]
    lines += ["".join([f"{n:>9}", *(f"{cell:>26}" for cell in cells)]) for n, *cells in _costs_rows(costs)]
    return "\n".join(lines)


def costs_html(costs: Priced) -> str:
    return table(HEADS, _costs_rows(costs), first="tokens", caption=_priced(costs))


def _priced(costs: Priced) -> str:
    return f"{costs.model}: {costs.parameters:,} parameters, {byte_size(costs.weight_bytes())} in float32"


def _costs_rows(costs: Priced) -> list[list[str]]:
    """For one token, and then for eight times as many each time, up to the whole context."""
    lengths = [8**power for power in range(20) if 8**power < costs.context_length]
    return [
        [f"{n:,}", large(costs.flops(n)), large(costs.flops_without_cache(n)), byte_size(costs.cache_bytes(n))]
        for n in [*lengths, costs.context_length]
    ]


def architectures_text(found: SideBySide) -> str:
    rows = [*found.sizes, *found.traits]
    wide, first = (max(len(getattr(row, name)) for row in rows) for name in ("name", "one"))
    first = max(first, len(found.models[0]))
    lines = [f"{'':<{wide}}  {found.models[0]:<{first}}  {found.models[1]}"]
    for row in rows:
        lines.append(f"{row.name:<{wide}}  {row.one:<{first}}  {row.other}")
        lines += [f"{'':<{wide}}  {row.why}"] if row.why else []
    return "\n".join(lines)


def architectures_html(found: SideBySide) -> str:
    rows = [[row.name, row.one, row.other, row.why or ""] for row in (*found.sizes, *found.traits)]
    title = " beside ".join(f"{name} ({family})" for name, family in zip(found.models, found.families, strict=True))
    return table([*found.models, "what the difference does"], rows, first="", caption=title)
