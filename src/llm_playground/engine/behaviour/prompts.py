"""The prompts of a sheet: those of the package, and those of a file or a list of one's own.

A file holds one prompt a line; or, as `.csv`, a table with the column `prompt`, and `group` and `expect` if there are
any; or, as `.jsonl`, an object with these names a line, in which a conversation is a list of texts, user and assistant
in turn. Empty lines and empty rows are passed over. What `expect` may hold is told in `expectations`.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path, PurePath

from llm_playground.engine.behaviour.expectations import read_expectation
from llm_playground.errors import InvalidValue, PlaygroundError, Problems, filled, shown
from llm_playground.records.behaviour import SheetPrompt
from llm_playground.tokenization.text import well_formed

COLUMNS = ("prompt", "group", "expect")
PromptsInput = str | Path | Sequence[str | Mapping[str, object] | SheetPrompt] | None


@cache
def bundled_prompts() -> tuple[SheetPrompt, ...]:
    """The prompts that come with the package, in their groups."""
    file = resources.files(__package__) / "prompts.toml"
    groups = tomllib.loads(file.read_text(encoding="utf-8"))["group"]
    return tuple(prompt_of({**each, "group": group}) for group, prompts in groups.items() for each in prompts)


def prompts_of(given: object) -> tuple[SheetPrompt, ...]:
    """Prompts as one gives them to Python: None, the path of a file, or a list.

    Raises:
        InvalidValue: something else, or a wrong prompt, with its number; an `InvalidRequest` for several.
    """
    if given is None:
        return bundled_prompts()
    if isinstance(given, str | Path):
        return read_file(given)
    if not isinstance(given, Iterable) or isinstance(given, bytes | Mapping):
        raise InvalidValue(
            f"prompts is {shown(given)}; it must be a list of prompts or the path of a file with them.", field="prompts"
        )
    return _all_of(((number, each) for number, each in enumerate(given, 1)), "Prompt")


def read_file(path: str | Path) -> tuple[SheetPrompt, ...]:
    """The prompts of a file. Raises: InvalidValue: it cannot be read; and as `read_prompts`."""
    file = Path(filled("prompts", str(path), "the path of a file with prompts")).expanduser()
    try:
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no path"
        raise InvalidValue(f"{shown(str(file))} cannot be read: {why}.", field="prompts") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = f"{shown(file.name)} is not UTF-8 in line {line:,}; save it as UTF-8 first."
        raise InvalidValue(sentence, field="prompts") from error
    return read_prompts(text, file.name)


def read_prompts(text: str, name: str) -> tuple[SheetPrompt, ...]:
    """The prompts in the text of a file; the ending of its `name` says how they are written.

    Raises:
        InvalidValue: what is wrong, with the number of its line; an `InvalidRequest` for several.
    """
    text = text.removeprefix("\ufeff")
    match PurePath(name).suffix.lower():
        case ".csv":
            found = _rows_of_csv(text)
        case ".jsonl" | ".ndjson":
            found = _objects(text)
        case ".json":
            sentence = f"{shown(name)} is JSON; a file of prompts has one object a line and is called .jsonl."
            raise InvalidValue(sentence, field="prompts")
        case _:
            found = ((number, line) for number, line in _lines(text))
    prompts = _all_of(found, f"{name}, line")
    if not prompts:
        raise InvalidValue(f"{shown(name)} holds no prompt; write one a line.", field="prompts")
    return prompts


def prompt_of(given: object) -> SheetPrompt:
    """One prompt: a text, or a dictionary of "prompt" and, if there are any, "group" and "expect".

    Raises:
        InvalidValue: something else; an `InvalidRequest` for several mistakes.
    """
    if isinstance(given, SheetPrompt):
        given = {"prompt": list(given.said), "group": given.group, "expect": given.expect}
    if isinstance(given, str):
        given = {"prompt": given}
    if not isinstance(given, Mapping):
        raise InvalidValue(f'it is {shown(given)}; it must be a text or an object such as {{"prompt": "Hello!"}}')
    problems, said, group = Problems(), tuple[str, ...](), ""
    expect: str | None = None
    if unknown := [name for name in given if name not in COLUMNS]:
        sentence = f"it has {', '.join(map(shown, unknown[:3]))}; its names are {', '.join(COLUMNS)}"
        raise InvalidValue(sentence)
    with problems:
        said = _said(given.get("prompt"))
    with problems:
        group = _text("group", given.get("group")).strip()
    with problems:
        expect = _text("expect", given.get("expect")).strip() or None
        if expect is not None:
            read_expectation(expect)
    problems.report()
    return SheetPrompt(said, group, expect)


def _said(prompt: object) -> tuple[str, ...]:
    """A text, or a conversation."""
    said = [prompt] if isinstance(prompt, str) else prompt
    if not isinstance(said, Sequence) or not said or not all(isinstance(text, str) and text.strip() for text in said):
        raise InvalidValue(
            f"prompt is {shown(prompt)}; it must be a text that is not blank, or several: user and assistant in turn"
        )
    if len(said) % 2 == 0:
        sentence = f"prompt has {len(said)} texts, user and assistant in turn; the last must be the user's"
        raise InvalidValue(sentence)
    return tuple(map(well_formed, said))


def _text(name: str, value: object) -> str:
    if not isinstance(value, str | None):
        raise InvalidValue(f"{name} is {shown(value)}; it must be a text")
    return well_formed(value or "")


def _all_of(found: Iterable[tuple[int, object]], place: str) -> tuple[SheetPrompt, ...]:
    """The prompts at their places, or what is wrong there. Raises: InvalidValue: with the place before its sentence."""
    problems, prompts = Problems(), []
    with problems:  # of what cannot be read any further, too
        for number, each in found:
            try:
                if isinstance(each, PlaygroundError):
                    raise each
                prompts.append(prompt_of(each))
            except PlaygroundError as error:
                what = "; ".join(str(problem).rstrip(".") for problem in error.problems)
                with problems:
                    raise InvalidValue(f"{place} {number:,}: {what}.", field="prompts") from None
    problems.report()
    return tuple(prompts)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1; a line ends where an editor shows its end."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if line.strip():
            yield number, line.rstrip("\n")


def _rows_of_csv(text: str) -> Iterator[tuple[int, object]]:
    """The rows below the heads, each with the number of its last line, which is its only one unless a cell has several.

    Where no comma stands in the heads, a semicolon or a tab parts the cells, as some spreadsheets write it.
    """
    heads_line = next((line for _, line in _lines(text)), "")
    mark = next((mark for mark in ",;\t" if mark in heads_line), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    heads: list[str] = []
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not heads:
                heads = [cell.lower() for cell in cells]
                if wrong := _wrong_heads(heads):
                    yield rows.line_num, wrong
                    return
            elif len(row) > len(heads):
                yield (
                    rows.line_num,
                    InvalidValue(
                        f"there are {len(row)} cells for {len(heads)} columns; put a prompt in which a comma stands "
                        'between quotation marks, as in "Hello, you!"'
                    ),
                )
            else:
                yield rows.line_num, dict(zip(heads, row, strict=False))
    except csv.Error as error:
        yield rows.line_num, InvalidValue(f"it is no CSV ({error}); look at its quotation marks")


def _wrong_heads(heads: list[str]) -> InvalidValue | None:
    if "prompt" in heads and len(set(heads)) == len(heads) and not set(heads) - set(COLUMNS):
        return None
    return InvalidValue(
        f"the columns are {', '.join(map(shown, heads))}; they must be prompt and, if you like, group and expect, each "
        "once"
    )


def _objects(text: str) -> Iterator[tuple[int, object]]:
    for number, line in _lines(text):
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, InvalidValue(f"it is no JSON ({str(error).partition(':')[0]})")
