"""A text whose tokens a draft model proposes, at the end of a stream that tells each round."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.drafting import MOST_DRAFT_TOKENS, NUM_DRAFT_TOKENS
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.web.bodies import ModelName, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.routes.run import ChoosingBody, new_tokens_field
from llm_playground.web.streaming import EventStream, stream_of

_STREAM = stream_of(
    "loading (repeated), start, round (one a pass of the model), then speculation or error. Closing the connection "
    "stops the run."
)


class SpeculationBody(ChoosingBody):
    """The arguments of `llm_playground.speculate`."""

    draft: ModelName
    num_draft_tokens: int = Field(NUM_DRAFT_TOKENS, json_schema_extra={"minimum": 1, "maximum": MOST_DRAFT_TOKENS})
    max_new_tokens: int = new_tokens_field()


def make_router(session: Session) -> APIRouter:
    """`POST /speculation`, which streams events."""
    router = APIRouter(responses=responses() | _STREAM)

    @router.post("/speculation", response_class=Response)
    async def speculation(body: SpeculationBody) -> Response:
        """Speculative decoding: what a draft model proposed, what was accepted, and the text."""
        request = RunRequest(
            body.model,
            prompt_of(body.prompt),
            body.strategy,
            body.parameters,
            body.max_new_tokens,
            body.seed,
            body.top,
            body.order,
            stop=body.stop,
        )
        return EventStream(partial(session.start_speculation, request, body.draft, body.num_draft_tokens))

    return router
