"""The key without which nobody is answered, where there is one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from llm_playground.web.errors import CODES, Problem
from llm_playground.web.openai.errors import error_of


@dataclass(frozen=True, slots=True)
class Key:
    """What a program sends as `Authorization: Bearer …`; None: any will do, and none."""

    text: str | None = None

    def opens(self, scope: Scope) -> bool:
        """Whether the request brings this key; never where there is none."""
        kind, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        if self.text is None or kind.lower() != "bearer":
            return False
        return hmac.compare_digest(given.strip().encode(), self.text.encode())


class Locked:
    """Passes on what brings the key."""

    def __init__(self, app: ASGIApp, key: Key) -> None:
        self.app, self.key = app, key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.key.text is None or self.key.opens(scope):
            await self.app(scope, receive, send)
            return
        sentence = "The key is missing or wrong: send that of this server as the header Authorization: Bearer KEY."
        await error_of(401, [Problem(code=CODES[401], message=sentence)])(scope, receive, send)
