"""`/v1/models`: what can be asked for at once, without a download."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter

from llm_playground.engine.session import Session
from llm_playground.engine.shelf import ModelState
from llm_playground.errors import CheckpointError, unknown
from llm_playground.web.openai.errors import RESPONSES


def make_router(session: Session) -> APIRouter:
    """`GET /models` and `GET /models/{id}`."""
    router, since = APIRouter(responses=RESPONSES), int(time.time())

    def at_hand() -> dict[str, ModelState]:
        return {state.key: state for state in session.models() if state.state != "remote"}

    @router.get("/models")
    def models() -> dict[str, Any]:
        """The models that are on this machine. Those of the catalog that are not are fetched when they are named."""
        return {"object": "list", "data": [_model(state, since) for state in at_hand().values()]}

    @router.get("/models/{id:path}")
    def model(id: str) -> dict[str, Any]:
        """One of them."""
        states = at_hand()
        if why := next((each.why for each in session.broken() if each.name == id), None):
            raise CheckpointError(why, field="model")
        if id not in states:
            raise unknown("model", id, states, field="model")
        return _model(states[id], since)

    return router


def _model(state: ModelState, since: int) -> dict[str, Any]:
    return {
        "id": state.key,
        "object": "model",
        "created": since,
        "owned_by": "llm-playground",
        "max_model_len": state.context_length,
    }
