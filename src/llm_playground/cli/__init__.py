"""The command line. A command parses, calls the engine and prints; nothing is computed here.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn

import click

from llm_playground.errors import InvalidValue, PlaygroundError


def main() -> None:
    """Entry point: what goes wrong outside of this program is a line on stderr and exit status 1, never a traceback.

    Also a full disk, or a reader of the output that has gone (status 1, in silence, since whoever closed the pipe
    knows), and an input that is closed.
    """
    _prepare_streams()
    try:
        from llm_playground.cli.app import app  # which takes a moment, in which Ctrl+C is heard, too

        try:
            status = app(standalone_mode=False)
        finally:
            sys.stdout.flush()  # here, and not at Python's exit, where a full disk would be a traceback
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except PlaygroundError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        # What could not be written is dropped, or Python would try once more, and complain, when it exits.
        sys.stdout = io.StringIO()
        if not isinstance(error, BrokenPipeError):
            about = f" ({error.filename})" if error.filename else ""
            print(f"Error: Reading or writing failed: {error.strerror or error}{about}.", file=sys.stderr)
        sys.exit(1)
    except click.Abort:  # Ctrl+C within a command, after which click has ended the line
        sys.exit(130)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        sys.exit(130)
    sys.exit(status)


class _ClosedInput(io.TextIOBase):
    """Stands in for a standard input that was closed before the program began (`<&-`)."""

    def readline(self, _: int = -1, /) -> str:  # type: ignore[override]
        raise _nothing_to_read()

    @property
    def buffer(self) -> NoReturn:
        raise _nothing_to_read()


def _nothing_to_read() -> InvalidValue:
    return InvalidValue("There is nothing to read: the standard input is closed. Give a text, or a file with < FILE.")


def _prepare_streams() -> None:
    # Python has None where a stream was closed, and for all three in a Windows program without a console.
    sys.stdin = sys.stdin or _ClosedInput()
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 (until the program ends)
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 shows "?" for what it cannot; it is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
