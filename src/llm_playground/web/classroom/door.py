"""The door of a class: without a ticket nothing is served but a page that asks for the code."""

from __future__ import annotations

import html
import math
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from llm_playground.engine.background import Asker, asked_by
from llm_playground.views import colours
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.errors import CODES, Problem, error_response
from llm_playground.web.guard import FOR_PROGRAMS
from llm_playground.web.openai.key import Key
from llm_playground.web.rates import Rate

PAGE = Path(str(files("llm_playground"))) / "web" / "page"
STYLE = "/door.css"
ICON = "/web/page/icon.svg"
HEALTH, METRICS = "/healthz", "/metrics"
CODE = "join"  # the name of the code in a link
FREE_TRIES, SECONDS_A_TRY = 10, 3.0  # of wrong codes from one address
FREE_REQUESTS, SECONDS_A_REQUEST = 80, 0.2  # of one person, those that compute something

ASKS = "Type the code that your teacher shows you."
WRONG = "That code does not open this class. Look at it once more: it may have been renewed."
SLOW = "Many wrong codes came from here. Wait {seconds} s, then try again."
ENDED = "This class has ended. Thank you for coming."
NO_TICKET = "You are not in this class any more. Open its address again, and type the code that your teacher shows."
TEACHERS_ALONE = "Only the teacher of this class may do this."
TOO_OFTEN = "That was asked very often in a short time. Wait {seconds} s, then try again."


def link(address: str, code: str) -> str:
    """What opens the page at an address, with the code in it."""
    return f"{address}/?{CODE}={code}"


class Door:
    """Passes on what brings a ticket, in the name of its person; who brings the right code gets one.

    Programs that bring the key of the interface under /v1 do not come in by this door.
    """

    def __init__(self, app: ASGIApp, classroom: Classroom) -> None:
        self.app, self._classroom = app, classroom
        self._wrong = Rate(FREE_TRIES, SECONDS_A_TRY, classroom.now)
        self._requests = Rate(FREE_REQUESTS, SECONDS_A_REQUEST, classroom.now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_watching(scope):
            await self.app(scope, receive, send)
        elif scope["path"].startswith(FOR_PROGRAMS):
            with asked_by(Asker("programs")):
                await self.app(scope, receive, send)
        elif (answer := self._refused(scope)) is not None:
            await answer(scope, receive, send)
        else:
            ticket = self._classroom.ticket_of(scope)
            assert ticket is not None
            with asked_by(Asker(ticket.person, ticket.role == "teacher")):
                await self.app(scope, receive, send)

    def _is_watching(self, scope: Scope) -> bool:
        """Whether a program asks if the server is well, or brings the teacher's code to hear its measures."""
        if scope["path"] == METRICS and not self._classroom.has_ended:
            return Key(self._classroom.plan.teachers_code).opens(scope)
        return bool(scope["path"] == HEALTH)

    def _refused(self, scope: Scope) -> Response | None:
        """What is answered instead of the application, if anything."""
        path, typed = scope["path"], QueryParams(scope["query_string"]).get(CODE)
        if path == "/" and typed is not None and scope["method"] == "GET":
            return self._let_in(scope, typed)
        if path == STYLE:  # for those too who are in: a wrong code in a link leads them to the door as well
            return Response(_style(), media_type="text/css")
        ticket = self._classroom.ticket_of(scope)
        if ticket is not None:
            if path == METRICS and ticket.role == "pupil":
                return error_response(403, [Problem(code=CODES[403], message=TEACHERS_ALONE)])
            return self._hurried(ticket.person) if scope["method"] == "POST" else None
        if path == ICON:
            return Response((PAGE / "icon.svg").read_bytes(), media_type="image/svg+xml")
        if path == "/":
            return _page(ENDED if self._classroom.has_ended else ASKS, asks=not self._classroom.has_ended)
        return error_response(401, [Problem(code="not_in_class", message=NO_TICKET)])

    def _let_in(self, scope: Scope, typed: str) -> Response:
        if self._classroom.has_ended:
            return _page(ENDED, asks=False)
        address = _address(scope)
        if wait := math.ceil(self._wrong.wait(address)):
            return _page(SLOW.format(seconds=wait), 429, {"retry-after": str(wait)}, is_wrong=True)
        role = self._classroom.role_of(typed)
        if role is None:
            self._wrong.count(address)
            return _page(WRONG, 403, is_wrong=True) if typed.strip() else _page(ASKS)
        # A fragment, as "#/generate?prompt=…", is none of the server's business: the browser keeps it.
        answer = RedirectResponse("./", 303)
        held = self._classroom.ticket_of(scope)
        if held is None or held.role != role:
            answer.headers["set-cookie"] = self._classroom.cookie(role, scope.get("scheme") == "https")
        return answer

    def _hurried(self, person: str) -> Response | None:
        if wait := math.ceil(self._requests.wait(person)):
            problem = Problem(code=CODES[429], message=TOO_OFTEN.format(seconds=wait))
            return error_response(429, [problem], {"retry-after": str(wait)})
        self._requests.count(person)
        return None


def _page(
    says: str, status: int = 200, headers: dict[str, str] | None = None, *, asks: bool = True, is_wrong: bool = False
) -> HTMLResponse:
    text = (PAGE / "door.html").read_text(encoding="utf-8")
    kind = "ended" if not asks else "wrong" if is_wrong else "asks"
    shown = text.replace("{says}", html.escape(says)).replace("{kind}", kind)
    return HTMLResponse(shown, status, headers)


def _style() -> str:
    parts = (PAGE / "styles" / f"{part}.css" for part in ("base", "frame", "form", "door"))
    return "\n".join([colours(), *(part.read_text(encoding="utf-8") for part in parts)])


def _address(scope: Scope) -> str:
    """Where a request comes from; of IPv6 the network, since one machine there has as many addresses as it likes."""
    host = (scope.get("client") or ("", 0))[0]
    return ":".join(host.split(":")[:4]) if ":" in host else host
