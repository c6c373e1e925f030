"""Generating: one run, or several side by side, each streamed token by token."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from llm_playground.engine.options import options
from llm_playground.engine.request import RunRequest
from llm_playground.engine.session import Session
from llm_playground.records import Taken
from llm_playground.web.bodies import (
    Body,
    Items,
    ModelName,
    Named,
    Prompt,
    Setting,
    Several,
    TemplateName,
    TemplateOptions,
    prompt_of,
)
from llm_playground.web.errors import responses
from llm_playground.web.streaming import EventStream, event_with_lane, stream_of

_OPTIONS = options()
_ROWS = {row["name"]: row for row in _OPTIONS["parameters"]}
_STREAM = stream_of(
    "loading (repeated), start, beam_step (beam search only, one a token that it looks ahead), step (one a token), "
    "then done or error. "
    "Closing the connection stops the run."
)


def new_tokens_field() -> Any:
    """How long a text may become."""
    return Field(_ROWS["max_new_tokens"]["default"], json_schema_extra={"minimum": 0})


class TakenBody(Body):
    """A token of another text: its id, and the probability with which it was drawn, or null."""

    id: int
    chance: float | None = None


class ChoosingBody(Body):
    """How the tokens that come after a prompt are chosen."""

    model: ModelName
    prompt: Prompt
    strategy: str = Field("greedy", json_schema_extra={"enum": [each["name"] for each in _OPTIONS["strategies"]]})
    parameters: Named[Setting] = Field(
        default_factory=dict,
        description="; ".join(f"{each['name']}: {each['legal']}" for each in _OPTIONS["parameters"]),
    )
    seed: Annotated[int, Field(json_schema_extra={"minimum": 0, "maximum": _ROWS["seed"]["highest"]})] | None = None
    order: str | Items[str] | None = Field(
        None,
        description="In which order the warpers are applied: a preset that `/api/catalog` lists, or the names of the "
        "warpers, first to last.",
    )
    stop: str | Items[str] | None = Field(
        None, description="The text ends before the first of these that would come in it: a text, or several."
    )
    top: int = Field(
        10, description="How many candidates each stage of a step lists.", json_schema_extra={"minimum": 1}
    )


class GenerateBody(ChoosingBody):
    """The arguments of `llm_playground.generate`."""

    max_new_tokens: int = new_tokens_field()
    taken: Items[TakenBody] = Field(
        default_factory=list,
        description="For a branch: the tokens of another text after which this one goes on, counted in max_new_tokens.",
    )
    token: int | str | None = Field(
        None, description="For a branch: what comes next whatever its probability, as an id or a text."
    )
    template: TemplateName = None
    template_options: TemplateOptions

    def request(self) -> RunRequest:
        return RunRequest(
            self.model,
            prompt_of(self.prompt),
            self.strategy,
            self.parameters,
            self.max_new_tokens,
            self.seed,
            self.top,
            self.order,
            [Taken(each.id, each.chance) for each in self.taken],
            self.token,
            self.stop,
            self.template,
            self.template_options,
        )


class CompareBody(Body):
    runs: Several[GenerateBody] = Field(description="One a lane.")


def make_router(session: Session) -> APIRouter:
    """`POST /generate` and `POST /compare`, which stream events."""
    router = APIRouter(responses=responses() | _STREAM)

    @router.post("/generate", response_class=Response)
    async def generate(body: GenerateBody) -> Response:
        """A text, one token at a time, with all that led to each."""
        return EventStream(partial(session.start, [body.request()]))

    @router.post("/compare", response_class=Response)
    async def compare(body: CompareBody) -> Response:
        """Several runs side by side; each event says its `lane`."""
        requests = [run.request() for run in body.runs]
        return EventStream(partial(session.start, requests), lanes=len(requests), encode=event_with_lane)

    return router
