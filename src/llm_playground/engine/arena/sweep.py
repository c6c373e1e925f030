"""`sweep`: one parameter at several values, each a lane of one arena: diversity against perplexity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from llm_playground.decoding.parameter import Given
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.engine.arena.comparing import arena_of
from llm_playground.engine.arena.lanes import LENGTH, Model
from llm_playground.engine.arena.sweeping import REPEATS, SweepRequest
from llm_playground.errors import InvalidValue
from llm_playground.models.prompting import PromptInput
from llm_playground.plain.static_arena import sweep_text
from llm_playground.records.arena import Sweep

EXAMPLE = "temperature=[0.5, 1.0, 1.5]"


class SweptLanes(Sweep):
    """A sweep that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return sweep_text(self)


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
) -> SweptLanes:
    """Several texts at each value of one parameter, and what becomes of their perplexity and their diversity.

        lp.sweep("tiny-gpt2", "Once upon a time", temperature=[0.1, 0.5, 1.0, 1.5, 2.0], repeats=4, seed=7)

    It is `compare` with a lane for each value, so all draw with the same random numbers.

    Args:
        model, prompt, repeats, max_new_tokens, seed, stop, top: as for `compare`.
        parameters: one of them as a list of values, others as a single value that all lanes share. The strategy is the
            one that the listed parameter makes (top_p: "top_p"), or "sample".

    Raises:
        PlaygroundError: none or several of the parameters are lists; and as `compare`.
    """
    listed: dict[str, tuple[Given, ...]] = {}
    shared: dict[str, Given | None] = {}
    for name, value in parameters.items():
        if isinstance(value, list | tuple) and not _is_of_texts(name):
            listed[name] = tuple(value)
        else:
            shared[name] = cast("Given | None", value)  # what else it is, its check will tell
    if len(listed) != 1:
        given = f"{', '.join(listed)} are lists" if listed else "no parameter is a list"
        raise InvalidValue(f"A sweep takes one parameter as a list of values, as in {EXAMPLE}; here {given}.")
    ((name, values),) = listed.items()
    request = SweepRequest(prompt, name, values, shared, model, max_new_tokens, repeats, seed, top, stop)
    return SweptLanes(name, cast("tuple[float | str | bool, ...]", values), arena_of(request.arena()))


def _is_of_texts(name: str) -> bool:
    """Where a single value is a list already, a list of them is none of these."""
    return name in PARAMETERS and PARAMETERS[name].kind == "texts"
