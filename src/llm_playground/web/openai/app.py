"""The addresses under /v1 as one application."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from llm_playground import __version__
from llm_playground.engine.session import Session
from llm_playground.errors import PlaygroundError
from llm_playground.web.openai import chat, completions, models
from llm_playground.web.openai.errors import of_bug, of_http, of_playground, of_validation
from llm_playground.web.openai.key import Key, Locked


def make_openai(session: Session, key: Key) -> ASGIApp:
    """`/models`, `/completions` and `/chat/completions` of `session`, for those who have the `key`."""
    api = FastAPI(
        title="LLM Playground, for programs",
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
    for make_router in (models.make_router, completions.make_router, chat.make_router):
        api.include_router(make_router(session))
    return Locked(api, key)
