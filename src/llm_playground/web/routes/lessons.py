"""The lessons of the course, for the room Learn. No answer of a learner runs here: exercises are checked in Python."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from llm_playground.course.progress import progress
from llm_playground.course.shown import list_of_lessons, shown_lesson
from llm_playground.engine.session import Session
from llm_playground.web.errors import responses
from llm_playground.web.guard import is_at_this_machine
from llm_playground.web.records import RecordResponse


def make_router(_: Session) -> APIRouter:
    """`GET /lessons`, `GET /lessons/{name}` and `GET /solved`."""
    router = APIRouter(responses=responses())

    @router.get("/lessons")
    def lessons() -> Response:
        """All lessons in their order: titles, aims, steps and the number of exercises."""
        return RecordResponse(list_of_lessons())

    @router.get("/lessons/{name}")
    def lesson(name: str) -> Response:
        """One lesson, step by step: texts and formulas as trees of elements, code with what it gave, exercises."""
        return RecordResponse(shown_lesson(name))

    @router.get("/solved")
    def solved(request: Request) -> JSONResponse:
        """Which exercises the learner at this machine has solved in Python; null for anybody else."""
        if not is_at_this_machine(request):
            return JSONResponse({"solved": None})
        return JSONResponse({"solved": [row.exercise for row in progress().rows if row.passed]})

    return router
