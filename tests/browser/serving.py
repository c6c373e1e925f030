"""What the browser of the tests is served: the playground, and beside it each view alone."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llm_playground.views import module_text, style
from tests.views.test_words import VIEWS_FOLDER, translated

# As a notebook mounts it: the joined text, the style, nothing of the page.
_ALONE = (
    '<!doctype html><html lang="en"><title>Alone</title><link rel="icon" href="/web/page/icon.svg">'
    '<link rel="stylesheet" href="/alone/{view}.css">'
    '<main><h1>A view</h1><h2>Alone</h2><div id="here"></div></main>'
)
# As on the page: the views come by their addresses, and `<html lang>` says which language.
_CAPITALS = '<!doctype html><html lang="xx"><title>Alone</title><div id="here"></div>'


def _made_here(path: str) -> Response | None:
    if path == "/alone/capitals":
        return Response(_CAPITALS, media_type="text/html")
    if path == "/views/words/xx.js":
        words = translated((VIEWS_FOLDER / "words" / "en.js").read_text("utf-8"))
        return Response(words, media_type="text/javascript")
    if found := re.fullmatch(r"/alone/(\w+)(\.css|\.js|)", path):
        view, kind = found.groups()
        if kind == ".css":
            return Response(style(view), media_type="text/css")
        if kind == ".js":
            return Response(module_text(view), media_type="text/javascript")
        return Response(_ALONE.format(view=view), media_type="text/html")
    return None


def with_views_alone(app: ASGIApp) -> ASGIApp:
    """`app`, and what only tests ask for. The browser may keep each file: while tests run, none changes."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        made = _made_here(scope["path"])

        async def send_to_keep(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"].endswith((".js", ".css", ".svg")):
                MutableHeaders(scope=message)["cache-control"] = "max-age=86400"
            await send(message)

        await (made or app)(scope, receive, send_to_keep)

    return serve
