"""A finished run as a file to keep: the server checks and writes it, and keeps nothing of it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse

from llm_playground.engine.session import Session
from llm_playground.errors import unknown
from llm_playground.records import Trace
from llm_playground.sharing.saving import FORMATS
from llm_playground.web.bodies import Body
from llm_playground.web.errors import responses


class SaveBody(Body):
    trace: str = Field(description="The JSON of a trace, as one text.")
    ending: str = Field(".html", json_schema_extra={"enum": [*FORMATS]})


def make_router(session: Session) -> APIRouter:
    """`POST /save`."""
    router = APIRouter(responses=responses())

    @router.post("/save")
    def save(body: SaveBody) -> JSONResponse:
        """A run as the text of a file: `.json`, the record; `.html`, a page by itself; `.py`, a program."""
        if body.ending not in FORMATS:
            raise unknown("ending", body.ending, FORMATS, field="ending")
        return JSONResponse({"text": FORMATS[body.ending](Trace.from_json(body.trace))})

    return router
