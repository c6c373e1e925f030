"""The lessons of the course, for the room Learn. No answer of a learner runs here: exercises are checked in Python."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from llm_playground.course.shown import list_of_lessons, shown_lesson
from llm_playground.engine.session import Session
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse


def make_router(_: Session) -> APIRouter:
    """`GET /lessons` and `GET /lessons/{name}`."""
    router = APIRouter(responses=responses())

    @router.get("/lessons")
    def lessons() -> Response:
        """All lessons in their order: titles, aims, steps and the number of exercises."""
        return RecordResponse(list_of_lessons())

    @router.get("/lessons/{name}")
    def lesson(name: str) -> Response:
        """One lesson, step by step: texts and formulas as trees of elements, code with what it gave, exercises."""
        return RecordResponse(shown_lesson(name))

    return router
