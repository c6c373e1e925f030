"""Texts that set a warper as tokens: asked while somebody types them."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, Items, ModelName
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse


class SpellBody(Body):
    model: ModelName
    parameter: str = Field(description="Such as banned_words, whose texts are words, or logit_bias, whose are tokens.")
    texts: Items[str | Items[int]]


def make_router(session: Session) -> APIRouter:
    """`POST /spell`."""
    router = APIRouter(responses=responses())

    @router.post("/spell")
    def spell(body: SpellBody) -> Response:
        """Which tokens of a model the texts of a parameter are; the weights are not needed."""
        texts = [text if isinstance(text, str) else tuple(text) for text in body.texts]
        return RecordResponse(session.spell(body.model, body.parameter, texts))

    return router
