"""The decoding strategies by name: which parameters each one takes, and the chain that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict, cast

from llm_playground.decoding.chain import DEFAULT_ORDER, Chain, arrange
from llm_playground.decoding.parameters import PARAMETERS, EarlyStopping, check_early_stopping
from llm_playground.decoding.warpers import MinP, RepetitionPenalty, Temperature, TopK, TopP, Typical, Warper
from llm_playground.errors import InvalidValue, unknown

StrategyName = Literal["greedy", "sample", "top_k", "top_p", "min_p", "typical", "beam"]
Value = float | str | bool

_WARPERS: dict[str, Callable[..., Warper]] = {
    "temperature": Temperature,
    "top_k": TopK,
    "top_p": TopP,
    "min_p": MinP,
    "typical_p": Typical,
    "repetition_penalty": RepetitionPenalty,
}
_BEAM_DEFAULTS: dict[str, Value] = {"num_beams": 4, "length_penalty": 1.0, "early_stopping": False}


class BeamParameters(TypedDict):
    """What `beam_search` takes besides the chain."""

    num_beams: int
    length_penalty: float
    early_stopping: EarlyStopping


@dataclass(frozen=True, slots=True)
class StrategyKind:
    """A strategy as a person chooses it: what it does, what it takes, and what it fills in by itself."""

    name: str
    effect: str
    sampled: bool
    takes: tuple[str, ...]
    defaults: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy ready to run. `parameters` are those in force; `sampled` says whether a `u` is drawn."""

    name: str
    chain: Chain
    sampled: bool
    parameters: dict[str, Value]

    @property
    def beam_parameters(self) -> BeamParameters:
        """For `beam_search(..., chain=strategy.chain, **strategy.beam_parameters)`.

        Raises:
            InvalidValue: this is not the strategy beam.
        """
        if self.name != "beam":
            raise InvalidValue(f"The strategy {self.name} has no beams; choose beam.")
        return cast(BeamParameters, {name: self.parameters[name] for name in _BEAM_DEFAULTS})


def _sampling(name: str, effect: str, **defaults: Value) -> StrategyKind:
    return StrategyKind(name, effect, True, tuple(_WARPERS), defaults)


_KINDS = (
    StrategyKind("greedy", "Always takes the most likely token.", False, ("repetition_penalty",)),
    _sampling("sample", "Draws from the model's own distribution."),
    _sampling("top_k", "Draws from the k most likely tokens.", top_k=50),
    _sampling("top_p", "Draws from the most likely tokens that together hold the probability p.", top_p=0.9),
    _sampling("min_p", "Draws from the tokens that are not much less likely than the most likely one.", min_p=0.05),
    _sampling("typical", "Draws from the tokens that are about as surprising as expected.", typical_p=0.95),
    StrategyKind(
        "beam",
        "Follows several texts at once and takes the one that is most likely as a whole.",
        False,
        (*_BEAM_DEFAULTS, "repetition_penalty"),
        _BEAM_DEFAULTS,
    ),
)
STRATEGIES: dict[str, StrategyKind] = {kind.name: kind for kind in _KINDS}


def make_strategy(name: str, *, order: str | Sequence[str] = DEFAULT_ORDER, **parameters: Value | None) -> Strategy:
    """The strategy `name` (a hyphen reads as an underscore) with `parameters`; None means "not given".

    A warper is in the chain exactly if its parameter is given or filled in by the strategy, even at a value
    that changes nothing. `order` is a preset ("transformers", "llama.cpp") or a list of warper names.

    Raises:
        UnknownName: no such strategy, parameter or order.
        InvalidValue: a value outside its legal range, or a parameter that this strategy does not use.
    """
    kind = _kind(name)
    given = {key: value for key, value in parameters.items() if value is not None}
    for key in given:
        _must_be_used(key, kind)
    values = {**kind.defaults, **given}
    warpers = {key: make(values[key]) for key, make in _WARPERS.items() if key in values}
    chain = arrange(warpers.values(), order)
    in_force: dict[str, Value] = {}
    for warper in chain:
        in_force |= warper.parameters
    if kind.name == "beam":
        in_force |= cast(dict[str, Value], check_beams(**{key: values[key] for key in _BEAM_DEFAULTS}))
    return Strategy(kind.name, chain, kind.sampled, in_force)


def check_beams(*, num_beams: object, length_penalty: object, early_stopping: object) -> BeamParameters:
    """The three parameters of beam search, checked.

    Raises:
        InvalidValue: one of them is outside its legal range.
    """
    return {
        "num_beams": PARAMETERS["num_beams"].whole_number(num_beams),
        "length_penalty": PARAMETERS["length_penalty"].number(length_penalty),
        "early_stopping": check_early_stopping(early_stopping),
    }


def _kind(name: str) -> StrategyKind:
    kind = STRATEGIES.get(str(name).replace("-", "_"))
    if kind is None:
        raise unknown("strategy", name, STRATEGIES)
    return kind


def _must_be_used(parameter: str, kind: StrategyKind) -> None:
    if parameter in kind.takes:
        return
    users = [other.name for other in _KINDS if parameter in other.takes]
    if not users:
        raise unknown("parameter", parameter, (*_WARPERS, *_BEAM_DEFAULTS))
    raise InvalidValue(f"{kind.name} does not use {parameter}; choose the strategy {_either(users)}.")


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
