"""A real server on a free port, in a thread of the tests, and a client that speaks real HTTP to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn

from llm_playground.engine.request import Limits
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.web.app import make_app
from llm_playground.web.classroom.classroom import Classroom
from llm_playground.web.connections import Connection
from llm_playground.web.openai.key import Key
from tests.checkpoints import add_tokenizer, make_checkpoint
from tests.passes import SOON, Passes, counted


@dataclass
class Served:
    """A server, and a client of it."""

    session: Session
    url: str
    base: str  # the name of a base model, made here, which is loaded
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, timeout=SOON, verify=False)  # or it would read all certificates

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.client.post(path, json=body, headers=headers)


@contextmanager
def serving(
    base: str,
    limits: Limits | None = None,
    key: str | None = None,
    classroom: Classroom | None = None,
    **reached: Any,
) -> Iterator[Served]:
    """A server that programs may ask too; a `key` is asked of them alone. How else it is `reached`, `make_app` says."""
    session = Session([base], limits)
    app = make_app(session, programs=Key(key), classroom=classroom, **reached)
    server = uvicorn.Server(
        uvicorn.Config(app, http=Connection, port=0, log_level="critical", ws="none", proxy_headers=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + SOON
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    served = Served(session, f"http://127.0.0.1:{port}", base)
    try:
        yield served
    finally:
        served.client.close()
        session.close()
        server.should_exit = True
        thread.join(SOON)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("base")
    make_checkpoint(folder, "gpt2")
    add_tokenizer(folder)
    SHELF.get(str(folder))
    return str(folder)


@pytest.fixture(scope="session")
def served(base: str) -> Iterator[Served]:
    with serving(base) as server:
        yield server


@pytest.fixture
def passes(base: str) -> Iterator[Passes]:
    """The forward passes of the base model."""
    with counted(SHELF.get(base)) as passes:
        yield passes


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)
