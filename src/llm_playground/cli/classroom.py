"""`serve --class`: the links and the code to scan, and what is kept of a class in case the server is started anew."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.errors import InvalidValue, reason

if TYPE_CHECKING:
    from llm_playground.web.classroom.classroom import Classroom, Plan

SECONDS_KEPT = 12 * 3600  # since a class last changed: a school day
ELSEWHERE = ("192.0.2.1", 9)  # no machine has it (RFC 5737), and nothing is sent there


def check_host(host: str) -> None:
    """Refuse a class to which nobody could come.

    Raises:
        InvalidValue: only this machine reaches a server at `host`.
    """
    from llm_playground.web.guard import is_loopback

    if is_loopback(host):
        raise InvalidValue(
            f"--class is for other machines, and only this one reaches {host}: give the address to listen at too, such "
            "as --host 0.0.0.0."
        )


def open_classroom(port: int, root_path: str = "") -> Classroom:
    """The class that was going on at this port when its server ended, or a new one; its page is below `root_path`."""
    from llm_playground.web.classroom.classroom import Classroom

    file = kept_at(port)
    plan = _read(file)
    classroom = Classroom(plan, lambda changed: _keep(file, changed), root_path=root_path)
    _keep(file, classroom.plan)
    return classroom


def kept_at(port: int) -> Path:
    """The file in which a class is kept."""
    from platformdirs import user_state_path

    return user_state_path("llm-playground", appauthor=False) / f"class-{port}.json"


def reached_at(host: str) -> str:
    """The address by which other machines reach a server that listens at `host`."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        return host
    family = socket.AF_INET6 if host == "::" else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe, suppress(OSError):
        # Choosing the address from which one would send to it is all that this does.
        probe.connect(ELSEWHERE if family == socket.AF_INET else ("2001:db8::1", 9))
        return str(probe.getsockname()[0])
    return socket.gethostname()


def tell(classroom: Classroom, address: str | None) -> str:
    """Print the links of a class; returns the teacher's. The address of a proxy, which nobody told, is None."""
    from llm_playground.web.classroom.door import link

    if address is None:
        here = f"the address of your proxy{classroom.root_path}"
        print(f"\nFor the class: {here}, where they type {classroom.plan.code}")
        teachers = link(here, classroom.plan.teachers_code)
        print(f"For you alone, the teacher: {teachers}\n(the room Your class there has the code to scan)\n", flush=True)
        return teachers
    pupils, teachers = link(address, classroom.plan.code), link(address, classroom.plan.teachers_code)
    print(f"\nFor the class: {pupils}\nor open {address} and type {classroom.plan.code}\n")
    _print_to_scan(pupils)
    print(f"For you alone, the teacher: {teachers}\n", flush=True)
    return teachers


def _print_to_scan(text: str) -> None:
    """The text as a QR code, where the terminal has the blocks that it is made of."""
    import segno

    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(drawn, border=2, compact=True)
    with suppress(UnicodeEncodeError):
        drawn.getvalue().encode(sys.stdout.encoding or "ascii")
        print(drawn.getvalue())


def _read(file: Path) -> Plan | None:
    """The class that is kept there; None if there is none, it is too old, or the file cannot be read, which is told."""
    from llm_playground.records.reading import Misfit, read
    from llm_playground.web.classroom.classroom import Plan

    try:
        if time.time() - file.stat().st_mtime > SECONDS_KEPT:
            return None
        plan: Plan = read(Plan, json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, Misfit):
        print(f"{file}, where a class was kept, cannot be read: this is a new one.", file=sys.stderr)
        return None
    return plan


def _keep(file: Path, plan: Plan | None) -> None:
    """Keep a class, readable by nobody else on this machine, or forget it. A disk that is full ends no class."""
    try:
        if plan is None:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as written:
            written.write(plan.to_json())
        part.replace(file)
    except OSError as error:
        after = "it would go on" if plan is None else "everybody would have to come in again, by another code"
        print(f"{file} cannot be written ({reason(error)}): started anew, {after}.", file=sys.stderr)
