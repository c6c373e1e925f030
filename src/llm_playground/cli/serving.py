"""`serve`: the playground as a web page, for a browser on this machine."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import re
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from llm_playground.cli.classroom import check_host, open_classroom, reached_at, tell
from llm_playground.cli.options import Flag, ModelsDirOption, Taken, command, name, number, path
from llm_playground.cli.tls import read_certificate
from llm_playground.decoding import Parameter
from llm_playground.errors import InvalidValue, shown
from llm_playground.models.references import REMOTE

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from llm_playground.cli.tls import Certificate
    from llm_playground.engine.fetching import Policy
    from llm_playground.engine.session import Session
    from llm_playground.records.local import LocalModel
    from llm_playground.web.openai.key import Key

PORTS = 20  # how many to try, from the one asked for
PORT = Parameter(
    name="port",
    effect="The first port to try; the next free one is taken, and any with 0.",
    lowest=0,
    highest=65_535,
    whole=True,
)
DRAIN = Parameter(
    name="drain",
    effect="For how many seconds after SIGTERM what is under way may go on, while nothing new begins.",
    lowest=0,
    highest=3_600,
    whole=True,
)
_PATH = re.compile(r"(/[A-Za-z0-9._~@!$&'()*+,;=:%-]+)+")
KEY_VARIABLE = "LLM_PLAYGROUND_API_KEY"
WAITING = 64  # runs of a class in line, where there is room for no more
RUNS_EACH = 24  # of one person in a class: two arenas
GRACE = 1  # seconds that an answer under way may take once the server ends


def _read_proxy(name: str, typed: str) -> str:
    try:
        return str(ipaddress.ip_network(typed.strip(), strict=False))
    except ValueError as error:
        raise InvalidValue(
            f"{name} is {shown(typed)}; it must be an address or a network, such as 127.0.0.1 or 10.0.0.0/8."
        ) from error


def _read_root_path(name: str, typed: str) -> str:
    path = typed.strip().rstrip("/")
    if not typed.strip().startswith("/") or (path and not _PATH.fullmatch(path)):
        raise InvalidValue(f"{name} is {shown(typed)}; it must be the path of an address, such as /lab.")
    return path


@command()
def serve(
    model: Annotated[
        list[str] | None,
        name(
            "A model that the page may use too; repeatable",
            "--model",
            "-m",
            of="a hub id, a folder or file, or a name such as ollama:llama3.2",
        ),
    ] = None,
    remote: Annotated[
        str | None,
        name(
            "A server of the OpenAI kind (vLLM, llama.cpp, Ollama, ...) whose models --model then names; its only one "
            "if none is named",
            "--remote",
            metavar="ADDRESS",
            of="the address of a server, such as http://127.0.0.1:8001/v1",
        ),
    ] = None,
    host: Annotated[
        str,
        name("The address to listen at (0.0.0.0 lets other machines in)", "--host", of="an address of this machine"),
    ] = "127.0.0.1",
    port: Annotated[int, number(PORT)] = 8000,
    classroom: Annotated[
        bool,
        Flag(
            "--class",
            "Let in only who has the code of this class, which is printed, also to be scanned, with a link for the "
            "teacher; needs --host.",
        ),
    ] = False,
    tls_cert: Annotated[
        Path | None, path("The certificate of this machine, with which the page is encrypted (https)", "--tls-cert")
    ] = None,
    tls_key: Annotated[Path | None, path("The key of that certificate", "--tls-key")] = None,
    proxy: Annotated[
        list[str] | None,
        Taken(
            flags=("--proxy",),
            metavar="ADDRESS",
            help="A proxy that brings what others ask, by its address or network: what it forwards is believed, as "
            "X-Forwarded-For; repeatable",
            read=_read_proxy,
        ),
    ] = None,
    root_path: Annotated[
        str,
        Taken(
            flags=("--root-path",),
            metavar="PATH",
            help="The path below which the page is at that proxy, such as /lab",
            read=_read_root_path,
            otherwise="none unless given",
        ),
    ] = "",
    models_dir: ModelsDirOption = None,
    drain: Annotated[int, number(DRAIN)] = 8,
    log: Annotated[
        bool, Flag("--log", "Write a line of JSON for each request to standard error; none holds what people write.")
    ] = False,
    browser: Annotated[bool, Flag("--browser/--no-browser", "Open the page, as it does unless given.")] = True,
    api: Annotated[
        bool,
        Flag("--api", "Answer programs too, which speak the HTTP interface of OpenAI, under /v1; not unless given."),
    ] = False,
    api_key: Annotated[
        str | None,
        name(
            f"The key that such a program must send ({KEY_VARIABLE} in the environment does the same)",
            "--api-key",
            metavar="KEY",
            of="a text without spaces",
            otherwise="none on this machine alone, and a new one, which is printed, where other machines come in",
        ),
    ] = None,
) -> None:
    """Open the playground in a browser. Ctrl+C ends it."""
    if classroom and not proxy:
        check_host(host)
    certificate = read_certificate(tls_cert, tls_key)
    # First of all, and before anything takes time: from here on a browser waits instead of giving up.
    listener = _listen(host, port)
    from llm_playground.web.guard import is_loopback

    others = bool(proxy) or not is_loopback(host)
    programs = _key(api, api_key, others)
    from llm_playground.engine.request import Limits
    from llm_playground.engine.session import Session
    from llm_playground.web.heap import share_heap

    share_heap()
    if log:
        _write_log()
    named = model or []
    if remote is not None:
        named = [f"{REMOTE}{each}@{remote}" for each in named] or [REMOTE + remote]
    limits = Limits(waiting=WAITING, runs_each=RUNS_EACH) if classroom else None
    session = Session(named, limits, offered_models(others, models_dir), fetching_for(others))
    taken = listener.getsockname()[1]
    attended = open_classroom(taken, root_path) if classroom else None
    address = _address(reached_at(host) if attended else host, taken, certificate)
    if port not in (0, taken):
        print(f"Port {port} is taken; this is the next free one.")
    print(f"LLM Playground is at {address} (Ctrl+C ends it)", flush=True)
    opened = tell(attended, None if proxy else address) if attended else address
    if programs is not None:
        key = "needs no key" if programs.text is None else f"has the key {programs.text}"
        print(f"For programs that speak OpenAI's interface it is at {address}/v1 and {key}", flush=True)
    for state in session.models() if named else ():
        if state.key in named and state.looked_into == "no":
            print(state.why, flush=True)  # now, and not only when somebody asks for the model
    there = [each for each in named if each.startswith(REMOTE)]
    from llm_playground.web.app import make_app

    app = make_app(
        session,
        host,
        programs,
        attended,
        names=certificate.names if certificate else (),
        proxies=proxy or (),
        root_path=root_path,
    )
    if others and not proxy:
        _warn(in_class=classroom, encrypted=certificate is not None)
    _run(app, session, listener, certificate, opened if browser and not proxy else None, there, drain)


def _write_log() -> None:
    from llm_playground.web import measures

    lines = logging.StreamHandler()
    lines.setFormatter(logging.Formatter("%(message)s"))
    measures.log.addHandler(lines)
    measures.log.setLevel(logging.INFO)
    measures.log.propagate = False


def _key(api: bool, given: str | None, others: bool) -> Key | None:
    """What a program must send; None: programs are not answered.

    Raises:
        InvalidValue: a key that no header can hold, or one without `--api`.
    """
    if not api:
        if given is not None:
            raise InvalidValue("--api-key is for --api, which is not given: add it, or leave the key out.")
        return None
    from llm_playground.web.openai.key import Key

    key = given or os.environ.get(KEY_VARIABLE) or (secrets.token_urlsafe(24) if others else None)
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise InvalidValue(f"The key is {shown(key)}; it must be a text of ASCII characters without spaces.")
    return Key(key)


def offered_models(others: bool, models_dir: Path | None) -> list[LocalModel]:
    """What the page offers of what lies on this machine: all of it, or where others can reach the page, only what was
    named."""
    from llm_playground.models.local.listing import local_models

    return [each for each in local_models(models_dir).models if each.place == "folder" or not others]


def fetching_for(others: bool) -> Policy:
    """Whoever is at this machine may fetch models; where others can reach the page, their visits must not fill its
    disk."""
    return "never" if others else "asked"


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the first free port from `port` on.

    Raises:
        InvalidValue: the address is not this machine's, or no port can be had.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise InvalidValue(f"There is no address {host!r} ({error}).") from error
    for candidate in range(port, min(port + PORTS, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name != "nt":  # there it would take the port from another program
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((place[0], candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise InvalidValue(f"Nothing can listen at {host}, port {candidate}: {error.strerror}.") from error
            continue
        return listener
    raise InvalidValue(f"The ports {port} to {candidate} are all taken; name another with --port.")


def _address(host: str, port: int, certificate: Certificate | None = None) -> str:
    """What to type into a browser on this machine, or what the certificate is for."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    if certificate is not None:
        reached = certificate.best_name(reached)
    shown = f"[{reached}]" if ":" in reached else reached
    return f"http{'s' if certificate else ''}://{shown}:{port}"


def _warn(*, in_class: bool, encrypted: bool) -> None:
    """Say what others can do who share a network with this machine."""
    if in_class and not encrypted:
        print(
            "Note: the connection is not encrypted. In a network that you share with strangers, they can read along.",
            file=sys.stderr,
        )
    if not in_class:
        print(
            "Warning: other machines can reach this server. Anyone who can reach it may use the page: there is no "
            "password.",
            file=sys.stderr,
        )


def _run(
    app: ASGIApp,
    session: Session,
    listener: socket.socket,
    certificate: Certificate | None,
    page: str | None,
    remote: Sequence[str],
    drain: int,
) -> None:
    """Serve until Ctrl+C; open `page` as soon as it answers."""
    import uvicorn
    from threadpoolctl import threadpool_limits

    from llm_playground.web.connections import Connection

    # NumPy's products, of small models, gain little from a second thread. They lose much where it must wait for a core:
    # to the threads of other runs, or to the browser on the same machine.
    threadpool_limits(1, user_api="blas")

    class Server(uvicorn.Server):
        drained_by: float | None = None  # when it ends, whatever is under way

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            threading.Thread(target=_warm_up, args=(session, remote), daemon=True).start()
            if page:
                threading.Thread(target=_open, args=(page,), daemon=True).start()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            session.close("The server was stopped.")  # or it would wait for every text to end
            await super().shutdown(sockets)

        async def on_tick(self, counter: int) -> bool:
            if self.drained_by is not None:
                is_read = session.is_idle and not self.server_state.tasks  # what was written is with who asked for it
                self.should_exit |= is_read or time.monotonic() > self.drained_by
            return await super().on_tick(counter)

        def handle_exit(self, sig: int, frame: object) -> None:
            if sig == signal.SIGTERM and self.drained_by is None and drain:
                self.drained_by = time.monotonic() + drain
                session.drain("The server is about to end, and nothing new begins. Try again in a moment.")
                return
            # Not uvicorn's own, which raises the signal once more at the end, for a traceback.
            self.force_exit = self.should_exit
            self.should_exit = True

    config = uvicorn.Config(
        app,
        http=Connection,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
        proxy_headers=False,  # `Proxied` reads them, of whoever is named
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    Server(config).run([listener])
    print("\nThe playground has ended.")
    sys.stdout.flush()
    # A model that is being loaded or fetched cannot be interrupted, and nothing is to be saved.
    os._exit(0)


def _warm_up(session: Session, remote: Sequence[str]) -> None:
    """Load the first model, let it compute once, bring what looks inside it: nobody has to wait for that later. The
    servers of `remote` models are asked what they tell, so that whoever started this hears of one that does not answer.
    """
    from llm_playground.engine.served import told_by
    from llm_playground.engine.shelf import SHELF
    from llm_playground.errors import PlaygroundError
    from llm_playground.web.routes.catalog import catalog_of

    try:
        model = SHELF.get(session.default)
        model.next_logits([[0]])
    except PlaygroundError as error:
        print(f"{session.default} could not be loaded: {error}", file=sys.stderr)
        return
    catalog_of(session)  # which reads the beginning of every file once
    for each in remote:
        try:
            print(f"{each} is {told_by(SHELF.get(each).info.served)}.", flush=True)
        except PlaygroundError as error:
            print(f"{each} cannot be used: {error}", file=sys.stderr, flush=True)
    with suppress(InvalidValue):  # a model that cannot be looked into
        model.inside().anatomy()  # with PyTorch, which a small model generates without


def _open(page: str) -> None:
    """Open the page in a browser, if this machine has one that shows it in a window of its own."""
    import webbrowser

    on_a_screen = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")
    )
    # Without a screen, Python would open a text browser right here in the terminal.
    if not on_a_screen or not webbrowser.open(page):
        print("No browser was found here: open that address in one.", flush=True)
