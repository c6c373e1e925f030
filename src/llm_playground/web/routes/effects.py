"""What becomes of the next token when a part of a model is missing, or is as on another prompt."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, Prompt, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.routes.inspect import TextBody


class MapBody(TextBody):
    to: Any = Field("zero", description="What takes its place.", json_schema_extra={"enum": ["zero", "mean"]})


class AblateBody(MapBody):
    name: str = Field(description="A head, an MLP, a block or an activation.", examples=["h.1.attn.2", "h.1.mlp"])


class PatchingBody(Body):
    model: ModelName
    base: Prompt
    source: Prompt


def make_router(session: Session) -> APIRouter:
    """`POST /ablate`, `POST /ablation-map` and `POST /patching-map`."""
    router = APIRouter(responses=responses())

    @router.post("/ablate")
    def ablate(body: AblateBody) -> Response:
        """The next token with a part of the model and without it."""
        return RecordResponse(session.ablate(body.model, prompt_of(body.prompt), body.name, body.to))

    @router.post("/ablation-map")
    def ablation_map(body: MapBody) -> Response:
        """What every head and every MLP does for the next token, each switched off by itself."""
        return RecordResponse(session.ablation_map(body.model, prompt_of(body.prompt), body.to))

    @router.post("/patching-map")
    def patching_map(body: PatchingBody) -> Response:
        """A prompt with the stream of another put in its place, at each layer and token."""
        return RecordResponse(session.patching_map(body.model, prompt_of(body.base), prompt_of(body.source)))

    return router
