"""Where the text of a training comes from: the story world, dialogues over it, a file, a data set of the hub.

A source is a record that a recipe holds. It writes two kinds of documents, those to train on and those held out, and
gives the same ones whenever it is asked.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

from llm_playground.corpus.dialogues import dialogues, render
from llm_playground.corpus.dialogues.records import Message
from llm_playground.corpus.special_tokens import END_OF_TEXT
from llm_playground.corpus.world import documents
from llm_playground.decoding.parameters import LARGEST_SEED
from llm_playground.errors import InvalidValue, ModelUnavailable, UnknownName, filled, reason, whole_number
from llm_playground.extras import how_to_get
from llm_playground.models.fetching.connection import connection_error, is_reachable


class Sample(NamedTuple):
    """One document. A dialogue has `messages`, and only its answers are learned; other text is learned whole.

    `logprob` is what the document costs the generator that wrote it, in nats; None where nobody knows.
    """

    text: str
    logprob: float | None = None
    messages: tuple[Message, ...] | None = None


@runtime_checkable
class Source(Protocol):
    def training(self) -> Iterable[Sample]: ...

    def held_out(self) -> Iterable[Sample]: ...

    def description(self) -> str:
        """For the model card: what the text is and how to write it again."""
        ...


@dataclass(frozen=True)
class StoryWorld:
    """Documents of the story world."""

    documents: int
    seed: int
    held_out_documents: int  # before those are removed that the training text has too
    held_out_seed: int

    def __post_init__(self) -> None:
        _check_sizes(self, "documents", "held_out_documents")
        _check_seeds(self.seed, self.held_out_seed)

    def training(self) -> Iterator[Sample]:
        return (Sample(document.text, document.logprob) for document in documents(self.documents, self.seed))

    def held_out(self) -> Iterator[Sample]:
        written = documents(self.held_out_documents, self.held_out_seed)
        return (Sample(document.text, document.logprob) for document in written)

    def description(self) -> str:
        return f"the story world, seed {self.seed} (held out: seed {self.held_out_seed})"


@dataclass(frozen=True)
class Dialogues:
    """Conversations over the story world. What is held out asks what training never asks."""

    conversations: int
    seed: int
    held_out_conversations: int
    held_out_seed: int

    def __post_init__(self) -> None:
        _check_sizes(self, "conversations", "held_out_conversations")
        _check_seeds(self.seed, self.held_out_seed)

    def training(self) -> Iterator[Sample]:
        return self._write(self.conversations, self.seed, held_out=False)

    def held_out(self) -> Iterator[Sample]:
        return self._write(self.held_out_conversations, self.held_out_seed, held_out=True)

    def description(self) -> str:
        return f"dialogues over the story world, seed {self.seed} (held-out instructions: seed {self.held_out_seed})"

    @staticmethod
    def _write(count: int, seed: int, *, held_out: bool) -> Iterator[Sample]:
        for dialogue in dialogues(count, seed, held_out=held_out):
            yield Sample(render(dialogue.messages), messages=dialogue.messages)


HELD_OUT_SHARE = 0.05  # of a text of the user's own


@dataclass(frozen=True)
class TextFile:
    """A text file. Documents are what stands between lines `<|endoftext|>`; without any, the file is one text.

    The last 5 % of the documents, or of one text's paragraphs, are held out.
    """

    path: str

    def __post_init__(self) -> None:
        filled("path", self.path, "the path of a text file")

    def training(self) -> list[Sample]:
        return self._split()[0]

    def held_out(self) -> list[Sample]:
        return self._split()[1]

    def description(self) -> str:
        return f"the file {Path(self.path).name} (held out: its last {HELD_OUT_SHARE:.0%})"

    def _split(self) -> tuple[list[Sample], list[Sample]]:
        """Raises InvalidValue: no such file, not UTF-8, or too little in it to hold some out."""
        text = read_text(Path(self.path))
        pieces, joint = [piece.strip() for piece in text.split(END_OF_TEXT)], END_OF_TEXT
        if len(pieces) == 1:
            pieces, joint = text.split("\n\n"), "\n\n"
        if len(pieces) == 1:
            pieces, joint = text.splitlines(keepends=True), ""
        pieces = [piece for piece in pieces if piece.strip()]
        if len(pieces) < 2:
            raise InvalidValue(f"{self.path} is a single line of text: training needs two at least, one to hold out.")
        cut = min(len(pieces) - 1, round(len(pieces) * (1 - HELD_OUT_SHARE)))
        parts = pieces[:cut], pieces[cut:]
        if joint == END_OF_TEXT:
            return [Sample(piece) for piece in parts[0]], [Sample(piece) for piece in parts[1]]
        return [Sample(joint.join(parts[0]))], [Sample(joint.join(parts[1]))]


def read_text(path: Path) -> str:
    """The text of a file; InvalidValue says in one sentence why there is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InvalidValue(
            f"{path} is not a UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}. Save it as UTF-8."
        ) from error
    except OSError as error:
        raise InvalidValue(f"{path} cannot be read ({error.strerror}). Give the path of a text file.") from error
    if not text.strip():
        raise InvalidValue(f"{path} has no text in it.")
    return text


@dataclass(frozen=True)
class HubDataset:
    """Texts of a data set of the Hugging Face hub (or a local folder of files that `datasets` reads), its first ones.

    Held out are texts of its "validation" or "test" split; where it has none, the last 5 % of those taken.
    """

    name: str
    documents: int = 100_000
    column: str = "text"

    def __post_init__(self) -> None:
        filled("name", self.name, "a data set's hub id, or a folder")
        filled("column", self.column, "the name of a column")
        whole_number("documents", self.documents, 2)  # one of them to hold out

    @staticmethod
    def check_library() -> None:
        """Raises InvalidValue: the library that reads data sets is not installed."""
        if importlib.util.find_spec("datasets") is None:
            raise InvalidValue(f"Data sets are read with the library datasets; get it with: {how_to_get('train')}")

    def training(self) -> Iterator[Sample]:
        splits = self._splits
        taken = self._samples(splits["train"])
        return islice(taken, None if _held_out_split(splits) else self.documents - self._held_out_documents())

    def held_out(self) -> Iterator[Sample]:
        splits = self._splits
        if name := _held_out_split(splits):
            return islice(self._samples(splits[name]), self._held_out_documents())
        return islice(self._samples(splits["train"]), self.documents - self._held_out_documents(), None)

    def description(self) -> str:
        return f"the first {self.documents:,} texts of the data set {self.name}"

    def _held_out_documents(self) -> int:
        return max(1, round(self.documents * HELD_OUT_SHARE))

    def _samples(self, split: Iterable[dict[str, Any]]) -> Iterator[Sample]:
        for row in islice(split, self.documents):
            if not isinstance(row.get(self.column), str):
                columns = ", ".join(name for name, value in row.items() if isinstance(value, str)) or "none"
                raise InvalidValue(
                    f"The data set {self.name} has no column {self.column!r} of texts; its columns of texts: {columns}."
                )
            yield Sample(row[self.column])

    @cached_property
    def _splits(self) -> Any:
        """The splits by their names, asked for once: each asking goes to the hub."""
        self.check_library()
        from datasets import load_dataset
        from datasets.exceptions import DatasetNotFoundError

        if not Path(self.name).is_dir() and not is_reachable():
            raise ModelUnavailable(
                f"The data set {self.name!r} is not a folder here, and the Hugging Face hub cannot be reached. "
                "Try again online, or train on a text file."
            )
        try:
            # Streaming: TinyStories has 2 GB, of which a tiny model wants to see a tenth.
            splits = load_dataset(self.name, streaming=True)
        except DatasetNotFoundError as error:
            raise UnknownName(
                f"There is no data set {self.name!r} on the Hugging Face hub, or it is private."
            ) from error
        except (OSError, ValueError, RuntimeError, connection_error()) as error:
            raise ModelUnavailable(f"The data set {self.name!r} cannot be read: {reason(error)}.") from error
        if "train" not in splits:
            raise InvalidValue(f"The data set {self.name} has no split 'train', only {', '.join(splits)}.")
        return splits


def _held_out_split(splits: Any) -> str | None:
    return next((name for name in ("validation", "test") if name in splits), None)


def _check_sizes(record: Any, *names: str) -> None:
    for name in names:
        whole_number(name, getattr(record, name), 1)


def _check_seeds(seed: int, held_out_seed: int) -> None:
    for name, value in (("seed", seed), ("held_out_seed", held_out_seed)):
        whole_number(name, value, 0, LARGEST_SEED)
    if seed == held_out_seed:
        raise InvalidValue(f"The seeds of training and held-out text are both {seed}; they must differ.")
