"""A sheet as a session fills it: within limits, with models by name, event by event."""

from __future__ import annotations

from collections.abc import Generator

from llm_playground.engine.arena.lanes import Model
from llm_playground.engine.behaviour.request import PlannedSheet, SheetRequest, plan_sheet
from llm_playground.engine.events import Event, Loading
from llm_playground.engine.request import Limits, check_at_most, check_count, check_length, check_stop, check_texts
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue, Problems
from llm_playground.models.seam import LanguageModel


def check_sheet(request: SheetRequest, limits: Limits) -> PlannedSheet:
    """The plan of a request; refuse what could not run, or would take too long.

    Raises:
        PlaygroundError: with the wrong value as its `field`; an `InvalidRequest` if several are wrong.
    """
    check_count("models", len(request.models), limits.sheet_models)
    check_count("prompts", len(request.prompts), limits.sheet_prompts)
    problems = Problems()
    with problems:
        check_stop(request.stop, limits)
    with problems:
        check_texts(request.parameters, limits)
    with problems:
        check_length(
            "prompts", sum(len(text) for each in request.prompts for text in each.said), limits.text_characters
        )
    with problems:
        planned = plan_sheet(request)
    problems.report()
    check_at_most("max_new_tokens", planned.plan.max_new_tokens, limits.max_new_tokens)
    check_at_most("parameters.num_beams", int(str(request.parameters.get("num_beams") or 1)), limits.num_beams)
    check_at_most("seeds", len(planned.seeds), limits.sheet_seeds)
    answers = len(planned.models) * len(planned.prompts) * len(planned.plans)
    if answers > limits.sheet_answers:
        raise InvalidValue(
            f"This sheet asks for {answers:,} answers; here it may be at most {limits.sheet_answers:,}. Take fewer "
            "prompts, models or seeds.",
            field="seeds",
        )
    return planned


def watch_sheet(planned: PlannedSheet) -> Generator[Event, None, None]:
    """A sheet that was checked, event by event; closing the generator ends all its runs. Raises: as `run_sheet`."""
    from llm_playground.engine.behaviour.running import run_sheet  # imported now: it brings what computes

    yield (yield from run_sheet(planned, _coming))


def _coming(model: Model) -> Generator[Loading, None, LanguageModel]:
    return (yield from SHELF.coming(str(model)))
