"""The lanes of an arena as somebody asks for them, checked all together, and what is known of them without a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from llm_playground.decoding.parameter import Given
from llm_playground.decoding.parameters import LARGEST_SEED, PARAMETERS
from llm_playground.decoding.stopping import StopStrings
from llm_playground.engine.plan import Plan, make_plan
from llm_playground.errors import InvalidRequest, InvalidValue, PlaygroundError, Problems, filled, shown, whole_number
from llm_playground.models.catalog import DEFAULT_MODEL
from llm_playground.models.chat_template import TWIN, TemplateChoice, check_choice
from llm_playground.models.prompting import PromptInput
from llm_playground.models.references import read_name
from llm_playground.models.seam import LanguageModel
from llm_playground.records.arena import letter
from llm_playground.records.settings import written

Value = Given | None
Model = str | Path | LanguageModel

LENGTH = 64  # tokens of a text, where nothing else is asked for
QUIET: Mapping[str, object] = {"length_penalty": 1.0, "early_stopping": False}  # what every beam search has
LONGEST_VALUE = 40  # characters of a value in the name of a lane: of a thousand banned words the first
WORDS = ("strategy", "model", "seed", "order", "template", "name")  # of a lane; all others are parameters


@dataclass(frozen=True, slots=True)
class LaneRequest:
    """One lane. `model` and `seed` are those of the arena if they are None; a `name` is made if none is given.

    `template` is the chat template of its prompt: None as its model was trained, True, False, "twin" or a model's name.
    """

    strategy: str | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    model: Model | None = None
    seed: int | None = None
    order: str | Sequence[str] | None = None
    template: TemplateChoice = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ArenaRequest:
    """What the lanes share: prompt, length, how many texts each makes, and what a lane does not name itself."""

    prompt: PromptInput
    lanes: Sequence[LaneRequest]
    model: Model = DEFAULT_MODEL
    max_new_tokens: int = LENGTH
    repeats: int = 1
    seed: int | None = None
    top: int = 10
    stop: str | Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class PlannedLane:
    """A lane whose values are checked. `plan` is that of its first text."""

    name: str
    model: Model
    plan: Plan
    template: TemplateChoice = None

    def seeds(self, repeats: int) -> tuple[int | None, ...]:
        """The seed of each text that has to be made: one text if nothing is drawn, since all would be the same."""
        if self.plan.seed is None:
            return (None,)
        return tuple(seed_of(self.plan.seed, repeat) for repeat in range(repeats))


@contextmanager
def of_lane(number: int, field: str | None = None) -> Iterator[None]:
    """What is wrong within is told of a lane: with its letter before the sentence, and its number before the field,
    which is `field` where the error names none.
    """
    try:
        yield
    except PlaygroundError as error:
        raise _of_lane(error, number, field) from None


def _of_lane(error: PlaygroundError, number: int, field: str | None) -> PlaygroundError:
    if isinstance(error, InvalidRequest):
        return InvalidRequest(_of_lane(each, number, field) for each in error.problems)
    place = ".".join(filter(None, (f"lanes.{number}", error.field or field)))
    return type(error)(f"Lane {letter(number)}: {error}", field=place, subject=error.subject)


def place_of(problem: PlaygroundError) -> int:
    """Where a problem stands among others: those of a lane by its number, after what concerns them all."""
    of, _, rest = (problem.field or "").partition(".")
    number = rest.partition(".")[0]
    return int(number) if of == "lanes" and number else -1


def seed_of(seed: int, repeat: int) -> int:
    """The seed of a lane's text number `repeat`, from 0: `seed + repeat`, and after the largest seed comes 0."""
    return (seed + repeat) % (LARGEST_SEED + 1)


def read_lanes(lanes: object) -> tuple[LaneRequest, ...]:
    """Lanes as one writes them: a list of strategies by name, or of dictionaries of what a lane is made of.

    Raises:
        PlaygroundError: something else; an `InvalidRequest` if there are several mistakes. The field is "lanes", or
            begins with the number of the lane: "lanes.2.strategy".
    """
    if isinstance(lanes, str | bytes | Mapping) or not isinstance(lanes, Iterable):
        raise InvalidValue(
            f'lanes is {shown(lanes)}; it must be a list, such as ["greedy", {{"strategy": "top_p", "top_p": 0.9}}].',
            field="lanes",
            subject="lanes",
        )
    problems, read = Problems(), []
    for number, lane in enumerate(lanes):
        with problems, of_lane(number):
            read.append(_read_lane(lane))
    problems.report()
    if not read:
        raise InvalidValue("lanes is empty; at least one strategy must run.", field="lanes", subject="lanes")
    return tuple(read)


def plan_lanes(request: ArenaRequest) -> tuple[PlannedLane, ...]:
    """The plan of every lane; those that draw and name no seed share one, so that all see the same `u` at step i.

    Raises:
        PlaygroundError: a wrong name or value, with its `field`; an `InvalidRequest` for several.
    """
    problems, plans, length, seed, stop = Problems(), [], 0, None, StopStrings()
    with problems:
        length = PARAMETERS["max_new_tokens"].whole_number(request.max_new_tokens)
    with problems:
        whole_number("repeats", request.repeats, 1, why=" (how many texts each lane makes)")
    with problems:
        seed = None if request.seed is None else PARAMETERS["seed"].whole_number(request.seed)
    if request.stop is not None:
        with problems:
            stop = StopStrings.of(request.stop)
    for number, lane in enumerate(request.lanes):
        with problems, of_lane(number):
            plans.append(
                make_plan(
                    lane.strategy,
                    lane.parameters,
                    max_new_tokens=length,
                    seed=lane.seed,
                    order=lane.order,
                    stop=stop.texts,
                )
            )
        with problems, of_lane(number):
            check_choice(lane.template)
    problems.report()
    sharing = [lane.seed is None and plan.strategy.sampled for lane, plan in zip(request.lanes, plans, strict=True)]
    if seed is None:
        seed = next((plan.seed for plan, shares in zip(plans, sharing, strict=True) if shares), None)
    plans = [replace(plan, seed=seed) if shares else plan for plan, shares in zip(plans, sharing, strict=True)]
    models = [request.model if lane.model is None else lane.model for lane in request.lanes]
    names = _names(request.lanes, models, plans)
    templates = [lane.template for lane in request.lanes]
    return tuple(PlannedLane(*each) for each in zip(names, models, plans, templates, strict=True))


def check_models(request: ArenaRequest) -> None:
    """Refuse a name that is that of no model, before anything is loaded.

    Raises:
        PlaygroundError: as `read_name`; an `InvalidRequest` for several.
    """
    problems = Problems()
    for number, lane in enumerate(request.lanes):
        if lane.model is not None and not isinstance(lane.model, LanguageModel):
            with problems, of_lane(number, "model"):
                read_name(lane.model)
    if any(lane.model is None for lane in request.lanes) and not isinstance(request.model, LanguageModel):
        with problems:
            read_name(request.model)
    problems.report()


def _read_lane(lane: object) -> LaneRequest:
    if isinstance(lane, LaneRequest):
        return lane
    if isinstance(lane, str):
        return LaneRequest(lane)
    if not isinstance(lane, Mapping) or not all(isinstance(key, str) for key in lane):
        raise InvalidValue(
            f"The lane {shown(lane)} is neither the name of a strategy nor a dictionary such as "
            '{"strategy": "top_p", "top_p": 0.9}.'
        )
    if lane.get("name") is not None:
        filled("name", lane["name"], "a text that is not blank")
    words = {key: lane[key] for key in WORDS if key in lane}
    return LaneRequest(parameters={key: value for key, value in lane.items() if key not in WORDS}, **words)


def _names(lanes: Sequence[LaneRequest], models: Sequence[Model], plans: Sequence[Plan]) -> list[str]:
    """What each lane is called, if it brings no name: strategy and parameters, and whatever else tells lanes apart."""
    several_models = len({_model_name(model) for model in models}) > 1
    several_seeds = len({plan.seed for plan in plans if plan.strategy.sampled}) > 1
    names = []
    for lane, model, plan in zip(lanes, models, plans, strict=True):
        words = [" ".join([plan.strategy.name, *_written(plan)])]
        if several_models:
            words.insert(0, _model_name(model))
        if lane.template is not None:
            words.append(_TEMPLATES.get(lane.template, f"template of {lane.template}"))
        if lane.order is not None:
            words.append(lane.order if isinstance(lane.order, str) else ", ".join(lane.order))
        if several_seeds and plan.strategy.sampled:
            words.append(f"seed {plan.seed}")
        names.append(lane.name or " · ".join(words))
    return names


_TEMPLATES: Mapping[TemplateChoice, str] = {True: "chat template", False: "no template", TWIN: "its twin's template"}


def _written(plan: Plan) -> list[str]:
    """The parameters in force, without the name of one that is called like the strategy."""
    strategy = plan.strategy
    own = {key: value for key, value in strategy.parameters.items() if key not in QUIET or value != QUIET[key]}
    words = {key: f"{value:g}" if isinstance(value, float) else written(value) for key, value in own.items()}
    short = {
        key: value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]} …" for key, value in words.items()
    }
    return [value if key == strategy.name else f"{key} {value}" for key, value in short.items()]


def _model_name(model: Model) -> str:
    return model.name if isinstance(model, LanguageModel) else str(model)
