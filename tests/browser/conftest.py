"""A real server on a free port and a real browser. Without a Chromium on the machine these tests are skipped."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (the dev extra)")
uvicorn = pytest.importorskip("uvicorn")

from llm_playground.engine.session import Session  # noqa: E402
from llm_playground.web.app import make_app  # noqa: E402
from llm_playground.web.classroom.classroom import Classroom  # noqa: E402
from tests.browser.alone import Alone, served_alone  # noqa: E402
from tests.browser.serving import with_views_alone  # noqa: E402
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

DESK = {"width": 1280, "height": 900}


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
        return self.session.runs.count + self.session.trainings.count

    def wait_until_idle(self, seconds: float = 15) -> None:
        """Wait for every run to end; not as long as the slowed model needs for a long text."""
        deadline = time.monotonic() + seconds
        while self.runs:
            assert time.monotonic() < deadline, f"{self.runs} runs go on though nobody listens"
            time.sleep(0.02)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    chat = tmp_path_factory.mktemp("models") / "chat"
    chat.mkdir()
    make_checkpoint(chat, "qwen2", max_position_embeddings=256)
    add_tokenizer(chat, chat=True)
    foreign = make_foreign(chat.parent / "foreign")
    session = Session(named=[str(chat), str(foreign)])
    with serving(session) as url:
        yield Served(url, session, str(chat), str(foreign))


@contextmanager
def serving(session: Session, classroom: Classroom | None = None) -> Iterator[str]:
    """The address of the page of a session, served by a thread of its own, for a class if it is given."""
    port = unused_port()
    server = uvicorn.Server(
        uvicorn.Config(
            with_views_alone(make_app(session, classroom=classroom)),
            port=port,
            log_level="error",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + SOON
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """The page as a folder of files, which needs no server."""
    with served_alone(tmp_path_factory.mktemp("alone")) as alone:
        yield alone


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that is marked `alone_too` runs on the page of a server, and on the one without.

    Where all of a room is there alone, its module is marked; elsewhere a test of each thing that the engine answers.
    """
    if any(map(metafunc.definition.get_closest_marker, ("alone_too", "needs_server"))):
        metafunc.parametrize("is_alone", [False, True], ids=["server", "alone"], indirect=True)


@pytest.fixture
def is_alone(request: pytest.FixtureRequest) -> bool:
    """Whether this test opens the page that needs no server. What `needs_server` is skipped there, with its reason."""
    found: bool = getattr(request, "param", False)
    if found and (needs := request.node.get_closest_marker("needs_server")):
        pytest.skip(f"needs a server: {needs.args[0]}")
    return found


@pytest.fixture
def home(request: pytest.FixtureRequest, is_alone: bool, served: Served) -> str:
    """The address of the page that this test opens."""
    url: str = request.getfixturevalue("alone").url if is_alone else served.url
    return url


@pytest.fixture
def serve() -> Iterator[Callable[[Session], str]]:
    """Serves the page of another session, for one test, and tells its address."""
    with ExitStack() as here:
        yield lambda session: here.enter_context(serving(session))


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[object, asyncio.AbstractEventLoop]]:
    """The browser, and the event loop by which it is spoken to, which runs in this thread."""
    if CHROMIUM is None:
        pytest.skip("needs a Chromium (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture(scope="module")
def browser(chromium) -> Iterator[object]:
    """One for all tests. Not longer than a module does its event loop run, since other tests need theirs."""
    browser, loop = chromium
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


class Visitor:
    """A page in a context of its own, used by one test after another; between them it forgets.

    A new context takes a new process, which costs more than most tests do. One that is left keeps its process as long
    as it stays at the address of the same server.
    """

    def __init__(self, browser, home: str) -> None:
        self.home = home
        self.context = browser.new_context()
        self.context.set_default_timeout(120_000)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: message.type in ("error", "warning") and self.hear(message.text))
        self.page.on("pageerror", lambda error: self.hear(str(error)))
        self.page.on("request", lambda request: request.url.startswith(self.base) or self.hear(request.url))

    def enter(self, base: str, hear: Callable[[str], None], viewport: dict[str, int], **media: str) -> None:
        self.base, self.hear = base, hear
        self.page.set_viewport_size(viewport)
        self.page.emulate_media(**media)

    def leave(self) -> None:
        """What a test did goes: its routes, what runs on the server, what the page keeps, where the pointer is."""
        self.page.unroute_all(behavior="ignoreErrors")  # some answer when the page has gone on
        self.page.mouse.move(-1, -1)
        self.hear = lambda text: None  # by now all has been heard that was said
        if not self.page.url.startswith(f"{self.home}alone/"):  # where nothing goes on
            self.page.goto(f"{self.home}web/page/icon.svg")
        self.page.evaluate("[localStorage, sessionStorage].forEach((each) => each.clear())")


@pytest.fixture(scope="session")
def visitors(chromium) -> Callable[[str], AbstractContextManager[Visitor]]:
    """Lends visitors who were here before, or new ones when there is none, by the address they come home to."""
    idle: dict[str, list[Visitor]] = {}

    @contextmanager
    def visitor(home: str) -> Iterator[Visitor]:
        known = idle.setdefault(home, [])
        one = known.pop() if known else Visitor(chromium[0], home)
        yield one
        if one.page.is_closed():
            one.context.close()
        else:
            one.leave()
            known.append(one)

    return visitor


@pytest.fixture
def new_page(browser, visitors, home) -> Iterator[Callable]:
    """Makes empty pages and holds them to two promises: no error in the console, no request that leaves the machine."""
    wrong: list[str] = []
    with ExitStack() as here:

        def new_page(
            *,
            allow: tuple[str, ...] = (),
            base: str | None = None,
            viewport: dict[str, int] = DESK,
            color_scheme: str = "light",
            reduced_motion: str = "no-preference",
        ):
            def hear(text: str) -> None:
                if not any(each in text for each in allow):
                    wrong.append(text)

            visitor = here.enter_context(visitors(home))
            visitor.enter(base or home, hear, viewport, color_scheme=color_scheme, reduced_motion=reduced_motion)
            return visitor.page

        yield new_page
    assert wrong == []


@pytest.fixture
def open_page(new_page, home) -> Callable:
    """Opens a room of the playground in a page of its own."""

    def open_page(path: str = "", *, base: str | None = None, **more):
        page = new_page(base=base, **more)
        page.goto((base or home) + path)
        return page

    return open_page


# What is refused, a browser writes into its console.
REFUSED = ("Failed to load resource",)


@pytest.fixture
def come_in(browser) -> Iterator[Callable]:
    """Opens a page in a browser of its own, as on another machine."""
    wrong: list[str] = []
    with ExitStack() as here:

        def come_in(address: str, *, clock: bool = False):
            context = here.enter_context(browser.new_context(viewport=DESK))
            context.set_default_timeout(120_000)
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on(
                "console",
                lambda message: (
                    message.type == "error" and not message.text.startswith(REFUSED) and wrong.append(message.text)
                ),
            )
            if clock:
                page.clock.install()  # it goes on as ever, and can be put forward
            page.goto(address)
            return page

        yield come_in
    assert wrong == []


@pytest.fixture
def slow_model(request: pytest.FixtureRequest, is_alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each token takes a moment, so that there is a middle to stop in."""
    if is_alone:
        monkeypatch.setattr(request.getfixturevalue("alone"), "is_slow", True)
        return
    from llm_playground.models.native import NativeModel

    real = NativeModel._next_logits

    def slow(self, sequences):
        time.sleep(0.05)
        return real(self, sequences)

    monkeypatch.setattr(NativeModel, "_next_logits", slow)


# Of texts that look alike the contrast of one says that of all. What a text looks like: its own style, and the layers
# on which it stands, with what is laid over or under them. How many are in a part that were not seen on this page yet.
UNSEEN = """
  (part) => {
    const grounds = new Map([[null, ""]]), seen = (window.seenByAxe ??= new Set());
    const ground = (node) => {
      if (!grounds.has(node)) grounds.set(node, ground(node.parentElement) + layer(node));
      return grounds.get(node);
    };
    const layer = (node) => {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(node);
      const laid = [...node.children]
        .map((child) => [child, getComputedStyle(child)])
        .filter(([_, { position }]) => position !== "static")
        .map(([child, { backgroundColor }]) => [child.className, child.getAttribute("style"), backgroundColor]);
      const placed = position === "static" ? [] : [node.className, node.getAttribute("style")];
      const seenThrough = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none" && opacity === "1";
      if (seenThrough && placed.length + laid.length === 0) return "";
      return [backgroundColor, backgroundImage, opacity, placed, ...new Set(laid.map(String))].join("|") + "\\n";
    };
    const look = (node) => {
      const { color, fontSize, fontWeight, textShadow } = getComputedStyle(node);
      const disabled = node.closest(":disabled, [aria-disabled=true]") !== null;
      const own = [node.localName, node.className, color, fontSize, fontWeight, textShadow, disabled];
      return own.join("|") + ground(node);
    };
    const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "";
    let unseen = 0;
    for (const node of document.querySelector(part).querySelectorAll("*")) {
      if (node.matches("[data-alike]")) node.removeAttribute("data-alike");
      if (![...node.childNodes].some(isText)) continue;
      if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const looks = look(node);
      if (seen.has(looks)) node.setAttribute("data-alike", "");
      else unseen += 1;
      seen.add(looks);
    }
    axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-alike])" }] });
    return unseen;
  }
"""


@pytest.fixture(scope="session")
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
            if page.evaluate(UNSEEN, part) == 0 and rules == ["color-contrast"]:
                continue
            found += page.evaluate(
                "([part, options]) => axe.run(part, options).then((all) => all.violations)",
                # Of what passes nothing is asked: axe would write a selector for each such element.
                [part, {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}],
            )
        return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]

    return violations
