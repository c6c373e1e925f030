"""Traces in files, by the ending of their name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from llm_playground.errors import InvalidValue, shown
from llm_playground.records import Trace
from llm_playground.sharing.checking import parse_trace
from llm_playground.sharing.page import page
from llm_playground.sharing.program import program

FORMATS: dict[str, Callable[[Trace], str]] = {".json": Trace.to_json, ".html": page, ".py": program}


def save_trace(trace: Trace, path: str | Path) -> Path:
    """Write a run to a file and give its path back.

        lp.save_trace(lp.trace("tiny-gpt2", "Once upon a time", "top_p", seed=7), "story.html")

    Args:
        path: its ending says what is written. `.json`: the whole record, which `read_trace` reads again; `.html`: a
            page that opens from the disk, with every token to be pointed at; `.py`: a program that makes the same
            tokens.

    Raises:
        InvalidValue: no trace, another ending, a branch as a program, or a file that cannot be written.
    """
    if not isinstance(trace, Trace):
        raise InvalidValue(f"trace is {shown(trace)}; it must be a Trace, such as lp.trace makes one.", field="trace")
    file = check_path(path)
    text = FORMATS[file.suffix.lower()](trace)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidValue(f"{shown(str(file))} cannot be written: {error.strerror}.", field="path") from error
    return file


def read_trace(path: str | Path) -> Trace:
    """The run that `save_trace` wrote to a `.json` file.

    Raises:
        InvalidValue: a file that cannot be read, or that holds no trace, one of another schema, or a damaged one.
    """
    file = _path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidValue(f"{shown(str(file))} cannot be read: {error.strerror}.", field="path") from error
    except UnicodeDecodeError as error:
        raise InvalidValue(f"{shown(str(file))} is not a text, so it holds no trace.", field="path") from error
    try:
        return parse_trace(text)
    except InvalidValue as error:
        raise InvalidValue(f"{shown(file.name)} cannot be read: {error}", field="path") from error


def check_path(path: str | Path) -> Path:
    """The file of that name, if its ending says what is to be written.

    Raises:
        InvalidValue: another ending, or no name of a file.
    """
    file = _path(path)
    if file.suffix.lower() not in FORMATS:
        raise InvalidValue(
            f"{shown(file.name)} does not say what to write; end it with .json (the whole record), .html (a page) or "
            ".py (a program).",
            field="path",
        )
    return file


def _path(path: object) -> Path:
    if not isinstance(path, str | Path) or not str(path).strip() or "\0" in str(path):
        raise InvalidValue(f"path is {shown(path)}; it must name a file, such as story.html.", field="path")
    return Path(path).expanduser()
