"""Reads `data/*.toml`. What the tables mean is told where they are used: `scenes.py` and its neighbors.

A new file is read like the others. Tables of the same name in two files are joined: [kind.color] may stand in a
file of your own, beside the kinds of the package. The lists are those of the story world, and any [list.name] here;
[list.children] with of = ["girls", "boys"] makes one list of two; parts = [["Lu", "Ma"], ["ka", "mo"]] makes names of
syllables, each with each.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

from llm_playground.corpus.world import WorldError, default_world
from llm_playground.corpus.world.words import Entry, Pool, make_entry

Table = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Data:
    """The tables of all files, and all lists: name -> entries."""

    tables: Table
    lists: dict[str, list[Entry]]


@cache
def load() -> Data:
    folder = resources.files(__package__) / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return read({file.name: file.read_text(encoding="utf-8") for file in files})


def read(files: Mapping[str, str]) -> Data:
    """Raises WorldError when a file is not TOML, or says what another one has said already."""
    tables: Table = {}
    for file, text in files.items():
        try:
            join(tables, tomllib.loads(text), file)
        except tomllib.TOMLDecodeError as error:
            raise WorldError(f"{file} is not valid TOML: {error}.") from None
    lists = {name: pool.entries for name, pool in default_world().lists.items()}
    for name, body in tables.get("list", {}).items():
        if name in lists:
            raise WorldError(f"The story world has a list {name!r} already.")
        if "of" in body:  # several lists as one
            lists[name] = [entry for part in body["of"] for entry in lists[part]]
            continue
        shared = {key: value for key, value in body.items() if key not in ("entries", "parts")}
        sources = body["entries"] if "entries" in body else map("".join, product(*body["parts"]))
        entries = [make_entry(source, shared) for source in sources]
        lists[name] = Pool(name, entries).entries
    return Data(tables, lists)


def join(tables: Table, more: Table, file: str) -> None:
    for name, value in more.items():
        if name not in tables:
            tables[name] = value
        elif isinstance(value, dict) and isinstance(tables[name], dict):
            join(tables[name], value, file)
        elif isinstance(value, list) and isinstance(tables[name], list):
            tables[name] = tables[name] + value
        else:
            raise WorldError(f"{file}: {name!r} has a value in another file already.")
