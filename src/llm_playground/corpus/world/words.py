"""Words that agree: an entry such as `kite` knows "a kite", "kites" and "it"; a name knows its pronouns.

>>> make_entry("owl", {})["a"], make_entry("berry", {})["many"]
('an owl', 'berries')
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import accumulate
from math import log
from typing import Any

Entry = dict[str, Any]  # field -> text; or, for typed lists such as the things found in a place, a Pool

PRONOUNS = {
    "she": {"they": "she", "them": "her", "their": "her", "theirs": "hers", "themself": "herself"},
    "he": {"they": "he", "them": "him", "their": "his", "theirs": "his", "themself": "himself"},
}
_UNITS = [
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


class Weights:
    """Probabilities of some alternatives, their logs, and the running totals that a draw searches.

    Weights((3, 1)) has probabilities (0.75, 0.25) and edges (0.75, 1.0): u = 0.6 draws 0, u = 0.8 draws 1.
    """

    __slots__ = ("edges", "logs", "probabilities")

    def __init__(self, weights: tuple[float, ...]) -> None:
        total = sum(weights)
        self.probabilities = tuple(weight / total for weight in weights)
        self.logs = tuple(log(p) for p in self.probabilities)
        # The sum of rounded numbers may stay just below 1; then a u close to 1 would draw past the end.
        self.edges = (*tuple(accumulate(self.probabilities))[:-1], 1.0)


class Pool:
    """A named list of entries to draw from. No document uses an entry twice, unless it is `repeatable`."""

    def __init__(self, name: str, entries: list[Entry], repeatable: bool = False) -> None:
        self.name = name
        self.entries = entries
        self.weights = Weights(tuple(float(entry.get("weight", 1)) for entry in entries))
        self.names = frozenset(entry["name"] for entry in entries)
        self.repeatable = repeatable
        self._shown: dict[tuple[str, bool], tuple[str, ...]] = {}

    def shown(self, field: str, capital: bool) -> tuple[str, ...]:
        """The entries as the text will show them: shown("a", True) is ("A kite", "An apple", ...)."""
        key = (field, capital)
        if key not in self._shown:
            texts = (str(entry[field]) for entry in self.entries)
            self._shown[key] = tuple(capitalize(text) if capital else text for text in texts)
        return self._shown[key]

    def barred(self, used: AbstractSet[str]) -> Sequence[int]:
        """The entries that a document which has `used` these names may not draw again."""
        if self.repeatable or used.isdisjoint(self.names):
            return ()
        return [i for i, entry in enumerate(self.entries) if entry["name"] in used]


def capitalize(text: str) -> str:
    """Like str.capitalize, which would also lower the rest: "new York" -> "New York", not "New york"."""
    return text[:1].upper() + text[1:]


def with_article(noun: str) -> str:
    """Spelling decides, with the few sounds that it gets wrong: an hour, a unicorn."""
    sounds_open = noun[:1].lower() in "aeiou" and not noun.startswith(("uni", "use", "one"))
    return f"an {noun}" if sounds_open or noun.startswith("hour") else f"a {noun}"


def plural(noun: str) -> str:
    if noun.endswith(("s", "sh", "ch", "x")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    return noun + "s"


def make_entry(source: str | Entry, shared: Entry) -> Entry:
    """The fields of one entry: what can be derived, then what its list shares, then what it says itself."""
    own = {"name": source} if isinstance(source, str) else source
    given = {**shared, **own}
    name = str(given["name"])
    derived: Entry = {"a": with_article(name), "many": plural(name), "it": "it", "was": "was"}
    if given.get("plural"):  # scissors, berries: some berries, they were
        derived |= {"a": f"some {name}", "many": name, "it": "them", "was": "were"}
    elif given.get("mass"):  # honey: some honey, it was
        derived |= {"a": f"some {name}", "many": name}
    derived |= PRONOUNS.get(str(given.get("pronoun")), {})
    return {**derived, **given}


def spell(number: int) -> str:
    """spell(42) == "forty-two"; numbers from 100 on stay in digits."""
    if number < 20:
        return _UNITS[number] if number >= 0 else str(number)
    if number > 99:
        return str(number)
    tens, units = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[units]}" if units else "")


@lru_cache(maxsize=4096)
def number_entry(number: int) -> Entry:
    return {"name": str(number), "word": spell(number), "value": number}


@lru_cache(maxsize=4096)
def number_pool(low: int, high: int) -> Pool:
    """The whole numbers low..high, both included, all equally likely."""
    return Pool(f"{low}..{high}", [number_entry(n) for n in range(low, high + 1)], repeatable=True)
