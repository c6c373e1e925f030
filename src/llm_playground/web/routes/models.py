"""What becomes of models: fetched from the hub, which is watched and can be cancelled, and unloaded again."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName
from llm_playground.web.errors import responses
from llm_playground.web.streaming import EventStream, stream_of

_STREAM = stream_of(
    "fetching (repeated), then fetched or error. "
    "Closing the connection does not stop the fetch: it can be watched again."
)


class ModelBody(Body):
    model: ModelName


def make_router(session: Session) -> APIRouter:
    """`POST /fetch`, which streams events, `POST /fetch/cancel` and `POST /unload`."""
    router = APIRouter(responses=responses())

    @router.post("/fetch", response_class=Response, responses=_STREAM)
    async def fetch(body: ModelBody) -> Response:
        """Fetch a model, or watch the fetch that is under way."""
        return EventStream(partial(session.start_fetch, body.model))

    @router.post("/fetch/cancel")
    def cancel(body: ModelBody) -> JSONResponse:
        """Stop a fetch; what has come is kept, and the next one goes on there."""
        return JSONResponse({"cancelled": session.cancel_fetch(body.model)})

    @router.post("/unload")
    def unload(body: ModelBody) -> JSONResponse:
        """Free the memory that a model takes."""
        return JSONResponse({"unloaded": session.unload(body.model)})

    return router
