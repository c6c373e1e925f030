"""A look inside a model."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, Prompt, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.streaming import EventStream, stream_of

_STREAM = stream_of("loading, quantizing (both repeated), then quantized or error. Closing the connection cancels.")


class AnatomyBody(Body):
    model: ModelName


class ArchitecturesBody(Body):
    model: ModelName
    other: ModelName


class TextBody(Body):
    model: ModelName
    prompt: Prompt


class InspectBody(TextBody):
    layer: int = Field(0, description="From 0.", json_schema_extra={"minimum": 0})
    head: int = Field(0, description="The query head to be shown first, from 0.", json_schema_extra={"minimum": 0})


Position = Annotated[int | None, Field(description="A token of the prompt, from 0; null: the last.")]


class ForwardPassBody(TextBody):
    position: Position = None


class QuantizeBody(TextBody):
    max_new_tokens: int = Field(
        24, json_schema_extra={"minimum": 0}, description="Generated after the prompt, greedily."
    )


class WorkingsBody(InspectBody):
    position: Position = None


def make_router(session: Session) -> APIRouter:
    """`POST /inspect`, `/vectors`, `/forward-pass`, `/workings`, `/anatomy`, `/costs`, `/quantize` and
    `/architectures`."""
    router = APIRouter(responses=responses())

    @router.post("/inspect")
    def inspect(body: InspectBody) -> Response:
        """A model at work on a prompt: its tokens, the attention of a layer's heads, and what it expects next."""
        return RecordResponse(session.inspect(body.model, prompt_of(body.prompt), body.layer, body.head))

    @router.post("/vectors")
    def vectors(body: TextBody) -> Response:
        """The vectors with which the tokens of a prompt enter the model: the first numbers of each."""
        return RecordResponse(session.vectors(body.model, prompt_of(body.prompt)))

    @router.post("/forward-pass")
    def forward_pass(body: ForwardPassBody) -> Response:
        """One token of a prompt on its way through the whole model: the residual stream between all parts."""
        return RecordResponse(session.forward_pass(body.model, prompt_of(body.prompt), body.position))

    @router.post("/workings")
    def workings(body: WorkingsBody) -> Response:
        """The arithmetic of one token of a prompt in one block and one head, number by number."""
        prompt = prompt_of(body.prompt)
        return RecordResponse(session.workings(body.model, prompt, body.position, body.layer, body.head))

    @router.post("/anatomy")
    def anatomy(body: AnatomyBody) -> Response:
        """The parts of a model, with their shapes."""
        return RecordResponse(session.anatomy(body.model))

    @router.post("/costs")
    def costs(body: TextBody) -> Response:
        """What the next token of a prompt costs, and how memory and arithmetic grow with the text."""
        return RecordResponse(session.costs(body.model, prompt_of(body.prompt)))

    @router.post("/quantize", responses=_STREAM, response_class=Response)
    async def quantize(body: QuantizeBody) -> Response:
        """The weights of a model stored in fewer bits, type by type, and what it says then along a prompt and on."""
        asked = body.model, prompt_of(body.prompt), body.max_new_tokens
        return EventStream(partial(session.start_quantizing, *asked))

    @router.post("/architectures")
    def architectures(body: ArchitecturesBody) -> Response:
        """How two models are built, part by part; those of the catalog are not fetched for this."""
        return RecordResponse(session.compare_architectures(body.model, body.other))

    return router
