"""A model on its way from the Hugging Face hub to this machine, and those that are loaded here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_playground.records import Record

Stage = Literal["asking", "waiting", "receiving", "checking"]


@dataclass(frozen=True, slots=True)
class Fetching(Record):
    """How far a model is.

    `stage`: "asking" the hub which files there are, "waiting" for another program that fetches the same file or before
    another try, "receiving" bytes, "checking" them against the checksum that the hub lists. `file` is the one that this
    is about, number `number` of `files`, counted from 1. Of all files together `done` of `total` bytes are here; `kept`
    of them were here before. `speed` is in bytes a second, over the last seconds, and `seconds_left` what it takes at
    this speed; both are None until something has come. `note` says in a sentence what became of an earlier try, of
    this or another program: where the file went on, or why it began anew.
    """

    model: str
    stage: Stage
    file: str = ""
    number: int = 0
    files: int = 0
    done: int = 0
    total: int = 0
    kept: int = 0
    speed: float | None = None
    seconds_left: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fetched(Record):
    """A model is here: `files` files of `total` bytes, every one as the hub lists it. `kept` of these bytes were here
    before; the others came in so many `seconds`."""

    model: str
    files: int
    total: int
    kept: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LoadedModel(Record):
    """A model that is loaded: `bytes` is the memory that its numbers take, those of the texts that it remembers too."""

    name: str
    bytes: int


@dataclass(frozen=True, slots=True)
class LoadedModels(Record):
    """The models that are loaded in this process, those used last at the end, and the memory that is free besides."""

    models: tuple[LoadedModel, ...]
    free: int
