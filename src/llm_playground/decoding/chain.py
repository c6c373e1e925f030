"""The chain of warpers is data: an ordered tuple that a person sees and can re-order. The order matters.

With logits [3, 2, 1], temperature 0.5 and then top_p 0.8 keeps one token; top_p 0.8 first and then
temperature 0.5 keeps two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llm_playground.decoding.warpers import Logits, Warper
from llm_playground.errors import InvalidValue, unknown

Chain = tuple[Warper, ...]

# transformers 5.23, `_get_logits_processor`: temperature comes first, so the cuts see the reshaped
# distribution.
DEFAULT_ORDER = ("repetition_penalty", "temperature", "top_k", "top_p", "min_p", "typical")
# llama.cpp, common.h: temperature comes last, so the cuts see the model's own distribution.
LLAMA_CPP_ORDER = ("repetition_penalty", "top_k", "typical", "top_p", "min_p", "temperature")

ORDERS: dict[str, tuple[str, ...]] = {"transformers": DEFAULT_ORDER, "llama.cpp": LLAMA_CPP_ORDER}


def arrange(warpers: Iterable[Warper], order: str | Sequence[str] = DEFAULT_ORDER) -> Chain:
    """`warpers` as a chain in `order`: a preset ("transformers", "llama.cpp") or warper names, first to last.

    Names in `order` of which there is no warper are passed over.

    Raises:
        UnknownName: no such preset or warper name.
        InvalidValue: `order` names a warper twice, or leaves out one that is used.
    """
    names = _named_order(order)
    place = {name: index for index, name in enumerate(names)}
    if len(place) < len(names):
        raise InvalidValue(f"The order {list(names)} names a warper twice; each may come once.")
    warpers = tuple(warpers)
    for warper in warpers:
        if warper.name not in place:
            raise InvalidValue(f"The order {list(names)} leaves out {warper.name}, which is in use; add it.")
    return tuple(sorted(warpers, key=lambda warper: place[warper.name]))


def warp(logits: Logits, chain: Chain, ids: Sequence[int]) -> list[Logits]:
    """All logits on the way through `chain`: the model's own (V,) first, then those after each warper."""
    on_the_way = [logits]
    for warper in chain:
        on_the_way.append(warper(on_the_way[-1], ids))
    return on_the_way


def _named_order(order: str | Sequence[str]) -> Sequence[str]:
    if isinstance(order, str):
        if order not in ORDERS:
            raise unknown("order", order, ORDERS)
        return ORDERS[order]
    for name in order:
        if name not in DEFAULT_ORDER:
            raise unknown("warper", name, DEFAULT_ORDER)
    return order
