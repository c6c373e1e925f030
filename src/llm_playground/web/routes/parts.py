"""What opens inside a part of a model: vectors that are alike, positions, the texts of a neuron, temperatures."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.routes.inspect import TextBody


class NeighboursBody(Body):
    model: ModelName
    token: int = Field(description="The id of a token.", json_schema_extra={"minimum": 0})


class TemperaturesBody(TextBody):
    position: int | None = Field(None, description="After which token of the prompt, from 0; null: the last.")


class PositionsBody(TextBody):
    position: int | None = Field(None, description="A token of the prompt, from 0; null: the last.")
    key: int | None = Field(None, description="The token whose key is scored, from 0; null: the one before.")
    layer: int = Field(0, description="From 0.", json_schema_extra={"minimum": 0})
    head: int = Field(0, description="The query head, from 0.", json_schema_extra={"minimum": 0})


class NeuronBody(Body):
    model: ModelName
    layer: int = Field(description="From 0.", json_schema_extra={"minimum": 0})
    index: int = Field(description="A neuron of the layer's MLP, from 0.", json_schema_extra={"minimum": 0})


def make_router(session: Session) -> APIRouter:
    """`POST /neighbours`, `POST /positions`, `POST /neuron` and `POST /temperatures`."""
    router = APIRouter(responses=responses())

    @router.post("/neighbours")
    def neighbours(body: NeighboursBody) -> Response:
        """The tokens whose vectors are most like that of a token."""
        return RecordResponse(session.neighbours(body.model, body.token))

    @router.post("/positions")
    def positions(body: PositionsBody) -> Response:
        """How a model tells where a token of a prompt stands."""
        prompt = prompt_of(body.prompt)
        return RecordResponse(session.positions(body.model, prompt, body.position, body.key, body.layer, body.head))

    @router.post("/neuron")
    def neuron(body: NeuronBody) -> Response:
        """The texts of the corpus on which a neuron fires most."""
        return RecordResponse(session.neuron(body.model, body.layer, body.index))

    @router.post("/temperatures")
    def temperatures(body: TemperaturesBody) -> Response:
        """What may come after a token of a prompt, at every temperature."""
        return RecordResponse(session.temperatures(body.model, prompt_of(body.prompt), body.position))

    return router
