"""A sheet as somebody asks for it, checked all together, and what is known of it without a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from llm_playground.decoding.parameters import PARAMETERS
from llm_playground.engine.arena.lanes import LENGTH, Model, Value
from llm_playground.engine.plan import Plan, make_plan
from llm_playground.errors import InvalidValue, PlaygroundError, Problems, shown, whole, whole_number
from llm_playground.models.chat_template import TemplateChoice, check_choice
from llm_playground.models.references import read_name
from llm_playground.models.seam import LanguageModel
from llm_playground.records.behaviour import SheetPrompt

STRATEGY = "sample"  # as the model is: so the share of rules kept is the probability of keeping one
SEEDS = 3


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """What is asked for; `templates` is one for all models, or one for each. `seeds` is None where nothing is said."""

    models: tuple[Model, ...]
    prompts: tuple[SheetPrompt, ...]
    seeds: tuple[int, ...] | None = None
    strategy: str | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    templates: tuple[TemplateChoice, ...] = (None,)
    max_new_tokens: int = LENGTH
    order: str | Sequence[str] | None = None
    stop: str | Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class PlannedSheet:
    """A sheet whose values are checked: `templates[i]` is that of `models[i]`; `seeds` is () where nothing is drawn."""

    models: tuple[Model, ...]
    prompts: tuple[SheetPrompt, ...]
    seeds: tuple[int, ...]
    plan: Plan
    templates: tuple[TemplateChoice, ...]

    @property
    def plans(self) -> tuple[Plan, ...]:
        """One for each answer in a cell."""
        return tuple(replace(self.plan, seed=seed) for seed in self.seeds) or (self.plan,)


def seeds_of(given: object) -> tuple[int, ...]:
    """So many seeds from 0 on, or those that are listed.

    Raises:
        InvalidValue: neither a number above 0 nor a list of different seeds.
    """
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        if whole(given) is None:
            sentence = f"seeds is {shown(given)}; it must be how many there are, such as 3, or a list of them."
            raise InvalidValue(sentence, field="seeds", subject="seeds")
        count = whole_number("seeds", given, 1, MOST_SEEDS, " (how many answers each cell has)")
        return tuple(range(count))
    problems, seeds = Problems(), list[int]()
    for each in given:
        if len(seeds) > MOST_SEEDS:
            break
        with problems:
            try:
                seeds.append(PARAMETERS["seed"].whole_number(each))
            except PlaygroundError as error:
                raise InvalidValue(f"In seeds, {error}", field="seeds") from None
    problems.report()
    if not seeds or len(set(seeds)) < len(seeds) or len(seeds) > MOST_SEEDS:
        what = "holds one twice" if len(set(seeds)) < len(seeds) else "is too long" if seeds else "is empty"
        sentence = f"seeds {what}; list at least one and at most {MOST_SEEDS:,}, each once."
        raise InvalidValue(sentence, field="seeds", subject="seeds")
    return tuple(seeds)


MOST_SEEDS = 1_000


def models_of(given: object) -> tuple[Model, ...]:
    """Models by name, or loaded ones; of a single one the list may be left out.

    Raises:
        PlaygroundError: with the field "models": something else, or names that are those of no model.
    """
    several = [given] if isinstance(given, str | Path | LanguageModel) else given
    models = tuple(several) if isinstance(several, Iterable) and not isinstance(several, bytes | Mapping) else ()
    if not models or not all(isinstance(each, str | Path | LanguageModel) for each in models):
        sentence = f'models is {shown(given)}; it must be a list of models, such as ["tiny-gpt2", "tiny-qwen-chat"].'
        raise InvalidValue(sentence, field="models", subject="models")
    problems = Problems()
    for model in models:
        if not isinstance(model, LanguageModel):
            with problems:
                try:
                    read_name(model)
                except PlaygroundError as error:
                    error.field = "models"
                    raise
    problems.report()
    return models


def templates_of(given: object, models: int) -> tuple[TemplateChoice, ...]:
    """The chat template of each model, of which one may be given for all. Raises: InvalidValue."""
    several: list[Any] = list(given) if isinstance(given, list | tuple) else [given]
    if len(several) not in (1, models):
        sentence = f"template lists {len(several)} for {models} models; give one for all of them, or one for each."
        raise InvalidValue(sentence, field="template", subject="template")
    problems = Problems()
    for each in several:
        with problems:
            check_choice(each)
    problems.report()
    return tuple(several * (1 if len(several) == models else models))


def plan_sheet(request: SheetRequest) -> PlannedSheet:
    """The plan of a sheet.

    Raises:
        PlaygroundError: a wrong name or value, with its `field`; an `InvalidRequest` for several.
    """
    problems, plan = Problems(), None
    seeds: tuple[int, ...] = ()
    templates: tuple[TemplateChoice, ...] = ()
    if not request.prompts:
        with problems:
            raise InvalidValue("prompts is empty; a sheet needs at least one.", field="prompts", subject="prompts")
    with problems:
        plan = make_plan(
            STRATEGY if request.strategy is None else request.strategy,
            request.parameters,
            max_new_tokens=request.max_new_tokens,
            order=request.order,
            stop=request.stop,
        )
        seeds = _seeds(request, plan)
    with problems:
        templates = templates_of(list(request.templates), len(request.models))
    problems.report()
    assert plan is not None
    return PlannedSheet(request.models, request.prompts, seeds, plan, templates)


def _seeds(request: SheetRequest, plan: Plan) -> tuple[int, ...]:
    if plan.strategy.sampled:
        return seeds_of(SEEDS) if request.seeds is None else request.seeds
    if request.seeds is not None and len(request.seeds) > 1:
        raise InvalidValue(
            f"{plan.strategy.name} draws nothing, so all seeds give the same answer; leave seeds out, or choose a "
            "strategy that draws, such as sample.",
            field="seeds",
        )
    return ()
