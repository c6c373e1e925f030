"""A sweep as somebody asks for it, and the arena that it is: a lane for each value of one parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from llm_playground.decoding.parameter import Given
from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.decoding.strategies import STRATEGIES
from llm_playground.engine.arena.lanes import LENGTH, ArenaRequest, LaneRequest, Model
from llm_playground.engine.plan import make_plan
from llm_playground.errors import InvalidRequest, InvalidValue, PlaygroundError, Problems
from llm_playground.models.catalog import DEFAULT_MODEL
from llm_playground.models.prompting import PromptInput

REPEATS = 4  # texts at each value, where nothing else is asked for


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """One `parameter` at several `values`; the other `parameters` are the same at all of them."""

    prompt: PromptInput
    parameter: str
    values: Sequence[Given]
    parameters: Mapping[str, Given | None] = field(default_factory=dict)
    model: Model = DEFAULT_MODEL
    max_new_tokens: int = LENGTH
    repeats: int = REPEATS
    seed: int | None = None
    top: int = 10
    stop: str | Sequence[str] | None = None

    @property
    def strategy(self) -> str:
        """The one that the parameter makes (top_p: "top_p"), or "sample"."""
        return next((kind.name for kind in STRATEGIES.values() if self.parameter in kind.own), "sample")

    def arena(self) -> ArenaRequest:
        """The arena that it is.

        Raises:
            PlaygroundError: no values, or a wrong name or value, told once and not for each lane, with the field
                "values" for those of the parameter that is swept; an `InvalidRequest` for several.
        """
        if not self.values:
            raise InvalidValue(f"values is empty; {self.parameter} needs at least one.", field="values")
        lanes = [{**self.parameters, self.parameter: value} for value in self.values]
        problems = Problems()
        with problems, of_sweep(self.parameter):
            make_plan(self.strategy, lanes[0], max_new_tokens=self.max_new_tokens)
        for value in self.values[1:] if self.parameter in PARAMETERS else ():
            with problems, of_sweep(self.parameter):
                PARAMETERS[self.parameter].check(value)
        problems.report()
        return ArenaRequest(
            self.prompt,
            [LaneRequest(self.strategy, parameters) for parameters in lanes],
            self.model,
            self.max_new_tokens,
            self.repeats,
            self.seed,
            self.top,
            self.stop,
        )


@contextmanager
def of_sweep(parameter: str) -> Iterator[None]:
    """What is wrong within with the `parameter` that is swept is told of the `values` that it was to take."""
    try:
        yield
    except PlaygroundError as error:
        raise _of_sweep(error, parameter) from None


def _of_sweep(error: PlaygroundError, parameter: str) -> PlaygroundError:
    if isinstance(error, InvalidRequest):
        return InvalidRequest(_of_sweep(each, parameter) for each in error.problems)
    if error.field != f"parameters.{parameter}":
        return error
    field = "values" if parameter in PARAMETERS else "parameter"
    return type(error)(str(error), field=field, subject=error.subject)
