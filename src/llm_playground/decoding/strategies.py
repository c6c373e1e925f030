"""The decoding strategies by name: which parameters each one takes, and the chain that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, cast

from llm_playground.decoding.chain import DEFAULT_ORDER, Chain, arrange, warper_names
from llm_playground.decoding.parameter import Given, Value, either
from llm_playground.decoding.parameters import (
    PARAMETERS,
    EarlyStopping,
    beam_rows,
    contrast_rows,
    draw_rows,
    names_elsewhere,
    warper_rows,
)
from llm_playground.decoding.vocabulary import Vocabulary
from llm_playground.decoding.warpers import make_warper
from llm_playground.errors import InvalidValue, Problems, unknown


class BeamParameters(TypedDict):
    """What `beam_search` takes besides the chain."""

    num_beams: int
    length_penalty: float
    early_stopping: EarlyStopping
    num_beam_groups: int
    diversity_penalty: float


class ContrastParameters(TypedDict):
    """What `contrasted` takes besides the text."""

    num_candidates: int
    penalty_alpha: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyKind:
    """A strategy as a person chooses it.

    Attributes:
        effect: one line on what it does.
        sampled: whether it draws, so that the whole chain, its order and a seed make a difference.
        searches: whether it follows several texts at once, so that `beam_search` runs it.
        own: the parameters that make it what it is; at their defaults, unless given.
        formula: which token comes next, or which text is the best, in LaTeX.
        source: where it was first described; "" where that is hard to say.
        elsewhere: what other programs call it.
    """

    name: str
    label: str
    effect: str
    sampled: bool
    searches: bool = False
    own: tuple[str, ...] = ()
    formula: str = r"x_{t+1} \sim p'"
    source: str = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """The names of the parameters that it uses, its own first."""
        chain = (row.name for row in warper_rows() if self.sampled or row.reorders)
        draws = (row.name for row in draw_rows() if self.sampled and not self.searches)
        return tuple(dict.fromkeys((*self.own, *chain, *draws)))

    @property
    def defaults(self) -> dict[str, Value]:
        """What it fills in by itself."""
        return {name: cast(Value, PARAMETERS[name].default) for name in self.own}


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy ready to run. `parameters` are those in force; `sampled` says whether a `u` is drawn."""

    name: str
    chain: Chain
    sampled: bool
    parameters: dict[str, Value]

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the warpers in force, first to last."""
        return tuple(warper.name for warper in self.chain)

    @property
    def searches(self) -> bool:
        """Whether it follows several texts at once, so that `beam_search` runs it."""
        return STRATEGIES[self.name].searches

    def spelled(self, vocabulary: Vocabulary) -> Strategy:
        """The same for a model: the texts that set its warpers are tokens.

        Raises:
            InvalidValue: a text that is none, with the parameter as its field; an `InvalidRequest` if several are.
        """
        problems, chain = Problems(), []
        for warper in self.chain:
            with problems:
                try:
                    chain.append(warper.spelled(vocabulary))
                except InvalidValue as error:
                    error.field = PARAMETERS[next(iter(warper.parameters))].field
                    raise
        problems.report()
        return replace(self, chain=tuple(chain))

    @property
    def contrasts(self) -> bool:
        """Whether it looks at the hidden states of the text, so that `decode` needs them."""
        return "penalty_alpha" in self.parameters

    @property
    def contrast_parameters(self) -> ContrastParameters:
        """For `contrasted(..., **strategy.contrast_parameters)`, of a strategy that `contrasts`."""
        return {
            "num_candidates": PARAMETERS["num_candidates"].whole_number(self.parameters["num_candidates"]),
            "penalty_alpha": PARAMETERS["penalty_alpha"].number(self.parameters["penalty_alpha"]),
        }

    @property
    def adds_noise(self) -> bool:
        """Whether a token is drawn by Gumbel-max in place of a `u`."""
        return self.parameters.get("draw") == "gumbel"

    @property
    def beam_parameters(self) -> BeamParameters:
        """For `beam_search(..., chain=strategy.chain, **strategy.beam_parameters)`.

        Raises:
            InvalidValue: this strategy follows a single text.
        """
        if not self.searches:
            names = either([kind.name for kind in _KINDS if kind.searches])
            raise InvalidValue(f"The strategy {self.name} has no beams; choose {names}.", field="strategy")
        rows = [row.name for row in beam_rows() if row.name in self.parameters]
        return check_beams(**{name: self.parameters[name] for name in rows})


# Of the texts that were followed to their end the one with the highest score; the length is without the prompt.
_BEST_TEXT = r"\max_x \; \frac{1}{\lvert x \rvert^{\,\text{length\_penalty}}} \sum_t \ln p'(x_t \mid x_{<t})"

_KINDS = (
    StrategyKind(
        name="greedy",
        label="Greedy",
        effect="Always takes the most likely token.",
        sampled=False,
        elsewhere=("argmax",),
        formula=r"x_{t+1} = \arg\max_i z'_i",
    ),
    StrategyKind(
        name="sample",
        label="Sample",
        effect="Draws from the model's own distribution.",
        sampled=True,
        elsewhere=("sampling", "random", "temperature", "ancestral", "multinomial"),
    ),
    StrategyKind(
        name="top_k",
        label="Top-k",
        effect="Draws from the k most likely tokens.",
        sampled=True,
        own=("top_k",),
        source="Fan et al. 2018, Hierarchical Neural Story Generation",
    ),
    StrategyKind(
        name="top_p",
        label="Top-p",
        effect="Draws from the most likely tokens that together hold the probability p.",
        sampled=True,
        own=("top_p",),
        elsewhere=("nucleus", "nucleus_sampling"),
        source="Holtzman et al. 2019, The Curious Case of Neural Text Degeneration",
    ),
    StrategyKind(
        name="min_p",
        label="Min-p",
        effect="Draws from the tokens that are not much less likely than the most likely one.",
        sampled=True,
        own=("min_p",),
        source="Nguyen et al. 2024, Turning Up the Heat: Min-p Sampling",
    ),
    StrategyKind(
        name="typical",
        label="Typical",
        effect="Draws from the tokens that are about as surprising as expected.",
        sampled=True,
        own=("typical_p",),
        elsewhere=("typical_p", "locally_typical"),
        source="Meister et al. 2022, Locally Typical Sampling",
    ),
    StrategyKind(
        name="contrastive",
        label="Contrastive",
        effect="Takes, of a few most likely tokens, the one that is likely and unlike the text so far.",
        sampled=False,
        own=("num_candidates", "penalty_alpha"),
        elsewhere=("contrastive_search",),
        formula=r"x_{t+1} = \arg\max_{i \in \text{top } k} \; (1 - \alpha)\, p'_i - \alpha \max_j \cos(h_i, h_j), "
        r"\quad k = \text{num\_candidates}, \ \alpha = \text{penalty\_alpha}",
        source="Su et al. 2022, A Contrastive Framework for Neural Text Generation",
    ),
    StrategyKind(
        name="beam",
        label="Beam",
        effect="Follows several texts at once and takes the one that is most likely as a whole.",
        sampled=False,
        searches=True,
        own=("num_beams", "length_penalty", "early_stopping"),
        elsewhere=("beam_search", "beams"),
        formula=_BEST_TEXT,
    ),
    StrategyKind(
        name="diverse_beam",
        label="Diverse beams",
        effect="Follows several groups of texts, each of which avoids the tokens that the groups before it chose.",
        sampled=False,
        searches=True,
        own=("num_beams", "num_beam_groups", "diversity_penalty", "length_penalty", "early_stopping"),
        elsewhere=("group_beam_search", "diverse_beam_search"),
        formula=_BEST_TEXT + r", \quad z''_i = \ln p'_i - \text{diversity\_penalty} \cdot \mathrm{count}(i)",
        source="Vijayakumar et al. 2016, Diverse Beam Search",
    ),
    StrategyKind(
        name="beam_sample",
        label="Beam sampling",
        effect="Follows several texts at once, drawn among all their continuations, and takes the most likely one.",
        sampled=True,
        searches=True,
        own=("num_beams", "length_penalty", "early_stopping"),
        elsewhere=("beam_sampling", "stochastic_beam"),
        formula=_BEST_TEXT,
    ),
)
STRATEGIES: dict[str, StrategyKind] = {kind.name: kind for kind in _KINDS}


def make_strategy(name: str, /, *, order: str | Sequence[str] | None = None, **parameters: Given | None) -> Strategy:
    """The strategy `name` (a hyphen reads as an underscore) with `parameters`; None means "not given".

    A warper is in the chain exactly if a parameter of it is given or filled in by the strategy, even at a value
    that changes nothing; its other parameters are then those of the table. `order` is a preset ("transformers",
    "llama.cpp", "vllm") or a list of warper names.

    Raises:
        UnknownName: no such strategy, parameter or order.
        InvalidValue: a value outside its legal range, or one that this strategy does not use.
        InvalidRequest: several of these.
    """
    return strategy_of(name, parameters, order)


def strategy_of(name: str, parameters: Mapping[str, Given | None], order: str | Sequence[str] | None) -> Strategy:
    """`make_strategy` for parameters that come as a mapping, whatever their names. Raises the same."""
    kind, problems = None, Problems()
    with problems:
        kind = strategy_kind(name)
    given: dict[str, Value] = {}
    taken = kind.takes if kind else ()
    for key, value in parameters.items():
        if value is None:
            continue
        with problems:
            if key not in taken:
                _refuse(key, kind)
            given[key] = PARAMETERS[key].check(value)
    if order is not None:
        with problems:
            warper_names(order)
            if kind and not kind.sampled:
                raise InvalidValue(
                    f"{kind.name} draws nothing, so the order of the warpers changes nothing; leave it out, or choose "
                    f"the strategy {either(drawing())}.",
                    field="order",
                )
    problems.report()
    assert kind is not None
    values = {**kind.defaults, **given}
    chain = arrange(
        (make_warper(name, settings) for name, settings in _by_warper(values).items()),
        DEFAULT_ORDER if order is None else order,
    )
    in_force: dict[str, Value] = {}
    for warper in chain:
        in_force |= warper.parameters
    in_force |= {row.name: values[row.name] for row in (*contrast_rows(), *draw_rows()) if row.name in values}
    if kind.searches:
        beams = {row.name: values[row.name] for row in beam_rows() if row.name in values}
        check_beams(**beams)
        in_force |= beams
    return Strategy(kind.name, chain, kind.sampled, in_force)


def _by_warper(values: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """The values that set a warper, by its name."""
    settings: dict[str, dict[str, Value]] = {}
    for row in warper_rows():
        if row.warper and row.name in values:
            settings.setdefault(row.warper, {})[row.name] = values[row.name]
    return settings


def check_beams(
    *,
    num_beams: object,
    length_penalty: object,
    early_stopping: object,
    num_beam_groups: object = 1,
    diversity_penalty: object = 0.0,
) -> BeamParameters:
    """The parameters of beam search, checked.

    Raises:
        InvalidValue: one of them is outside its legal range, or the groups do not share the beams evenly.
    """
    beams = PARAMETERS["num_beams"].whole_number(num_beams)
    groups = PARAMETERS["num_beam_groups"].whole_number(num_beam_groups)
    if beams % groups:
        sentence = f"num_beam_groups is {groups}; the groups must share the {beams} beams evenly."
        raise InvalidValue(sentence, field="parameters.num_beam_groups", subject="num_beam_groups")
    return {
        "num_beams": beams,
        "length_penalty": PARAMETERS["length_penalty"].number(length_penalty),
        "early_stopping": cast(EarlyStopping, PARAMETERS["early_stopping"].option(early_stopping)),
        "num_beam_groups": groups,
        "diversity_penalty": PARAMETERS["diversity_penalty"].number(diversity_penalty),
    }


def strategy_kind(name: str) -> StrategyKind:
    """The strategy of that name; a hyphen reads as an underscore.

    Raises:
        UnknownName: no such strategy.
    """
    kind = STRATEGIES.get(name.replace("-", "_")) if isinstance(name, str) else None
    if kind is None:
        elsewhere = {other: kind.name for kind in _KINDS for other in kind.elsewhere}
        raise unknown("strategy", name, STRATEGIES, elsewhere=elsewhere, field="strategy")
    return kind


def drawing() -> list[str]:
    """The names of the strategies that draw."""
    return [kind.name for kind in _KINDS if kind.sampled]


def _refuse(parameter: str, kind: StrategyKind | None) -> None:
    """Refuse what `kind` does not take; if that is unknown itself (None), only what no strategy takes."""
    users = [other.name for other in _KINDS if parameter in other.takes]
    field = f"parameters.{parameter}"
    if not users:
        known = [row.name for row in (*warper_rows(), *draw_rows(), *contrast_rows(), *beam_rows())]
        raise unknown("parameter", parameter, known, elsewhere=names_elsewhere(), field=field)
    if kind:
        raise InvalidValue(f"{kind.name} does not use {parameter}; choose the strategy {either(users)}.", field=field)
