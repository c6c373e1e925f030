"""The HTTP interface, under /api: the routes of every room, and one form for all errors."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from llm_playground import __version__
from llm_playground.engine.session import Session
from llm_playground.errors import PlaygroundError
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.classroom.routes import make_router as make_class_router
from llm_playground.web.errors import of_bug, of_http, of_playground, of_validation
from llm_playground.web.routes import ROUTERS


def make_api(session: Session, classroom: Classroom | None = None) -> FastAPI:
    """An application of the routes in `ROUTERS`, all of which use `session`, and of those of a class, if there is one;
    its schema is at /openapi.json.
    """
    api = FastAPI(
        title="LLM Playground",
        version=__version__,
        docs_url=None,  # these pages would fetch their scripts from the network
        redoc_url=None,
        exception_handlers={
            PlaygroundError: of_playground,
            RequestValidationError: of_validation,
            HTTPException: of_http,
            Exception: of_bug,
        },
    )
    for make_router in ROUTERS:
        api.include_router(make_router(session))
    if classroom is not None:
        api.include_router(make_class_router(session, classroom))
    return api
