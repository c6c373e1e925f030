"""The behaviour sheet: many prompts to several models, and the files that are read and written for it."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse, Response

from llm_playground.engine.arena.lanes import LENGTH, seed_of
from llm_playground.engine.behaviour.prompts import bundled_prompts
from llm_playground.engine.behaviour.request import STRATEGY, SheetRequest
from llm_playground.engine.session import Session
from llm_playground.errors import unknown, whole_number
from llm_playground.records.behaviour import SheetPrompt
from llm_playground.sharing.sheets import SHEET_FORMATS, parse_sheet
from llm_playground.web.bodies import Body, Items, ModelName, Named, Setting, Several, TemplateName
from llm_playground.web.errors import responses
from llm_playground.web.streaming import EventStream, stream_of

_STREAM = stream_of(
    "sheet (the sheet, empty yet), loading (repeated), column (a model is there); writing and answered (a cell, and "
    "the rules kept so far), again and again; then filled (the whole sheet) or error. Closing the connection stops it."
)


class PromptsBody(Body):
    """A file of prompts: its name, whose ending says how they are written, and its text."""

    name: str = Field(examples=["prompts.csv"])
    text: str


class SheetBody(Body):
    """The arguments of `llm_playground.behaviour_sheet`; without a file its prompts are those of the package."""

    models: Several[ModelName]
    file: PromptsBody | None = None
    seeds: int | None = Field(None, description="How many answers each prompt gets.", json_schema_extra={"minimum": 1})
    seed: int = Field(0, description="That of the first answer.", json_schema_extra={"minimum": 0})
    strategy: str = STRATEGY
    parameters: Named[Setting] = Field(default_factory=dict)
    templates: Items[TemplateName] = Field(default_factory=list, description="One for all models, or one for each.")
    max_new_tokens: int = Field(LENGTH, json_schema_extra={"minimum": 0})
    order: str | Items[str] | None = None
    stop: str | Items[str] | None = Field(None, description="As for `/api/generate`, of all answers.")


class SaveSheetBody(Body):
    sheet: str = Field(description="The JSON of a sheet, as one text.")
    ending: str = Field(".csv", json_schema_extra={"enum": [*SHEET_FORMATS]})


def make_router(session: Session) -> APIRouter:
    """`POST /behaviour-sheet`, which streams events, `POST /prompts` and `POST /save-sheet`."""
    router = APIRouter(responses=responses())

    def prompts_of(file: PromptsBody | None) -> tuple[SheetPrompt, ...]:
        return bundled_prompts() if file is None else session.read_prompts(file.text, file.name)

    @router.post("/behaviour-sheet", response_class=Response, responses=_STREAM)
    def behaviour_sheet(body: SheetBody) -> Response:
        """What each model answers to each prompt, several times, and which answers keep the rule of theirs."""
        seeds = None
        if body.seeds is not None:
            first = whole_number("seed", body.seed, 0)
            count = whole_number("seeds", body.seeds, 1, session.limits.sheet_seeds)
            seeds = tuple(seed_of(first, number) for number in range(count))
        request = SheetRequest(
            tuple(body.models),
            prompts_of(body.file),
            seeds,
            body.strategy,
            body.parameters,
            tuple(body.templates) or (None,),
            body.max_new_tokens,
            body.order,
            body.stop,
        )
        return EventStream(partial(session.start_sheet, request))

    @router.post("/prompts")
    def prompts(body: PromptsBody) -> JSONResponse:
        """What is in a file of prompts: how many there are, in which groups, and how many of them have a rule."""
        found = prompts_of(body)
        groups = {group: sum(each.group == group for each in found) for group in dict.fromkeys(e.group for e in found)}
        rules = sum(each.expect is not None for each in found)
        return JSONResponse({"prompts": len(found), "groups": groups, "rules": rules})

    @router.post("/save-sheet")
    def save_sheet(body: SaveSheetBody) -> JSONResponse:
        """A sheet as the text of a file: `.csv`, a line an answer; `.html`, a page by itself; `.json`, the record."""
        if body.ending not in SHEET_FORMATS:
            raise unknown("ending", body.ending, SHEET_FORMATS, field="ending")
        return JSONResponse({"text": SHEET_FORMATS[body.ending](parse_sheet(body.sheet))})

    return router
