"""A run written to a file beside being printed; a file that is there already stays as it is."""

from __future__ import annotations

import sys

from llm_playground.errors import InvalidValue, shown
from llm_playground.records import Trace
from llm_playground.sharing.saving import check_path, save_trace


def check_new(path: str) -> None:
    """See that a run can be written there, before it is made.

    Raises:
        InvalidValue: an ending that says nothing, a file that is there, or a folder that is not.
    """
    file = check_path(path)
    if file.exists():
        raise InvalidValue(f"{shown(str(file))} is there already; choose another name, or remove it.", field="save")
    if not file.parent.is_dir():
        raise InvalidValue(f"There is no folder {shown(str(file.parent))} to save to; make it first.", field="save")


def write_trace(trace: Trace | None, path: str) -> None:
    """Write the run, and say so on stderr; a run that was stopped (None) is not written."""
    if trace is None:
        print("The run was stopped, so nothing was saved.", file=sys.stderr)
    else:
        print(f"Saved to {save_trace(trace, path)}.", file=sys.stderr)
