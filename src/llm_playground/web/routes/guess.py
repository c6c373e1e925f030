"""The next-token game."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, Items, ModelName
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse


class GuessBody(Body):
    option: int = Field(description="From 0; the last one is any other token.", json_schema_extra={"minimum": 0})
    sure: float = Field(description="The probability that is put on it.", json_schema_extra={"maximum": 0.99})


class GameBody(Body):
    model: ModelName
    seed: int = Field(description="Of the game.", json_schema_extra={"minimum": 0})
    guesses: Items[GuessBody] = Field([], description="Those made so far.")


def make_router(session: Session) -> APIRouter:
    """`POST /guess`."""
    router = APIRouter(responses=responses())

    @router.post("/guess")
    def guess(body: GameBody) -> Response:
        """A game after some guesses: what came, what the model and the truth thought of it, and the next question."""
        guesses = [(each.option, each.sure) for each in body.guesses]
        return RecordResponse(session.guess(body.model, body.seed, guesses))

    return router
