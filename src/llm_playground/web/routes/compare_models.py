"""What two models make of one text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import MOST_IDS, Body, Items, ModelName, Prompt, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse


class CompareModelsBody(Body):
    """The arguments of `llm_playground.compare_models`."""

    model: ModelName
    other: ModelName
    text: str | Annotated[list[int], Field(max_length=MOST_IDS, fail_fast=True)]
    prompt: Prompt | None = Field(None, description="What both read before the text; null: nothing.")
    template: bool | Items[bool | str | None] | None = Field(
        None,
        description="Whether the prompt stands in a chat template; null: for each model as it is asked. Or a list of "
        "two choices, one a model, as for `/api/prompt`.",
    )


def make_router(session: Session) -> APIRouter:
    """`POST /compare-models`."""
    router = APIRouter(responses=responses())

    @router.post("/compare-models")
    def compare_models(body: CompareModelsBody) -> Response:
        """Two models on one text: token by token where they have one vocabulary, along the characters where not."""
        prompt = None if body.prompt is None else prompt_of(body.prompt)
        return RecordResponse(session.compare_models(body.model, body.other, body.text, prompt, body.template))

    return router
