"""The rule of growth: a room of the page brings its addresses by one module and one row in a table."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from starlette.responses import Response
from starlette.types import ASGIApp

from llm_playground.engine.events import Done, Event, Start
from llm_playground.engine.session import Session
from llm_playground.errors import InvalidValue
from llm_playground.web import api as api_module
from llm_playground.web.app import make_app
from llm_playground.web.bodies import Body, Several
from llm_playground.web.errors import responses
from llm_playground.web.routes import ROUTERS
from llm_playground.web.streaming import EventStream


class DiceBody(Body):
    sides: Several[int]


def make_router(session: Session) -> APIRouter:
    router = APIRouter(responses=responses())

    @router.post("/dice")
    def dice(body: DiceBody) -> Response:
        """A room as another developer would write it."""
        if min(body.sides) < 1:
            raise InvalidValue("A die needs a side.", field="sides")
        return Response(f"{len(session.models())} {sum(body.sides)}")

    return router


def ask(app: ASGIApp, method: str, path: str, body: Any = None) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, json=body)

    return asyncio.run(asked())


def test_a_room_is_one_module_and_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_module, "ROUTERS", (*ROUTERS, make_router))
    app = make_app(Session())
    assert ask(app, "POST", "/api/dice", {"sides": [6, 6]}).text.endswith(" 12")
    refusals = [
        ask(app, "POST", "/api/dice", body) for body in ({"sides": [0]}, {"sides": "6"}, {"sides": [6], "x": 1}, {})
    ]
    codes = [answer.json()["error"]["code"] for answer in refusals]
    assert codes == ["invalid_value", "invalid_value", "unknown_field", "missing_field"]
    described = ask(app, "GET", "/api/openapi.json").json()["paths"]["/dice"]["post"]
    assert {"200", "422", "429"} <= described["responses"].keys()
    assert ask(app, "GET", "/api/catalog").status_code == 200


def test_every_row_of_the_table_brings_addresses_of_its_own() -> None:
    paths = [{route.path for route in make(Session()).routes} for make in ROUTERS]  # type: ignore[attr-defined]
    assert all(paths)
    assert len(set.union(*paths)) == sum(map(len, paths))


def test_another_format_of_a_stream_is_one_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """As another program's clients would have it: only texts, and a word at the end."""

    def as_lines(_: int, event: Event) -> bytes:
        if isinstance(event, Done):
            return b"data: [DONE]\n\n"
        return b"" if isinstance(event, Start) or not hasattr(event, "text") else f"data: {event.text}\n\n".encode()

    def make_stream(session: Session) -> APIRouter:
        from llm_playground.engine.request import RunRequest

        router = APIRouter()

        @router.post("/lines", response_class=Response)
        async def lines() -> Response:
            request = RunRequest("tiny-gpt2", "Once upon a time", max_new_tokens=3)
            return EventStream(lambda receive: session.start([request], receive), encode=as_lines)

        return router

    monkeypatch.setattr(api_module, "ROUTERS", (*ROUTERS, make_stream))
    app = make_app(Session())
    *texts, end, rest = ask(app, "POST", "/api/lines").text.split("\n\n")
    assert (len(texts), end, rest) == (3, "data: [DONE]", "")
    plain = ask(
        app, "POST", "/api/generate", {"model": "tiny-gpt2", "prompt": "Once upon a time", "max_new_tokens": 3}
    ).text
    steps = [json.loads(line[6:]) for line in plain.split("\n") if line.startswith('data: {"index"')]
    assert [f"data: {step['text']}" for step in steps] == texts
