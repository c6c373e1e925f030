"""What fine-tuning changed inside a model, of it and what was trained from it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, ModelName, Prompt, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse


class TwinsBody(Body):
    """A base model, and what was trained from it."""

    model: ModelName
    tuned: ModelName


class TwinsTextBody(TwinsBody):
    prompt: Prompt


class CrossPatchingBody(TwinsTextBody):
    n_answered: int = Field(
        0,
        description="So many tokens of the tuned model's answer are read behind the prompt.",
        json_schema_extra={"minimum": 0},
    )


def make_router(session: Session) -> APIRouter:
    """`POST /built-alike`, `/weight-change`, `/weight-path`, `/cross-patching-map` and `/low-rank-change`."""
    router = APIRouter(responses=responses())

    @router.post("/built-alike")
    def built_alike(body: TwinsBody) -> Response:
        """Whether the two are built alike, which all else here needs: an empty `why`, or why not."""
        return RecordResponse(session.built_alike(body.model, body.tuned))

    @router.post("/weight-change")
    def weight_change(body: TwinsBody) -> Response:
        """How far training has moved each matrix."""
        return RecordResponse(session.weight_change(body.model, body.tuned))

    @router.post("/weight-path")
    def weight_path(body: TwinsTextBody) -> Response:
        """What the models say on the straight line between the two, and beyond."""
        return RecordResponse(session.weight_path(body.model, body.tuned, prompt_of(body.prompt)))

    @router.post("/cross-patching-map")
    def cross_patching_map(body: CrossPatchingBody) -> Response:
        """Which heads and MLPs carry what training has changed in the next token."""
        prompt = prompt_of(body.prompt)
        return RecordResponse(session.cross_patching_map(body.model, body.tuned, prompt, body.n_answered))

    @router.post("/low-rank-change")
    def low_rank_change(body: TwinsTextBody) -> Response:
        """How much of what training has changed fits into a low rank."""
        return RecordResponse(session.low_rank_change(body.model, body.tuned, prompt_of(body.prompt)))

    return router
