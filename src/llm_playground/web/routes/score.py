"""How probable a model finds a text."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, Prompt, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse


class ScoreBody(Body):
    model: ModelName
    text: str
    prompt: Prompt | None = Field(None, description="What the model reads before the text; null: nothing.")
    stride: int | None = Field(
        None,
        description="Tokens by which the window moves; null: half the context.",
        json_schema_extra={"minimum": 1},
    )


class TruthBody(Body):
    model: ModelName
    text: str | None = Field(None, description="null: a new story.")
    seed: int | None = Field(None, description="Of the new story; null: any.", json_schema_extra={"minimum": 0})


def make_router(session: Session) -> APIRouter:
    """`POST /score` and `POST /truth`."""
    router = APIRouter(responses=responses())

    @router.post("/score")
    def score(body: ScoreBody) -> Response:
        """Each token of a text by its probability and rank, and the text as a whole."""
        prompt = None if body.prompt is None else prompt_of(body.prompt)
        return RecordResponse(session.score(body.model, body.text, prompt, body.stride))

    @router.post("/truth")
    def truth(body: TruthBody) -> Response:
        """A model's next-token distributions beside the true ones, along a text of the story world."""
        return RecordResponse(session.truth(body.model, body.text, body.seed))

    return router
