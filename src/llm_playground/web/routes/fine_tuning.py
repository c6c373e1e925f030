"""A base model that learns to answer while one watches."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse, Response

from llm_playground.engine.fine_tuning import fine_tuning_request
from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, Several
from llm_playground.web.errors import responses
from llm_playground.web.streaming import EventStream, stream_of

STREAM = stream_of(
    "loading (repeated), tuning, look, then trained_step and look (both repeated), then tuned or error. "
    "Closing the connection cancels, and nothing is kept."
)


class TrainingBody(Body):
    """What is asked of every training that is watched."""

    model: ModelName
    prompts: Several[str] = Field(description="One to five texts, which the model is asked one by one.")
    seed: int = Field(0, json_schema_extra={"minimum": 0}, description="Of the order of what it learns from.")


class FineTuneBody(TrainingBody):
    """Some of the arguments of `llm_playground.watch_fine_tuning`."""

    steps: int = Field(200, json_schema_extra={"minimum": 1}, description="Updates of the weights.")


def make_router(session: Session) -> APIRouter:
    """`POST /fine-tune`, which streams events, and `POST /training/stop`."""
    router = APIRouter(responses=responses())

    @router.post("/fine-tune", responses=STREAM, response_class=Response)
    async def fine_tune(body: FineTuneBody) -> Response:
        """A copy of a model is fine-tuned on dialogues: what it answers on the way, and what it forgets."""
        request = fine_tuning_request(body.prompts, body.steps, body.seed)
        return EventStream(partial(session.trainings.start_fine_tuning, body.model, request))

    @router.post("/training/stop")
    def stop() -> JSONResponse:
        """End your training after its next step: it is measured once more, and its copy is kept."""
        return JSONResponse({"stopped": session.trainings.end_early()})

    return router
