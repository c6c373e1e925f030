"""What the pages of a class ask again and again, and what a teacher does there.

All of it runs in the event loop, one after the other: two teachers never see half of what the other one did.
"""

from __future__ import annotations

import io
from typing import Annotated, Literal

import segno
from fastapi import APIRouter
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.web.bodies import Body, Items
from llm_playground.web.classroom.classroom import LONGEST_NAME, Classroom
from llm_playground.web.classroom.door import TEACHERS_ALONE, link
from llm_playground.web.classroom.tickets import Ticket
from llm_playground.web.errors import responses

LONGEST_LINK = 20_000  # characters
STOPPED = "Your teacher has stopped all runs."
ENDED = "Your teacher has ended the class."


class NameBody(Body):
    name: str = Field(
        description=f"Of which the first {LONGEST_NAME} characters are kept; empty: none.", max_length=200
    )


class LookBody(Body):
    link: Annotated[str, Field(max_length=LONGEST_LINK, pattern=r"^#/")] | None = Field(
        description='The place on the page, from "#" on; null: nothing is shown any more.'
    )


class LockBody(Body):
    kind: Literal["rooms", "models"]
    names: Items[str]
    locked: bool


class RenewBody(Body):
    everybody: bool = Field(description="Whether those who are here have to come in again too.")


def make_router(session: Session, classroom: Classroom) -> APIRouter:
    """`GET /class`, `POST /class/name`; and for teachers `GET /class/code.svg` and `POST /class/…`."""
    session.lock(classroom.plan.locked_models)  # of a class that goes on
    router = APIRouter(prefix="/class", responses=responses(401, 403, 421, 422, 429, 500))

    def ticket(request: Request) -> Ticket:
        found = classroom.ticket_of(request.scope)
        assert found is not None, "the door lets nobody in without one"
        return found

    def teacher(request: Request) -> Ticket:
        found = ticket(request)
        if found.role != "teacher":
            raise HTTPException(403, TEACHERS_ALONE)
        return found

    def news(own: Ticket) -> JSONResponse:
        """The class as one of its people sees it."""
        person, plan = classroom.see(own), classroom.plan
        told = {
            "role": own.role,
            "name": person.name,
            "number": person.number,
            "look": None if plan.look is None else {"number": plan.look.number, "link": plan.look.link},
            "closing": session.runs.is_closed,
            "locked": {"rooms": plan.locked_rooms, "models": plan.locked_models},
        }
        return JSONResponse(told if own.role == "pupil" else told | {"teaching": teaching()})

    def teaching() -> dict[str, object]:
        """What runs, and who is here."""
        running = session.runs.of_askers()
        people = [
            {"number": each.number, "name": each.name, "role": each.role, "runs": running.get(key, 0)}
            for key, each in classroom.people().items()
        ]
        return {
            "code": classroom.plan.code,
            "people": people,
            "runs": session.runs.count,
            "most_runs": session.limits.runs,
            "waiting": session.runs.waiting,
            "most_waiting": session.limits.waiting,
            "loaded": [{"name": each.name, "bytes": each.bytes} for each in SHELF.loaded()],
        }

    @router.get("")
    async def look_around(request: Request) -> JSONResponse:
        """What is shown and locked; for a teacher also who is here and what runs. Who asks counts as here."""
        return news(ticket(request))

    @router.post("/name")
    async def name(body: NameBody, request: Request) -> JSONResponse:
        """What a person wants to be called, which only this server and its teachers see."""
        own = ticket(request)
        classroom.call(own, body.name)
        return news(own)

    @router.get("/code.svg", response_class=Response)
    async def code(request: Request) -> Response:
        """The link of the class, to be scanned."""
        teacher(request)
        drawn = io.BytesIO()
        address = f"{request.url.scheme}://{request.headers['host']}{classroom.root_path}"
        segno.make(link(address, classroom.plan.code), error="m", micro=False).save(
            drawn, kind="svg", border=2, scale=8, dark="#1c1e23", light="#ffffff"
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml")

    @router.post("/look")
    async def look(body: LookBody, request: Request) -> JSONResponse:
        """Show all pages where to look."""
        own = teacher(request)
        classroom.show(body.link)
        return news(own)

    @router.post("/lock")
    async def lock(body: LockBody, request: Request) -> JSONResponse:
        """Lock rooms or models for the pupils, or open them again."""
        own = teacher(request)
        classroom.lock(body.kind, body.names, body.locked)
        session.lock(classroom.plan.locked_models)
        return news(own)

    @router.post("/renew")
    async def renew(body: RenewBody, request: Request) -> JSONResponse:
        """A new code."""
        own = teacher(request)
        classroom.renew(body.everybody)
        return news(own)

    @router.post("/stop")
    async def stop(request: Request) -> JSONResponse:
        """Stop all runs."""
        own = teacher(request)
        session.stop(STOPPED)
        return news(own)

    @router.post("/end")
    async def end(request: Request) -> JSONResponse:
        """End the class: all runs stop, and nobody is in any more."""
        teacher(request)
        session.stop(ENDED)
        classroom.end()
        return JSONResponse({"ended": True})

    return router
