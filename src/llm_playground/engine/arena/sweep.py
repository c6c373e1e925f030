"""`sweep`: one parameter at several values, each a lane of one arena: diversity against perplexity."""

from __future__ import annotations

from collections.abc import Sequence

from llm_playground.decoding.parameter import Given
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.decoding.strategies import STRATEGIES
from llm_playground.engine.arena.comparing import compare
from llm_playground.engine.arena.lanes import LENGTH, Model
from llm_playground.errors import InvalidValue
from llm_playground.models.prompting import PromptInput
from llm_playground.plain.static_arena import sweep_text
from llm_playground.records.arena import Sweep

REPEATS = 4
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
    # Where a single value is a list already, a list of them is none of these.
    listed = [name for name, value in parameters.items() if isinstance(value, list | tuple) and not _is_of_texts(name)]
    if len(listed) != 1:
        given = f"{', '.join(listed)} are lists" if listed else "no parameter is a list"
        raise InvalidValue(f"A sweep takes one parameter as a list of values, as in {EXAMPLE}; here {given}.")
    (name,) = listed
    values = parameters.pop(name)
    assert isinstance(values, list | tuple)
    made = [kind.name for kind in STRATEGIES.values() if name in kind.own]
    strategy = made[0] if made else "sample"
    lanes = [{"strategy": strategy, **parameters, name: value} for value in values]
    arena = compare(prompt, lanes, model, repeats=repeats, max_new_tokens=max_new_tokens, seed=seed, stop=stop, top=top)
    return SweptLanes(name, tuple(values), arena)


def _is_of_texts(name: str) -> bool:
    return name in PARAMETERS and PARAMETERS[name].kind == "texts"
