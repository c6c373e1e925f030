"""Runs to keep and runs that were kept: the server checks them and writes what they make, and keeps nothing of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse, Response

from llm_playground.engine.request import check_length
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue, Problems, unknown
from llm_playground.records import Trace
from llm_playground.sharing.checking import parse_trace
from llm_playground.sharing.difference import diff
from llm_playground.sharing.saving import FORMATS
from llm_playground.web.bodies import Body
from llm_playground.web.errors import responses
from llm_playground.web.records import RecordResponse

TraceText = Annotated[str, Field(description="The JSON of a trace, as one text.")]


class SaveBody(Body):
    trace: TraceText
    ending: str = Field(".html", json_schema_extra={"enum": [*FORMATS]})


class TraceBody(Body):
    trace: TraceText


class DiffBody(Body):
    a: TraceText
    b: TraceText


def make_router(session: Session) -> APIRouter:
    """`POST /save`, `POST /trace` and `POST /diff`."""
    router = APIRouter(responses=responses())

    def read(text: str, field: str) -> Trace:
        """A trace from outside.

        Raises:
            InvalidValue: with the field `field`.
        """
        try:
            trace = parse_trace(text)
        except InvalidValue as error:
            raise InvalidValue(str(error), field=field) from error
        check_length(field, len(trace.steps), session.limits.max_new_tokens, "tokens")
        return trace

    @router.post("/save")
    def save(body: SaveBody) -> JSONResponse:
        """A run as the text of a file: `.json`, the record; `.html`, a page by itself; `.py`, a program."""
        if body.ending not in FORMATS:
            raise unknown("ending", body.ending, FORMATS, field="ending")
        return JSONResponse({"text": FORMATS[body.ending](read(body.trace, "trace"))})

    @router.post("/trace")
    def trace(body: TraceBody) -> Response:
        """A run that was saved as `.json`, if it is one."""
        return RecordResponse(read(body.trace, "trace"))

    @router.post("/diff")
    def difference(body: DiffBody) -> Response:
        """Two saved runs side by side."""
        problems, traces = Problems(), []
        for field, text in (("a", body.a), ("b", body.b)):
            with problems:
                traces.append(read(text, field))
        problems.report()
        return RecordResponse(diff(*traces))

    return router
