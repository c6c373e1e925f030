"""What can go wrong through no fault of the code: one clear sentence each, for the person who asked.

They are all `PlaygroundError`s. A message says what was given, what is allowed and what to do; the command line prints
that message and nothing else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import TracebackType


class PlaygroundError(Exception):
    """Base of every error that this package raises on purpose.

    `field` names the value that is wrong ("prompt", "parameters.top_p"), where a form could point at it.
    """

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field

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


class InvalidRequest(InvalidValue):
    """Several values are wrong; `problems` holds an error for each, and `field` names the first."""

    def __init__(self, problems: Iterable[PlaygroundError]) -> None:
        self._problems = tuple(problems)
        lines = "".join(f"\n  {problem}" for problem in self._problems)
        super().__init__(f"{len(self._problems)} values are wrong:{lines}", field=self._problems[0].field)

    @property
    def problems(self) -> tuple[PlaygroundError, ...]:
        return self._problems

    def within(self, place: str) -> PlaygroundError:
        return InvalidRequest(problem.within(place) for problem in self._problems)


class UnknownName(PlaygroundError, LookupError):
    """A model, strategy or tokenizer name that does not exist."""


class CheckpointError(PlaygroundError):
    """A checkpoint folder is incomplete, damaged, or of a kind that is not read."""


class ModelUnavailable(PlaygroundError):
    """The model exists, but it is neither on this machine nor can it be fetched now."""


class TooBusy(PlaygroundError):
    """Too many runs are under way; a moment later there may be room."""


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

    def report(self) -> None:
        """Nothing, if nothing is wrong.

        Raises:
            PlaygroundError: the one that was found, as it is; of several an `InvalidRequest`.
        """
        if len(self._found) == 1:
            raise self._found[0]
        if self._found:
            raise InvalidRequest(self._found)


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
    meant = _meant(str(name).lower().replace("-", "_"), known, elsewhere or {})
    guess = f" Did you mean {meant}?" if meant else ""
    return UnknownName(f"There is no {kind} {name!r}; choose one of {', '.join(known)}.{guess}", field=field)


def _meant(name: str, known: tuple[str, ...], elsewhere: Mapping[str, str]) -> str | None:
    if name in elsewhere:
        return elsewhere[name]
    begun = [each for each in known if name and each.startswith(name)]
    near = difflib.get_close_matches(name, (*known, *elsewhere), n=1)
    if len(begun) == 1 or not near:
        return begun[0] if len(begun) == 1 else None
    return elsewhere.get(near[0], near[0])
