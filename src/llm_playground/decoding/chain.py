"""The chain of warpers is data: an ordered tuple that a person sees and can re-order. The order matters.

With logits [3, 2, 1], temperature 0.5 and then top_p 0.8 keeps one token; top_p 0.8 first and then
temperature 0.5 keeps two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.parameters import warper_rows
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers import Cut, Logits, Warper
from llm_playground.decoding.warpers.seen import Seen
from llm_playground.errors import InvalidValue, shown, unknown

Chain = tuple[Warper, ...]
DEFAULT_ORDER = "transformers"


@dataclass(frozen=True, slots=True)
class Order:
    """A preset order: warper names, first to last, and in one line what this order means."""

    name: str
    effect: str
    warpers: tuple[str, ...]


_OTHER_ORDERS = (
    # llama.cpp, common.h
    Order(
        "llama.cpp",
        "Temperature last: the cuts see the model's own distribution.",
        (
            *("logit_bias", "repetition_penalty", "frequency_penalty", "presence_penalty", "dry"),
            *("top_n_sigma", "top_k", "typical", "top_p", "min_p", "xtc"),
            *("temperature", "dynamic_temperature", "mirostat"),
        ),
    ),
    # vLLM 0.22, `vllm.v1.sample.sampler.Sampler`; it has none of the other warpers
    Order(
        "vllm",
        "Temperature first, then min-p before top-k and top-p.",
        (
            *("banned_words", "min_new_tokens", "logit_bias"),
            *("repetition_penalty", "frequency_penalty", "presence_penalty", "temperature"),
            *("min_p", "top_k", "top_p"),
        ),
    ),
)


def orders() -> dict[str, Order]:
    """The preset orders by name, that of transformers first."""
    effect = "Temperature before the cuts: they see the reshaped distribution."
    presets = (Order(DEFAULT_ORDER, effect, default_order()), *_OTHER_ORDERS)
    return {order.name: order for order in presets}


def default_order() -> tuple[str, ...]:
    """The names of all warpers in the order of transformers 5.23 (`_get_logits_processor`), which is the table's; those
    that it does not have come last."""
    return tuple(dict.fromkeys(row.warper for row in warper_rows() if row.warper))


def arrange(warpers: Iterable[Warper], order: str | Sequence[str] = DEFAULT_ORDER) -> Chain:
    """`warpers` as a chain in `order`: the name of a preset or warper names, first to last.

    Names in `order` that belong to no warper are skipped.

    Raises:
        UnknownName: no such preset or warper name.
        InvalidValue: `order` names a warper twice, or has no place for one that is used.
    """
    place = {name: index for index, name in enumerate(warper_names(order))}
    warpers = tuple(warpers)
    for warper in warpers:
        if warper.name not in place:
            raise _no_place_for(warper.name, order)
    return tuple(sorted(warpers, key=lambda warper: place[warper.name]))


def warper_names(order: str | Sequence[str]) -> tuple[str, ...]:
    """The names of the warpers that `order` stands for, first to last; a hyphen reads as an underscore.

    Raises:
        UnknownName: no such preset or warper name.
        InvalidValue: a warper is named twice, or `order` is neither a name nor a list of names.
    """
    if isinstance(order, str) and order == DEFAULT_ORDER:
        return default_order()
    presets = orders()
    if isinstance(order, str):
        if order not in presets:
            raise unknown("order", order, presets, field="order")
        return presets[order].warpers
    if not isinstance(order, Sequence):
        raise InvalidValue(
            f"order is {shown(order)}; it must be {', '.join(presets)} or a list of warpers.", field="order"
        )
    known = presets[DEFAULT_ORDER].warpers
    names = tuple(name.replace("-", "_") if isinstance(name, str) else name for name in order)
    for name in names:
        if name not in known:
            raise unknown("warper", name, known, field="order")
    if len(set(names)) < len(names):
        raise InvalidValue(f"The order {', '.join(names)} names a warper twice; each may come once.", field="order")
    return names


def read_order(text: str) -> str | tuple[str, ...]:
    """An order as a person types it: the name of a preset, or the names of warpers between commas, or of one alone. It
    is not checked yet."""
    names = tuple(name.strip() for name in text.split(","))
    alone = len(names) == 1 and names[0].replace("-", "_") not in default_order()
    return names[0] if alone else names


def warp(logits: Logits, chain: Chain, past: Past) -> list[Logits]:
    """All logits (V,) on the way through `chain`: the model's own first, then those after each warper."""
    return [logits, *(each.all_logits.copy() for each in distributions_along(Distribution.of(logits), chain, past))]


def distributions_along(start: Distribution, chain: Chain, past: Past) -> Iterator[Distribution]:
    """What each warper of `chain` makes of what the one before left; the first of `start`."""
    for warper in chain:
        if isinstance(warper, Cut):
            kept = start.only(warper.stay(start, past))
            start = kept.without_unseen if warper.cuts_unseen(start) else kept
        elif warper.of_survivors:
            start = start.changed(warper(start.logits, past))
        else:
            start = replace(Distribution.of(warper(start.all_logits, past)), partial=start.partial)
        yield start


def with_seen(chain: Chain) -> Chain:
    """`chain` for a model that tells of its likeliest tokens alone: those of which nothing was told are cut as late as
    can be. Cuts from below that come first still see their probabilities, and take them out where the model itself
    would lose them; all else works on what is left, as after a top-k."""
    first = next((place for place, warper in enumerate(chain) if not warper.cuts_from_below), len(chain))
    return (*chain[:first], Seen(), *chain[first:])


def _no_place_for(warper: str, order: str | Sequence[str]) -> InvalidValue:
    if isinstance(order, str):
        message = f"The order {order} has no place for {warper}, which is in use; choose another order, or name the "
        return InvalidValue(f"{message}warpers in the order that you want.", field="order")
    named = ", ".join(order) or "without a warper"
    return InvalidValue(f"The order {named} leaves out {warper}, which is in use; add it.", field="order")
