"""All heads of a model side by side, and what one of them looks at."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.routes.inspect import TextBody


class HeadBody(Body):
    model: ModelName
    layer: int = Field(0, description="From 0.", json_schema_extra={"minimum": 0})
    head: int = Field(0, description="A query head, from 0.", json_schema_extra={"minimum": 0})


def make_router(session: Session) -> APIRouter:
    """`POST /heads` and `POST /head-examples`."""
    router = APIRouter(responses=responses())

    @router.post("/heads")
    def heads(body: TextBody) -> Response:
        """Where every head looks on a prompt, one byte a weight, and what its scores are."""
        return RecordResponse(session.heads(body.model, prompt_of(body.prompt)))

    @router.post("/head-examples")
    def head_examples(body: HeadBody) -> Response:
        """Which tokens a head cares for most in texts of the story world, with examples."""
        return RecordResponse(session.head_examples(body.model, body.layer, body.head))

    return router
