"""The arena: one prompt in several lanes, all of a model in one batched pass a token."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.arena.lanes import LENGTH, ArenaRequest, LaneRequest
from llm_playground.engine.arena.sweeping import REPEATS, SweepRequest
from llm_playground.engine.options import options
from llm_playground.engine.session import Session
from llm_playground.web.bodies import Body, Items, ModelName, Named, Prompt, Setting, Several, TemplateName, prompt_of
from llm_playground.web.errors import responses
from llm_playground.web.streaming import EventStream, event_of_point, event_of_text, stream_of

_STREAM = stream_of(
    "loading (repeated), arena (the names of the lanes); then start, beam_step, step and ending of each text, with its "
    "`lane` and `repeat`; lane_error for a lane that cannot go on; then lanes (marks and measures) or error. Closing "
    "the connection stops all runs."
)
Seed = Annotated[int, Field(json_schema_extra={"minimum": 0})]


class LaneBody(Body):
    """One lane: what is left out is that of the arena."""

    model: ModelName | None = None
    strategy: str = Field("greedy", json_schema_extra={"enum": [each["name"] for each in options()["strategies"]]})
    parameters: Named[Setting] = Field(default_factory=dict)
    seed: Seed | None = None
    order: str | Items[str] | None = None
    template: TemplateName = None
    name: str | None = None


class ArenaBody(Body):
    """The arguments of `llm_playground.compare`."""

    prompt: Prompt
    lanes: Several[LaneBody]
    model: ModelName
    max_new_tokens: int = Field(LENGTH, json_schema_extra={"minimum": 0})
    repeats: int = Field(1, description="How many texts each lane makes.", json_schema_extra={"minimum": 1})
    seed: Seed | None = Field(None, description="Of the first text of each lane that draws and names none itself.")
    stop: str | Items[str] | None = Field(None, description="As for `/api/generate`, of all texts.")
    top: int = Field(10, description="How many candidates each stage lists.", json_schema_extra={"minimum": 1})

    def request(self) -> ArenaRequest:
        lanes = tuple(LaneRequest(**lane.model_dump()) for lane in self.lanes)
        return ArenaRequest(
            prompt_of(self.prompt), lanes, self.model, self.max_new_tokens, self.repeats, self.seed, self.top, self.stop
        )


class SweepBody(Body):
    """The arguments of `llm_playground.sweep`: one `parameter` at several `values`, the others at one each."""

    prompt: Prompt
    model: ModelName
    parameter: str = Field(examples=["temperature"])
    values: Several[int | float | bool | str]
    parameters: Named[int | float | bool | str | None] = Field(default_factory=dict)
    max_new_tokens: int = Field(LENGTH, json_schema_extra={"minimum": 0})
    repeats: int = Field(REPEATS, description="How many texts at each value.", json_schema_extra={"minimum": 1})
    seed: Seed | None = Field(None, description="Of the first text at each value.")
    stop: str | Items[str] | None = Field(None, description="As for `/api/generate`, of all texts.")

    def request(self) -> SweepRequest:
        return SweepRequest(prompt_of(self.prompt), **self.model_dump(exclude={"prompt"}))


def make_router(session: Session) -> APIRouter:
    """`POST /arena` and `POST /sweep`, which stream events."""
    router = APIRouter(responses=responses() | _STREAM)

    @router.post("/sweep", response_class=Response)
    async def sweep(body: SweepBody) -> Response:
        """Several texts at each value of one parameter, with their measures; steps come without distributions."""
        return EventStream(partial(session.start_sweep, body.request()), encode=event_of_point)

    @router.post("/arena", response_class=Response)
    async def arena(body: ArenaBody) -> Response:
        """Several strategies, models or seeds on one prompt, side by side, with their measures."""
        return EventStream(partial(session.start_arena, body.request()), encode=event_of_text)

    return router
