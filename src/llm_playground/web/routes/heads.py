"""All heads of a model side by side."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.routes.inspect import TextBody


def make_router(session: Session) -> APIRouter:
    """`POST /heads`."""
    router = APIRouter(responses=responses())

    @router.post("/heads")
    def heads(body: TextBody) -> Response:
        """Where every head looks on a prompt, one byte a weight, and what its scores are."""
        return RecordResponse(session.heads(body.model, prompt_of(body.prompt)))

    return router
