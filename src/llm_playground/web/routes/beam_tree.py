"""The tree of a beam search, at the end of a stream that tells how far the search is."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.errors import responses
from llm_playground.web.routes.run import GenerateBody
from llm_playground.web.streaming import EventStream, stream_of

_STREAM = stream_of(
    "loading (repeated), start, beam_step (one a token that it looks ahead), step (one a token of the best text), "
    "ending, then beam_tree; or error. Closing the connection stops the search."
)


class BeamTreeBody(GenerateBody):
    """The arguments of `llm_playground.beam_tree`, as a run of the strategy beam."""

    strategy: str = "beam"


def make_router(session: Session) -> APIRouter:
    """`POST /beam-tree`, which streams events."""
    router = APIRouter(responses=responses() | _STREAM)

    @router.post("/beam-tree", response_class=Response)
    async def beam_tree(body: BeamTreeBody) -> Response:
        """Every candidate of a beam search, what became of it, and greedy decoding beside it."""
        return EventStream(partial(session.start_beam_tree, body.request()))

    return router
