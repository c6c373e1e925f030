"""The addresses under /api, one module for each room of the page, with the bodies of its requests.

A new room of the page puts a module here, and its `make_router` into the table below.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from llm_playground.engine.session import Session
from llm_playground.web.routes import (
    arena,
    beam_tree,
    behaviour_sheet,
    catalog,
    changed,
    compare_models,
    effects,
    features,
    fine_tuning,
    guess,
    heads,
    inspect,
    lens,
    lessons,
    models,
    parts,
    preference,
    prompt,
    quiz,
    run,
    score,
    sharing,
    speculation,
    spell,
    step,
    tokenizers,
)

ROUTERS: tuple[Callable[[Session], APIRouter], ...] = (
    catalog.make_router,
    prompt.make_router,
    models.make_router,
    run.make_router,
    arena.make_router,
    beam_tree.make_router,
    score.make_router,
    compare_models.make_router,
    changed.make_router,
    fine_tuning.make_router,
    preference.make_router,
    behaviour_sheet.make_router,
    guess.make_router,
    step.make_router,
    speculation.make_router,
    spell.make_router,
    sharing.make_router,
    inspect.make_router,
    heads.make_router,
    lens.make_router,
    effects.make_router,
    parts.make_router,
    features.make_router,
    tokenizers.make_router,
    lessons.make_router,
    quiz.make_router,
)
