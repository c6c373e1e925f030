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
from llm_playground.web.shared import Shared


def catalog_of(session: Session) -> dict[str, Any]:
    """What a session offers, as plain data."""
    states = session.models()
    broken = {model.name: model.why for model in session.broken()}
    unread = {state.key: state.why for state in states if not state.reads_text}  # a page asks with texts
    return {
        "default": session.default,
        "models": [asdict(state) for state in states if state.reads_text],
        "rounded": [asdict(state) for state in session.rounded() if state.reads_text],
        "free_memory": session.free_memory,
        "free_disk": session.free_disk,
        "fetching": session.fetching,
        "broken": [{"name": name, "why": why} for name, why in (broken | unread).items()],
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
    shared = Shared(lambda: catalog_of(session))  # a class comes in all at once

    @router.get("/catalog", responses=responses(401, 403, 421, 500))
    def catalog() -> JSONResponse:
        """Models, the same in other numbers than float32, the memory and the disk that are free for them, whether they
        are fetched here, those on this machine that cannot be used; tokenizers, strategies, parameters, limits; the
        version of the server, the schema of a trace; and what who asks is in the class, if there is one.
        """
        who = asker()
        return JSONResponse(shared.get() | {"class": who and ("teacher" if who.is_teacher else "pupil")})

    return router
