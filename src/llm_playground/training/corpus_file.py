"""A corpus as one text file: documents with a line `<|endoftext|>` between them, as `sources.TextFile` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from llm_playground.corpus.dialogues import dialogues as write_dialogues
from llm_playground.corpus.dialogues import render
from llm_playground.corpus.special_tokens import END_OF_TEXT
from llm_playground.corpus.world import documents as write_documents
from llm_playground.corpus.world import extended_world
from llm_playground.errors import CheckpointError, InvalidValue


def write_corpus(path: Path, documents: int, seed: int, *, dialogues: bool = False, world: Sequence[Path] = ()) -> int:
    """Write so many documents, or conversations in their chat template; the file's size in bytes.

    Args:
        world: data files that add to the story world.

    Raises:
        InvalidValue: `path` is a folder; or dialogues of a world with added files: they know only the one that ships
            with the package.
        WorldError: a file contradicts the world.
        CheckpointError: the file cannot be written; what was at `path` before is untouched.
    """
    if path.is_dir():
        raise InvalidValue(f"{path} is a folder; name the file to write, such as {path / 'corpus.txt'}.")
    if dialogues and world:
        raise InvalidValue("Dialogues know only the story world of the package: leave out the files that add to it.")
    if dialogues:
        texts = (render(dialogue.messages).rstrip("\n") for dialogue in write_dialogues(documents, seed))
    else:
        texts = (document.text for document in write_documents(documents, seed, None, extended_world(world)))
    part = _part(path)
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for number, text in enumerate(texts):
                file.write(f"{END_OF_TEXT}\n{text}\n" if number else f"{text}\n")
        size = part.stat().st_size
        part.replace(path)
    except OSError as error:
        raise CheckpointError(f"{path} could not be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)  # Ctrl-C too leaves nothing behind
    return size


def remove_rest(path: Path) -> bool:
    """Remove what a `write_corpus` that was killed left beside `path`; whether there was something."""
    there = _part(path).is_file()
    _part(path).unlink(missing_ok=True)
    return there


def _part(path: Path) -> Path:
    return path.parent / f"{path.name}.part"  # "." has no name
