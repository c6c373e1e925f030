"""The whole server as one application: the interface under /api, the page, and the views that the page shows."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from llm_playground.engine.session import Session
from llm_playground.views import languages, styles
from llm_playground.web.api import make_api
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.classroom.door import Door
from llm_playground.web.errors import of_bug, of_http
from llm_playground.web.guard import Guard
from llm_playground.web.measures import Measures, Watched
from llm_playground.web.openai.app import make_openai
from llm_playground.web.openai.key import Key
from llm_playground.web.proxied import Proxied

PACKAGE = Path(str(files("llm_playground")))
# The parts of the page's style, in the order of the cascade: of two rules equally specific the later one counts.
STYLES = (
    *("base", "frame", "class", "form", "desk", "settings", "chips", "prompt", "notices", "fetching"),
    *(
        "doors",
        "lanes",
        "arena",
        "compare",
        "steps",
        "tokenize",
        "start",
        "token-panel",
        "guess",
        "diff",
        "sheet",
        "learn",
        "quiz",
    ),
)


SHOWN = (".js", ".css", ".svg")  # the files that a page is made of


class Assets(StaticFiles):
    """The files of a folder that a page is made of; the Python beside them is not among these."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        return super().lookup_path(path) if path.endswith(SHOWN) else ("", None)

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The whole file at once: a room is dozens of small files, and Starlette gives each to a thread three times."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        if not isinstance(answer, FileResponse):
            return answer
        del answer.headers["accept-ranges"]  # a part of a file is not given
        return Response(Path(full_path).read_bytes(), status_code, answer.headers)


def page_html() -> str:
    """The page itself, with the languages that there are words of."""
    text = (PACKAGE / "web" / "page" / "index.html").read_text(encoding="utf-8")
    return text.replace("<html ", f'<html data-languages="{" ".join(languages())}" ', 1)


def page_style() -> str:
    """What the page looks like: its parts joined."""
    parts = (PACKAGE / "web" / "page" / "styles" / f"{part}.css" for part in STYLES)
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


def make_app(
    session: Session,
    host: str = "127.0.0.1",
    programs: Key | None = None,
    classroom: Classroom | None = None,
    *,
    names: Iterable[str] = (),
    proxies: Sequence[str] = (),
    root_path: str = "",
) -> ASGIApp:
    """The application that serves `session` at the address `host`, and under /v1 to `programs` that have the key; with
    a `classroom` to those alone who have come in.

    It may be called by `names` too, and by any where one of the `proxies` brings what is asked, at which the page is
    below `root_path`.

    The addresses of the page's files are those of the source tree, so that an import in a script is true on disk too.
    Only the styles come joined, as `/views/views.css` and `/web/page/page.css`.
    """
    # On Windows the registry may say otherwise, and a browser runs no script that is called a text.
    mimetypes.add_type("text/javascript", ".js")

    async def health(_: object) -> Response:
        closing = session.runs.is_closed
        return JSONResponse({"status": "closing" if closing else "ok"}, 503 if closing else 200)

    measures = Measures(session, classroom)

    async def metrics(_: object) -> Response:
        return Response(measures.text(), media_type="text/plain; version=0.0.4")

    async def index(_: object) -> Response:
        return Response(page_html(), media_type="text/html")

    # One answer instead of one for each view and part: nothing is drawn before the styles are there.
    async def styles_of_views(_: object) -> Response:
        return Response(styles(), media_type="text/css")

    async def styles_of_page(_: object) -> Response:
        return Response(page_style(), media_type="text/css")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        session.close()

    app = Starlette(
        routes=[
            Route("/healthz", health),
            Route("/metrics", metrics),
            Mount("/api", make_api(session, classroom)),
            *([] if programs is None else [Mount("/v1", make_openai(session, programs))]),
            # Texts that are the same for everybody go compressed. What is under /api does not: a stream would stutter.
            Mount(
                "",
                routes=[
                    Route("/", index),
                    Route("/web/page/page.css", styles_of_page),
                    Mount("/web/page", Assets(directory=PACKAGE / "web" / "page")),
                    Route("/views/views.css", styles_of_views),
                    Mount("/views", Assets(directory=PACKAGE / "views")),
                ],
                middleware=[Middleware(GZipMiddleware, compresslevel=6)],
            ),
        ],
        exception_handlers={HTTPException: of_http, Exception: of_bug},
        lifespan=lifespan,
    )
    entered = app if classroom is None else Door(app, classroom)
    return Proxied(Watched(Guard(entered, host, programs or Key(), names), measures), proxies, root_path)
