"""What there is to choose from: the page asks for it first, and builds its controls from it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse

from llm_playground import __version__
from llm_playground.engine.background import asker
from llm_playground.engine.options import options
from llm_playground.engine.session import Session
from llm_playground.engine.tokenizers.lab import tokenizer_options
from llm_playground.records import SCHEMA
from llm_playground.web.errors import responses


def catalog_of(session: Session) -> dict[str, Any]:
    """What a session offers, as plain data."""
    return {
        "default": session.default,
        "models": [asdict(state) for state in session.models()],
        "rounded": [asdict(state) for state in session.rounded()],
        "free_memory": session.free_memory,
        "free_disk": session.free_disk,
        "fetching": session.fetching,
        "broken": [{"name": model.name, "why": model.why} for model in session.broken()],
        "tokenizers": [asdict(state) for state in session.tokenizer_lab.tokenizers.states()],
        **options(),
        **tokenizer_options(),
        "limits": asdict(session.limits),
        "schema": SCHEMA,
        "version": __version__,
    }


def make_router(session: Session) -> APIRouter:
    """`GET /catalog`."""
    router = APIRouter()

    @router.get("/catalog", responses=responses(403, 421, 500))
    def catalog() -> JSONResponse:
        """Models, the same in other numbers than float32, the memory and the disk that are free for them, whether they
        are fetched here, those on this machine that cannot be loaded; tokenizers, strategies, parameters, limits; the
        version of the server, the schema of a trace; and what who asks is in the class, if there is one.
        """
        who = asker()
        return JSONResponse(catalog_of(session) | {"class": who and ("teacher" if who.is_teacher else "pupil")})

    return router
