"""What a model would say at each layer, and what wrote the logit of its answer."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.routes.inspect import TextBody


class LensBody(TextBody):
    kind: str = Field("logit", json_schema_extra={"enum": ["logit", "linear", "jacobian"]})


class CommitmentBody(LensBody):
    max_new_tokens: int = Field(
        24, json_schema_extra={"minimum": 0}, description="Generated after the prompt, greedily."
    )


class AttributionBody(TextBody):
    token: int | str | None = Field(None, description="An id, or a text that is one token; null: the likeliest.")
    against: int | str | None = Field(None, description="Another token, whose logit is taken away.")
    position: int | None = Field(None, description="After which token of the prompt, from 0; null: the last.")


def make_router(session: Session) -> APIRouter:
    """`POST /lens`, `POST /commitment` and `POST /attribution`."""
    router = APIRouter(responses=responses())

    @router.post("/lens")
    def lens(body: LensBody) -> Response:
        """The likeliest next tokens at each layer, after each of the last tokens of a prompt."""
        return RecordResponse(session.lens(body.model, prompt_of(body.prompt), body.kind))

    @router.post("/commitment")
    def commitment(body: CommitmentBody) -> Response:
        """From which layer on the model would say each token of a prompt and of its own continuation."""
        return RecordResponse(session.commitment(body.model, prompt_of(body.prompt), body.max_new_tokens, body.kind))

    @router.post("/attribution")
    def attribution(body: AttributionBody) -> Response:
        """The logit of a next token as the sum of what each part of the model wrote towards it."""
        prompt = prompt_of(body.prompt)
        return RecordResponse(session.attribution(body.model, prompt, body.token, body.against, body.position))

    return router
