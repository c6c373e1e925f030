"""What a GGUF file says before its numbers begin: entries by name, and where each tensor lies."""

from __future__ import annotations

import math
import mmap
import struct
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_playground.errors import CheckpointError, shown

MAGIC = b"GGUF"
VERSIONS = (2, 3)  # 1, of the summer of 2023, counts in 32 bits
USUAL_ALIGNMENT = 32  # bytes; where a tensor begins is a multiple of it
MOST_DIMENSIONS = 4
MOST_WEIGHTS = 2**40  # of one tensor; the largest models have a few times as many in all
DEEPEST_LIST = 4  # lists within lists; files have one

# The kinds of a value, by their number in the file, as `struct` spells them.
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
TEXT, LIST = 8, 9


@dataclass(frozen=True)
class TensorPlace:
    """A tensor of the file: its shape as NumPy counts it (rows first), its type of block, and its first byte."""

    shape: tuple[int, ...]
    kind: int
    start: int


@dataclass(frozen=True)
class Header:
    """The entries and tensors of a GGUF file, by the names that it gives them."""

    file: Path
    entries: dict[str, Any]
    tensors: dict[str, TensorPlace]

    def text(self, name: str, usual: str = "") -> str:
        """The text under `name`. Raises: CheckpointError, as do those below, where there is something else."""
        return self._of_kind(name, str, usual, "a text")

    def number(self, name: str) -> int | None:
        """The whole number under `name`; None where there is none."""
        value = self._of_kind(name, int | None, None, "a whole number")
        if isinstance(value, bool):
            raise self.wrong(name, "a whole number")
        return value

    def texts(self, name: str) -> list[str]:
        """The list of texts under `name`; an empty one where there is none."""
        values = self._of_kind(name, list, [], "a list of texts")
        if not set(map(type, values)) <= {str}:  # a quarter of a million of them, in a blink
            raise self.wrong(name, "a list of texts")
        return values

    def _of_kind(self, name: str, kind: Any, usual: Any, allowed: str) -> Any:
        value = self.entries.get(name, usual)
        if not isinstance(value, kind):
            raise self.wrong(name, allowed)
        return value

    def wrong(self, name: str, allowed: str) -> CheckpointError:
        return CheckpointError(f"{name} in {self.file} is {shown(self.entries.get(name))}; it must be {allowed}.")


def read_header(file: Path, *, texts: bool = True) -> Header:
    """What a GGUF file says of its model, whether or not its numbers are there.

    Args:
        texts: whether its lists of texts are read, which are a vocabulary and take nearly all of the time; else they
            are left empty.

    Raises:
        CheckpointError: it cannot be read, is no GGUF file of a version that is read, or is cut off or damaged.
    """
    try:
        with file.open("rb") as opened:
            if opened.read(4) != MAGIC:
                raise CheckpointError(f"{file} is not a GGUF file: such a file begins with the letters GGUF.")
            with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _Reader(file, data, texts).header()
    except OSError as error:
        raise CheckpointError(f"{file} cannot be read ({error.strerror}).") from error
    except struct.error as error:
        raise _damaged(file, "it ends before all is said of what it holds") from error
    except (ValueError, IndexError, OverflowError) as error:
        raise _damaged(file, str(error)) from error


def _damaged(file: Path, why: str) -> CheckpointError:
    return CheckpointError(f"{file} is cut off or damaged ({why}): get it again.")


def cut_off(header: Header, size: int, needed: int) -> CheckpointError:
    """The error for a file that ends before its tensors do, as a broken download leaves it."""
    name = header.entries.get("general.name") or header.entries.get("general.architecture")
    return CheckpointError(
        f"{header.file} is cut off: {size:,} of its {needed:,} bytes are there (it says that it holds {shown(name)} in "
        f"{len(header.tensors)} tensors). Get it again."
    )


class _Reader:
    """Reads one value after another. A count that the file cannot hold ends it before any memory is taken."""

    def __init__(self, file: Path, data: mmap.mmap, texts: bool) -> None:
        self._file, self._data, self._at, self._reads_texts = file, data, len(MAGIC), texts

    def header(self) -> Header:
        version = self._number("I")
        if version not in VERSIONS:
            swapped = int.from_bytes(version.to_bytes(4, "little"), "big") in VERSIONS
            why = "has its bytes in the order of big-endian machines" if swapped else f"is of version {version}"
            raise CheckpointError(f"{self._file} {why}; GGUF of version 2 and 3, little-endian, is read.")
        n_tensors, n_entries = self._count(), self._count()
        entries = dict(self._entry() for _ in range(n_entries))
        places = [self._tensor() for _ in range(n_tensors)]
        alignment = entries.get("general.alignment", USUAL_ALIGNMENT)
        if type(alignment) is not int or not 1 <= alignment <= 2**20:
            raise _damaged(self._file, f"general.alignment is {shown(alignment)}")
        first = -(-self._at // alignment) * alignment
        tensors = {name: TensorPlace(shape, kind, first + offset) for name, shape, kind, offset in places}
        return Header(self._file, entries, tensors)

    def _entry(self) -> tuple[str, Any]:
        return self._text(), self._value(self._number("I"), DEEPEST_LIST)

    def _value(self, kind: int, deepest: int) -> Any:
        if kind == TEXT:
            return self._text()
        if kind == LIST and deepest:
            inner, count = self._number("I"), self._count()
            if inner in NUMBERS:
                return array(NUMBERS[inner].replace("?", "B"), self._bytes(NUMBERS[inner], count))
            if inner == TEXT:
                return self._texts(count) if self._reads_texts else self._pass_texts(count)
            return [self._value(inner, deepest - 1) for _ in range(count)]
        if kind not in NUMBERS:
            raise _damaged(self._file, f"a value is of the unknown kind {kind}")
        return self._number(NUMBERS[kind])

    def _tensor(self) -> tuple[str, tuple[int, ...], int, int]:
        name, n_dimensions = self._text(), self._number("I")
        if n_dimensions > MOST_DIMENSIONS:
            raise _damaged(self._file, f"{shown(name)} has {n_dimensions} dimensions")
        shape = tuple(self._number("Q") for _ in range(n_dimensions))[::-1]  # the file counts along a row first
        if math.prod(shape) > MOST_WEIGHTS:
            raise _damaged(self._file, f"{shown(name)} would be larger than any model")
        return name, shape, self._number("I"), self._number("Q")

    def _text(self) -> str:
        return self._texts(1)[0]

    def _texts(self, count: int) -> list[str]:
        # A vocabulary and its merges are a quarter of a million of them, so that this loop is most of the time.
        data, at, end, length_at = self._data, self._at, len(self._data), struct.Struct("<Q").unpack_from
        texts = []
        for _ in range(count):
            (length,) = length_at(data, at)
            at += 8 + length
            if at > end:
                raise _damaged(self._file, "it ends in the middle of a text")
            texts.append(data[at - length : at].decode("utf-8", "replace"))
        self._at = at
        return texts

    def _pass_texts(self, count: int) -> list[str]:
        data, at, length_at = self._data, self._at, struct.Struct("<Q").unpack_from
        for _ in range(count):
            at += 8 + length_at(data, at)[0]
        if at > len(data):
            raise _damaged(self._file, "it ends in the middle of a text")
        self._at = at
        return []

    def _count(self) -> int:
        """How many things follow, each of at least one byte."""
        count: int = self._number("Q")
        if count > len(self._data) - self._at:
            raise _damaged(self._file, "it says that more follows than is there")
        return count

    def _number(self, code: str) -> Any:
        return struct.unpack(f"<{code}", self._bytes(code, 1))[0]

    def _bytes(self, code: str, count: int) -> bytes:
        size = count * struct.calcsize(f"<{code}")
        if size > len(self._data) - self._at:
            raise _damaged(self._file, "it ends in the middle of a value")
        self._at += size
        return self._data[self._at - size : self._at]
