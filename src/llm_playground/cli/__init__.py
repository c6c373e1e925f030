"""The command line. A command parses, calls the playground and prints; nothing is computed here.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import io
import sys

from llm_playground.cli.app import app
from llm_playground.errors import PlaygroundError


def main() -> None:
    """Entry point: an error of ours is one line on stderr and exit status 1, never a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 shows "?" for what it cannot; it is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except PlaygroundError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        sys.exit(130)
