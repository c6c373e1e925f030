"""A real server on a free port and a real browser. Without a Chromium on the machine these tests are skipped."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (the dev extra)")
uvicorn = pytest.importorskip("uvicorn")

from llm_playground.engine.session import Session  # noqa: E402
from llm_playground.web.app import make_app  # noqa: E402
from tests.checkpoints import add_tokenizer, make_checkpoint, make_foreign  # noqa: E402
from tests.chromium import CHROMIUM  # noqa: E402
from tests.passes import SOON  # noqa: E402

sync_api.expect.set_options(timeout=120_000)  # for machines that are busy with something else
# --no-sandbox: containers and CI run as root; the others keep the browser from asking the network anything.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    return unused_port()


@dataclass
class Served:
    """A server that runs in a thread of the tests: `session` can be looked at from here."""

    url: str
    session: Session
    chat: str  # the name of an instruct model, made here
    foreign: str  # that of a model that only transformers knows

    @property
    def runs(self) -> int:
        return self.session.runs.count

    def wait_until_idle(self, seconds: float = 15) -> None:
        """Wait for every run to end; not as long as the slowed model needs for a long text."""
        deadline = time.monotonic() + seconds
        while self.runs:
            assert time.monotonic() < deadline, f"{self.runs} runs go on though nobody listens"
            time.sleep(0.02)


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    chat = tmp_path_factory.mktemp("models") / "chat"
    chat.mkdir()
    make_checkpoint(chat, "qwen2", max_position_embeddings=256)
    add_tokenizer(chat, chat=True)
    foreign = make_foreign(chat.parent / "foreign")
    session = Session(named=[str(chat), str(foreign)])
    port = unused_port()
    server = uvicorn.Server(
        uvicorn.Config(make_app(session), port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + SOON
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    yield Served(f"http://127.0.0.1:{port}/", session, str(chat), str(foreign))
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    # Not longer than a module: while it lives an event loop runs in this thread, and other tests need theirs.
    if CHROMIUM is None:
        pytest.skip("needs a Chromium (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, served) -> Iterator[Callable]:
    """Makes empty pages and holds them to two promises: no error in the console, no request that leaves the machine."""
    contexts, wrong = [], []

    def new_page(*, allow: tuple[str, ...] = (), base: str | None = None, **context):
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context}))
        contexts[-1].set_default_timeout(120_000)
        page = contexts[-1].new_page()

        def hear(text: str) -> None:
            if not any(each in text for each in allow):
                wrong.append(text)

        page.on("console", lambda message: message.type in ("error", "warning") and hear(message.text))
        page.on("pageerror", lambda error: hear(str(error)))
        page.on("request", lambda request: request.url.startswith(base or served.url) or hear(request.url))
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def open_page(new_page, served) -> Callable:
    """Opens a room of the playground in a page of its own."""

    def open_page(path: str = "", *, base: str | None = None, **more):
        page = new_page(base=base, **more)
        page.goto((base or served.url) + path)
        return page

    return open_page


@pytest.fixture
def slow_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each token takes a moment, so that there is a middle to stop in."""
    from llm_playground.models.native import NativeModel

    real = NativeModel._next_logits

    def slow(self, sequences):
        time.sleep(0.05)
        return real(self, sequences)

    monkeypatch.setattr(NativeModel, "_next_logits", slow)


@pytest.fixture(scope="package")
def axe() -> Callable[..., list[tuple[str, list[str]]]]:
    """What axe finds wrong in a page or a part of it: rules, each with the elements that break it.

    All rules in light colours, and those of contrast in dark ones too: no other rule knows of colours.
    """
    package = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python (the dev extra)")
    script = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def violations(page, part: str = "html", only: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        found = []
        for scheme, rules in (("light", only), ("dark", ["color-contrast"])):
            # Without motion: a colour on its way to another is neither of the two.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += page.evaluate(
                "([part, options]) => axe.run(part, options).then((all) => all.violations)",
                # Of what passes nothing is asked: axe would write a selector for each such element.
                [part, {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}],
            )
        return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]

    return violations
