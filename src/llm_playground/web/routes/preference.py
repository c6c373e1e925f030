"""A chat model that learns to prefer one kind of answer."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.preference import preference_request
from llm_playground.engine.session import Session
from llm_playground.web.errors import responses
from llm_playground.web.routes.fine_tuning import STREAM, TrainingBody
from llm_playground.web.streaming import EventStream


class PreferBody(TrainingBody):
    """Some of the arguments of `llm_playground.watch_preference_training`."""

    preference: str = Field("right_sums", max_length=100, description="right_sums or short_stories.")
    steps: int = Field(60, json_schema_extra={"minimum": 1}, description="Updates of the weights, of 8 pairs each.")
    beta: float = Field(0.1, description="How dear it is to leave the reference, above 0, up to 10.")


def make_router(session: Session) -> APIRouter:
    """`POST /prefer`."""
    router = APIRouter(responses=responses())

    @router.post("/prefer", responses=STREAM, response_class=Response)
    async def prefer(body: PreferBody) -> Response:
        """A copy of a model learns by DPO to prefer one kind of answer: how far it goes, and what it answers then."""
        request = preference_request(body.preference, body.prompts, body.steps, body.beta, body.seed)
        return EventStream(partial(session.trainings.start_preference_training, body.model, request))

    return router
