"""`sweep`: a parameter at several values, each a lane of one arena: diversity against perplexity."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import cast

from llm_playground.decoding.parameter import Given, either
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.engine.arena.comparing import arena_of
from llm_playground.engine.arena.lanes import LENGTH, ArenaRequest, Model
from llm_playground.engine.arena.sweeping import REPEATS, SweepRequest
from llm_playground.errors import InvalidValue, Problems
from llm_playground.models.prompting import PromptInput
from llm_playground.plain.static_arena import sweep_text, sweeps_text
from llm_playground.records.arena import Sweep, Sweeps

EXAMPLE = "temperature=[0.5, 1.0, 1.5]"


class SweptLanes(Sweep):
    """A sweep that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return sweep_text(self)


class SweptParameters(Sweeps):
    """Sweeps that print themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return sweeps_text(self)


def sweep(
    model: Model,
    prompt: PromptInput,
    *,
    repeats: int = REPEATS,
    max_new_tokens: int = LENGTH,
    seed: int | None = None,
    stop: str | Sequence[str] | None = None,
    top: int = 10,
    **parameters: Given | Sequence[Given] | None,
) -> SweptLanes | SweptParameters:
    """Several texts at each value of a parameter, and what becomes of their perplexity and their diversity.

        lp.sweep("tiny-gpt2", "Once upon a time", temperature=[0.1, 0.5, 1.0, 1.5, 2.0], repeats=4, seed=7)
        lp.sweep("tiny-gpt2", "Once upon a time", temperature=[0.5, 1.0, 1.5], top_p=[0.5, 0.8, 1.0], seed=7)

    It is `compare` with a lane for each value, so all draw with the same random numbers. Of several listed parameters
    each is swept by itself, while the other listed ones are left out: small multiples on the same axes.

    Args:
        model, prompt, repeats, max_new_tokens, seed, stop, top: as for `compare`.
        parameters: one or several of them as lists of values, others as a single value that all lanes share. The
            strategy is the one that the listed parameter makes (top_p: "top_p"), or "sample".

    Returns:
        A `Sweep`; where several parameters are lists `Sweeps`, whose `.sweeps` they are, in the order given.

    Raises:
        PlaygroundError: none of the parameters is a list; and as `compare`.
    """
    listed: dict[str, tuple[Given, ...]] = {}
    shared: dict[str, Given | None] = {}
    for name, value in parameters.items():
        if isinstance(value, list | tuple) and not _is_of_texts(name):
            listed[name] = tuple(value)
        else:
            shared[name] = cast("Given | None", value)  # what else it is, its check will tell
    if not listed:
        raise _nothing_to_sweep(parameters)
    if seed is None:
        seed = int.from_bytes(os.urandom(4))  # one for all, so that what differs comes from the parameters
    arenas: dict[str, ArenaRequest] = {}
    problems = Problems()
    for name, values in listed.items():
        with problems:
            request = SweepRequest(prompt, name, values, shared, model, max_new_tokens, repeats, seed, top, stop)
            arenas[name] = request.arena()
    problems.report()
    swept = [
        SweptLanes(name, cast("tuple[float | str | bool, ...]", listed[name]), arena_of(arena))
        for name, arena in arenas.items()
    ]
    return swept[0] if len(swept) == 1 else SweptParameters(tuple(swept))


def _nothing_to_sweep(parameters: Mapping[str, object]) -> InvalidValue:
    sentence = f"A sweep takes a parameter as a list of values, as in {EXAMPLE}; here none is"
    of_texts = [name for name in parameters if _is_of_texts(name)]
    if not of_texts:
        return InvalidValue(f"{sentence} a list.")
    return InvalidValue(f"{sentence} one. {either(of_texts)} cannot be swept: a list of texts is one value of it.")


def _is_of_texts(name: str) -> bool:
    """Where a single value is a list already, a list of them is none of these."""
    return name in PARAMETERS and PARAMETERS[name].kind == "texts"
