"""What can go wrong through no fault of the code: one clear sentence each, for the person who asked.

They are all `PlaygroundError`s. A message says what was given, what is allowed and what to do; the command line prints
that message and nothing else.
"""

from __future__ import annotations

import difflib
import functools
import math
import operator
import reprlib
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import ClassVar, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")

LONGEST_REASON = 300  # characters of what a library says that a message quotes
LONGEST_NAME = 100  # characters of a value that a message quotes, and of a name that is compared with those known


class PlaygroundError(Exception):
    """Base of every error that this package raises on purpose.

    `code` names the kind of error and never changes, so that a program can tell the kinds apart and a page can
    translate them. `field` names the value that is wrong ("prompt", "parameters.top_p"), where a form could point at
    it. `subject` is the name of a value, where the message begins with one ("vocab_size is 5; …", "Lane B: top_p is 2;
    …"): who sees a form reads the label of the field there instead.

    The message quotes names that come from files and from other people. As text it is one line of printable
    characters: a terminal obeys no escape sequence that a tensor's name holds.
    """

    code: ClassVar[str] = "playground_error"

    def __init__(self, message: str = "", *, field: str | None = None, subject: str | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.subject = subject

    def __str__(self) -> str:
        return printable(Exception.__str__(self))  # a KeyError's own would put quotation marks around it

    @property
    def problems(self) -> tuple[PlaygroundError, ...]:
        """What is wrong, one error a value: this one alone, unless it is an `InvalidRequest`."""
        return (self,)

    def within(self, place: str) -> PlaygroundError:
        """This error, with its field found in `place`: "top_p" within "parameters" is "parameters.top_p"."""
        if self.field:
            self.field = f"{place}.{self.field}"
        return self


class InvalidValue(PlaygroundError, ValueError):
    """A value is outside its legal range, or of the wrong kind."""

    code = "invalid_value"


class InvalidRequest(InvalidValue):
    """Several values are wrong; `problems` holds an error for each, and `field` names the first.

    Its text has a line for each of them.
    """

    code = "invalid_request"

    def __init__(self, problems: Iterable[PlaygroundError]) -> None:
        self._problems = tuple(problems)
        super().__init__(f"{len(self._problems)} values are wrong:", field=self._problems[0].field)

    def __str__(self) -> str:
        return "\n  ".join((super().__str__(), *map(str, self._problems)))

    def __reduce__(self) -> tuple[type[InvalidRequest], tuple[tuple[PlaygroundError, ...]]]:
        return type(self), (self._problems,)

    @property
    def problems(self) -> tuple[PlaygroundError, ...]:
        return self._problems

    def within(self, place: str) -> PlaygroundError:
        return InvalidRequest(problem.within(place) for problem in self._problems)


class UnknownName(PlaygroundError, KeyError):
    """A model, strategy or tokenizer name that does not exist. A `KeyError`, so that a mapping of ours can raise it."""

    code = "unknown_name"


class CheckpointError(PlaygroundError):
    """A checkpoint folder is incomplete, damaged, or of a kind that is not read."""

    code = "unreadable_checkpoint"


class ModelUnavailable(PlaygroundError):
    """The model exists, but it is neither on this machine nor can it be fetched now."""

    code = "model_unavailable"


class Cancelled(PlaygroundError):
    """What was asked for has been stopped by somebody before it was done."""

    code = "cancelled"


class TooBusy(PlaygroundError):
    """Too many runs are under way; a moment later there may be room."""

    code = "too_busy"


class Closing(PlaygroundError):
    """The server is about to end: what is under way comes to its end, and nothing begins."""

    code = "closing"


class Problems:
    """Collects what is wrong, so that a person hears of all of it at once.

    with problems:
        check(top_p)     # an error of ours is kept, and the next check goes on
    with problems:
        check(seed)
    problems.report()    # raises what there is
    """

    def __init__(self) -> None:
        self._found: list[PlaygroundError] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if not isinstance(error, PlaygroundError):
            return False
        self._found += error.problems
        return True

    def report(self, place: Callable[[PlaygroundError], int] | None = None) -> None:
        """Nothing, if nothing is wrong. Several problems are told by their `place`, and in the order in which they were
        found where that is the same.

        Raises:
            PlaygroundError: the one that was found, as it is; of several an `InvalidRequest`.
        """
        if len(self._found) == 1:
            raise self._found[0]
        if self._found:
            raise InvalidRequest(sorted(self._found, key=place) if place else self._found)


def unknown(
    kind: str,
    name: object,
    known: Iterable[str],
    *,
    elsewhere: Mapping[str, str] | None = None,
    field: str | None = None,
) -> UnknownName:
    """The error for a `name` that does not exist: it lists the `known` ones and guesses which was meant.

    `elsewhere` maps names that other programs use to those used here ("nucleus" to "top_p").
    """
    known = tuple(known)
    guess = f" Did you mean {found}?" if (found := meant(name, known, elsewhere)) else ""
    return UnknownName(f"There is no {kind} {shown(name)}; choose one of {', '.join(known)}.{guess}", field=field)


def meant(name: object, known: Iterable[str], elsewhere: Mapping[str, str] | None = None) -> str | None:
    """Which of the `known` names was probably meant, if any; the arguments are those of `unknown`."""
    # Comparing takes time that grows with the product of the lengths, and no name is that long.
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        return None
    return _nearest(name.lower().replace("-", "_"), tuple(known), elsewhere or {})


def _nearest(name: str, known: tuple[str, ...], elsewhere: Mapping[str, str]) -> str | None:
    if name in elsewhere:
        return elsewhere[name]
    begun = [each for each in known if name and each.startswith(name)]
    near = difflib.get_close_matches(name, (*known, *elsewhere), n=1)
    if len(begun) == 1 or not near:
        return begun[0] if len(begun) == 1 else None
    return elsewhere.get(near[0], near[0])


def whole(value: object) -> int | None:
    """`value` as a plain int, numpy's too; None if it is not a whole number, as True, 2.0 and "2" are not."""
    # bool is a subclass of int: without this line True would quietly mean 1.
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def whole_number(name: str, value: object, least: int, most: int | None = None, why: str = "") -> int:
    """`value` as a plain int from `least` to `most`.

    Raises:
        InvalidValue: it is anything else; the sentence calls it `name`, as does the field, and ends with `why`.
    """
    number = whole(value)
    if number is None or number < least or (most is not None and number > most):
        allowed = f"of at least {least:,}" if most is None else f"from {least:,} to {most:,}"
        sentence = f"{name} is {shown(value)}; it must be a whole number {allowed}{why}."
        raise InvalidValue(sentence, field=name, subject=name)
    return number


def filled(name: str, value: object, allowed: str) -> str:
    """`value` as a text that is not blank: no file, model or data set is called nothing.

    Raises:
        InvalidValue: it is anything else; the sentence calls it `name`, as does the field, and says what is `allowed`.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue(f"{name} is {shown(value)}; it must be {allowed}.", field=name, subject=name)
    return value


def true_or_false(name: str, value: object) -> bool:
    """`value`, which is True or False and not merely something that Python takes for one, as it does the text "no".

    Raises:
        InvalidValue: it is anything else; the sentence calls it `name`, as does the field.
    """
    if not isinstance(value, bool):
        raise InvalidValue(f"{name} is {shown(value)}; it must be True or False.", field=name, subject=name)
    return value


def shown(value: object) -> str:
    """A value as a message quotes it: its `repr`, with the middle left out where it is long."""
    return _SHORTENED.repr(value)


def reason(error: BaseException) -> str:
    """What an error says, as our sentence quotes it: its first line, without a period, and cut off where it is long.

    Some libraries put the whole of a damaged file into theirs.
    """
    line = (str(error).strip() or type(error).__name__).split("\n")[0].rstrip(".")
    return line if len(line) <= LONGEST_REASON else f"{line[:LONGEST_REASON]} ..."


def panics_as(
    kind: type[PlaygroundError], sentence: str = "{}"
) -> Callable[[Callable[_Given, _Returned]], Callable[_Given, _Returned]]:
    """For functions that call a library written in Rust: where it breaks off, they raise `kind`.

    Args:
        sentence: the message; "{}" stands for what the library says.

    A panic of such a library passes every `except Exception`, being a `BaseException`, as if it were Ctrl+C; it only
    means that the library met a case that it does not expect. The three lines that it writes to stderr before Python
    hears of it cannot be held back from here, except together with all that others write there.
    """

    def guard(function: Callable[_Given, _Returned]) -> Callable[_Given, _Returned]:
        @functools.wraps(function)
        def guarded(*args: _Given.args, **kwargs: _Given.kwargs) -> _Returned:
            try:
                return function(*args, **kwargs)
            except BaseException as error:
                # Each library has a class of its own, which it does not offer for import.
                if type(error).__module__ != "pyo3_runtime":
                    raise
                raise kind(sentence.format(reason(error))) from error

        return guarded

    return guard


def printable(text: str) -> str:
    """`text` with every character that is not printable (line breaks and escape sequences too) as its Python escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class _Shortened(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        try:
            return super().repr_int(x, level)
        except ValueError:  # Python writes no integer of more than 4,300 digits
            return f"a whole number of about {math.ceil(x.bit_length() * math.log10(2)):,} digits"


_SHORTENED = _Shortened()
_SHORTENED.maxstring = _SHORTENED.maxother = LONGEST_NAME
