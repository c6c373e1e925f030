"""What lies on this machine: models that other programs fetched, as far as the beginnings of their files tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_playground.records import Record

Place = Literal["hub", "ollama", "lmstudio", "pip", "folder"]


@dataclass(frozen=True, slots=True)
class LocalModel(Record):
    """A model on this machine, read from headers alone; what they do not tell is None.

    `name` is what it is loaded by, `folder` the one of its place in which it was found. `bytes` are those of its
    weights as they lie there, of a broken download those that came. `quantization` is how they are stored: "Q4_K_M" in
    a GGUF file, "BF16" in a checkpoint. Whether it `thinks` before it answers can be said to its chat template
    (`enable_thinking`). What `reads_text` has a tokenizer; anything else reads token ids alone.
    `looked_into` says how far it can be looked into; "no" stands for what cannot be loaded either. `why` says what it
    cannot do, in a sentence.
    """

    name: str
    place: Place
    folder: str
    path: str
    bytes: int
    architecture: str | None
    parameters: int | None
    quantization: str | None
    context_length: int | None
    is_instruct: bool | None
    thinks: bool
    reads_text: bool
    looked_into: Literal["yes", "in part", "no"]
    why: str


@dataclass(frozen=True, slots=True)
class LocalPlace(Record):
    """A folder that was looked through; `problem` says why nothing of it is listed, if that is so."""

    place: Place
    folder: str
    problem: str


@dataclass(frozen=True, slots=True)
class LocalModels(Record):
    """The models that lie on this machine, and where was looked for them."""

    models: tuple[LocalModel, ...]
    places: tuple[LocalPlace, ...]
