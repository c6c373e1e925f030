"""The command line. A command parses, calls the playground and prints; nothing is computed here.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys

from llm_playground.cli.app import app
from llm_playground.errors import PlaygroundError


def main() -> None:
    """Entry point: an error of ours is one line on stderr and exit status 1, never a traceback."""
    try:
        app()
    except PlaygroundError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader, such as `head`, has enough; nothing is left to say it to
        sys.exit(0)
