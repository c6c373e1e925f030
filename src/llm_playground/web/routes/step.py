"""One step of a run, computed by itself: asked again whenever a slider moves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.engine.step import Place
from llm_playground.web.bodies import MOST_IDS, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse
from llm_playground.web.routes.run import ChoosingBody


class StepBody(ChoosingBody):
    """The arguments of `llm_playground.step`."""

    taken: Annotated[list[int], Field(max_length=MOST_IDS, fail_fast=True)] = Field(
        default_factory=list, description="The token ids that came after the prompt."
    )
    chances: Annotated[list[float], Field(max_length=MOST_IDS, fail_fast=True)] = Field(
        default_factory=list, description="The probability with which each of these was drawn, of those that were."
    )
    u: float | None = Field(
        None,
        description="Draws the token; null: the number that the seed has for this step.",
        json_schema_extra={"minimum": 0, "exclusiveMaximum": 1},
    )
    token: int | None = Field(None, description="Is taken in place of what the strategy would choose.")


def make_router(session: Session) -> APIRouter:
    """`POST /step`."""
    router = APIRouter(responses=responses())

    @router.post("/step")
    def step(body: StepBody) -> Response:
        """The next token of a text: its distribution at every stage of the strategy, and which one is drawn."""
        request = RunRequest(
            body.model,
            prompt_of(body.prompt),
            body.strategy,
            body.parameters,
            0,
            body.seed,
            body.top,
            body.order,
            stop=body.stop,
        )
        place = Place(tuple(body.taken), tuple(body.chances), body.u, body.token)
        return RecordResponse(session.step(request, place))

    return router
