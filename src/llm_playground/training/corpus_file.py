"""A corpus as one text file: documents with a line `<|endoftext|>` between them, as `sources.TextFile` reads them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from llm_playground.corpus.dialogues import dialogues as write_dialogues
from llm_playground.corpus.dialogues import render
from llm_playground.corpus.special_tokens import END_OF_TEXT
from llm_playground.corpus.world import documents as write_documents
from llm_playground.corpus.world import extended_world
from llm_playground.errors import CheckpointError, InvalidValue


def write_corpus(
    path: Path,
    documents: int,
    seed: int,
    *,
    dialogues: bool = False,
    world: Sequence[Path] = (),
    replace: bool = False,
) -> int:
    """Write so many documents, or conversations in their chat template; the file's size in bytes.

    Args:
        world: data files that add to the story world.
        replace: whether a file that is at `path` may be replaced.

    Raises:
        InvalidValue: something is at `path` that is not to be replaced; or dialogues of a world with added files: they
            know only the one that ships with the package.
        WorldError: a file contradicts the world.
        CheckpointError: the file cannot be written; what was at `path` before is untouched.
    """
    _check_place(path, replace)
    if dialogues and world:
        raise InvalidValue("Dialogues know only the story world of the package: leave out the files that add to it.")
    if dialogues:
        texts = (render(dialogue.messages).rstrip("\n") for dialogue in write_dialogues(documents, seed))
    else:
        texts = (document.text for document in write_documents(documents, seed, None, extended_world(world)))
    try:
        return _write(texts, path)
    except OSError as error:
        raise CheckpointError(f"{path} could not be written ({error.strerror}).") from error


def _check_place(path: Path, replace: bool) -> None:
    """Raises InvalidValue: there is something at `path` that is not replaced."""
    if path.is_dir():
        raise InvalidValue(f"{path} is a folder; name the file to write, such as {path / 'corpus.txt'}.")
    if not path.is_file() and os.path.lexists(path):  # a device, a pipe, a link to nothing
        raise InvalidValue(f"{path} is not a file with text in it; name another file to write.")
    if path.is_file() and not replace:
        raise InvalidValue(f"{path} is there already; name another file, or say --force to replace it.")


def _write(texts: Iterable[str], path: Path) -> int:
    """Write the file under another name, then rename it: after a crash `path` holds the old text or the new."""
    part = _part(path)
    with part.open("x", encoding="utf-8", newline="\n") as file:  # "x": what is there under that name is not ours
        try:
            for number, text in enumerate(texts):
                file.write(f"{END_OF_TEXT}\n{text}\n" if number else f"{text}\n")
            file.close()
            size = part.stat().st_size
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)  # Ctrl-C too leaves nothing behind
    return size


def remove_rest(path: Path) -> bool:
    """Remove what a `write_corpus` that was killed left beside `path`; whether there was something."""
    there = _part(path).is_file()
    if there:
        _part(path).unlink()
    return there


def _part(path: Path) -> Path:
    # A name that nothing else gives: a browser's unfinished download of "x" is "x.part". And "." has no name.
    return path.parent / f"{path.name}.corpus-part"
