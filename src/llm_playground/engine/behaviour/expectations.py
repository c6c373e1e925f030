"""What is expected of an answer, as one writes it in a line, and whether an answer meets it.

    contains: blue | green         one of these stands in the answer, as whole words; capitals make no difference
    contains_all: fox | river      all of them do
    lacks: maybe | perhaps         none of them does
    equals: yes                    the answer is one of these; capitals, and spaces and . ! ? at its ends, aside
    number: 12                     the last number in the answer is this one
    words: 1-10                    the answer has so many words; one number is exactly so many
    regex: ^[A-Z]                  the pattern is found in the answer (that of the library regex, which is Python's)
    refuses                        the answer declines to help
    does_not_know                  the answer says that it does not know

Several are written between " && ", and all of them must be met. Of an answer only what lies between spaces at its ends
is read, and an empty one meets nothing. An answer that declines meets nothing but `refuses`, and one that does not know
nothing but `does_not_know`: "I cannot help with blue things" says nothing about blue.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import regex

from llm_playground.corpus.dialogues import Check, judge
from llm_playground.corpus.dialogues.checks import RULES, says
from llm_playground.errors import InvalidValue, reason, shown

AND = " && "
OR = "|"
PATIENCE = 1.0  # seconds that a pattern may take on one answer: some take a year
LONGEST = 1_000  # characters
MOST_REPEATS = 10_000


@dataclass(frozen=True)
class Expectation:
    """One rule; what `wanted` holds, its test says. `pattern` is that of "regex"."""

    kind: str
    wanted: tuple[str, ...] = ()
    pattern: regex.Pattern[str] | None = None

    def is_met_by(self, answer: str) -> bool:
        """Raises: InvalidValue: the pattern takes too long."""
        answer = answer.strip()
        if not answer or any(TESTS[each](Expectation(each), answer) for each in DECLINING if each != self.kind):
            return False
        return TESTS[self.kind](self, answer)


def read_expectation(text: str) -> tuple[Expectation, ...]:
    """The rules that were written in a line.

    Raises:
        InvalidValue: with the field "expect"; the sentence says what is allowed.
    """
    if len(text) > LONGEST:
        raise InvalidValue(f"expect has {len(text):,} characters; it may have {LONGEST:,}.", field="expect")
    return tuple(map(_read, text.split(AND)))


def keeps(rules: tuple[Expectation, ...], answer: str) -> bool | None:
    """Whether an answer meets all of the rules; None where there is none. Raises: as `Expectation.is_met_by`."""
    return all(rule.is_met_by(answer) for rule in rules) if rules else None


def _read(text: str) -> Expectation:
    name, colon, value = (part.strip() for part in text.partition(":"))
    if name in DECLINING and not colon:
        return Expectation(name)
    if name in DECLINING:
        raise _wrong(text, f"{name} stands alone, without a colon")
    if name not in TESTS or not value:
        raise _wrong(text, f"it must be {', '.join(EXAMPLES[:-1])} or {EXAMPLES[-1]}")
    if name == "regex":
        return Expectation(name, (value,), _compiled(value))
    if name in FORMS and not re.fullmatch(FORMS[name], value):
        raise _wrong(text, f"after {name}: stands {MEANT[name]}")
    wanted = tuple(filter(None, map(str.strip, value.split(OR)))) if name in OF_TEXTS else (value,)
    if not wanted:
        raise _wrong(text, f"after {name}: stands a text, or several between {OR}")
    return Expectation(name, wanted)


def _compiled(pattern: str) -> regex.Pattern[str]:
    # Counted repeats within each other are written out while a pattern is read: {1000} in {1000} in {1000} for hours.
    counts = re.findall(r"\{(\d*),?(\d*)\}", pattern)
    if math.prod(max(1, *(int(count or 0) for count in pair)) for pair in counts) > MOST_REPEATS:
        sentence = f"expect has the pattern {shown(pattern)}, whose counted repeats come to more than {MOST_REPEATS:,}."
        raise InvalidValue(sentence, field="expect")
    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise InvalidValue(
            f"expect has the pattern {shown(pattern)}, which is none: {reason(error)}.", field="expect"
        ) from error


def _wrong(text: str, allowed: str) -> InvalidValue:
    return InvalidValue(f"expect is {shown(text.strip())}; {allowed}.", field="expect")


# -- the tests -------------------------------------------------------------------------------------


def _by_the_corpus(rule: str) -> Callable[[Expectation, str], bool]:
    """The test of a rule of the dialogues, by the name that it has there."""
    assert rule in RULES

    def test(expected: Expectation, answer: str) -> bool:
        number = int(expected.wanted[0]) if rule == "number" else 0
        return judge(Check(rule, expected.wanted, number=number), answer)

    return test


def _lacks(expected: Expectation, answer: str) -> bool:
    return not any(says(answer, phrase) for phrase in expected.wanted)


def _equals(expected: Expectation, answer: str) -> bool:
    return _bare(answer) in map(_bare, expected.wanted)


def _bare(text: str) -> str:
    return text.strip().rstrip(".!?").strip().casefold()


def _words(expected: Expectation, answer: str) -> bool:
    least, _, most = expected.wanted[0].partition("-")
    return int(least) <= len(answer.split()) <= int(most or least)


def _regex(expected: Expectation, answer: str) -> bool:
    assert expected.pattern is not None
    try:
        return expected.pattern.search(answer, timeout=PATIENCE, concurrent=True) is not None
    except TimeoutError as error:
        sentence = f"The pattern {shown(expected.wanted[0])} takes too long on an answer; write it with fewer repeats."
        raise InvalidValue(sentence, field="expect") from error


def _declines(rule: str) -> Callable[[Expectation, str], bool]:
    """The phrases of the dialogues, and those of larger models."""

    def test(_: Expectation, answer: str) -> bool:
        straight = answer.replace("’", "'")
        return judge(Check(rule), straight) or any(says(straight, phrase) for phrase in _phrases()[rule])

    return test


TESTS: dict[str, Callable[[Expectation, str], bool]] = {
    "contains": _by_the_corpus("says"),
    "contains_all": _by_the_corpus("says_all"),
    "lacks": _lacks,
    "equals": _equals,
    "number": _by_the_corpus("number"),
    "words": _words,
    "regex": _regex,
    "refuses": _declines("refuses"),
    "does_not_know": _declines("does_not_know"),
}
DECLINING = ("refuses", "does_not_know")
OF_TEXTS = ("contains", "contains_all", "lacks", "equals")
FORMS: Mapping[str, str] = {"number": r"\d{1,9}", "words": r"\d{1,6}(-\d{1,6})?"}
MEANT: Mapping[str, str] = {"number": "a whole number, such as 12", "words": "a number or two of them, such as 1-10"}
EXAMPLES = tuple(f"{name}: …" if name not in DECLINING else name for name in TESTS)


@cache
def _phrases() -> Mapping[str, Any]:
    file = resources.files(__package__) / "prompts.toml"
    found: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))["phrases"]
    return found
