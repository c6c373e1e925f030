"""Judges an answer without a person: each turn carries the rule that its answer must meet.

A rule sees only the answer. Whatever it asks, an answer that declines ("I would rather not ...") meets it only if
declining was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from llm_playground.corpus.dialogues.data import load


@dataclass(frozen=True)
class Check:
    """`rule` is a name in RULES; what the other fields mean, it says there."""

    rule: str
    wanted: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    number: int = 0


def judge(check: Check, answer: str) -> bool:
    """Whether `answer` is right.

    >>> judge(Check("number", number=4), "2 + 2 is 4."), judge(Check("number", number=4), "2 + 2 is 5.")
    (True, False)
    """
    answer = answer.strip()
    if not answer or any(says(answer, phrase) for phrase in check.without):
        return False
    if check.rule not in ("refuses", "does_not_know") and declines(answer):
        return False
    return RULES[check.rule](check, answer)


def refuses(answer: str) -> bool:
    """Whether the answer has one of the phrases of a refusal (see data/marks.toml)."""
    return any(says(answer, mark) for mark in _marks("refusal"))


def does_not_know(answer: str) -> bool:
    return any(says(answer, mark) for mark in _marks("unknown"))


def declines(answer: str) -> bool:
    return refuses(answer) or does_not_know(answer)


def says(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as whole words; capitals make no difference.

    >>> says("The sky is blue.", "blue"), says("The bluebird sings.", "blue")
    (True, False)
    """
    start = 0
    text, phrase = text.lower(), phrase.lower()
    while (at := text.find(phrase, start)) >= 0:
        end = at + len(phrase)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() and phrase[0].isalnum()) and not (after.isalnum() and phrase[-1].isalnum()):
            return True
        start = at + 1
    return False


def numbers(answer: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", answer)]


# -- the rules -------------------------------------------------------------------------------------


def _says(check: Check, answer: str) -> bool:
    """One of `wanted` is said."""
    return any(says(answer, phrase) for phrase in check.wanted)


def _says_all(check: Check, answer: str) -> bool:
    """All of `wanted` are said."""
    return all(says(answer, phrase) for phrase in check.wanted)


def _exact(check: Check, answer: str) -> bool:
    """The answer is one of `wanted`, word for word."""
    return answer in check.wanted


def _number(check: Check, answer: str) -> bool:
    """The last number in the answer is `number`."""
    return numbers(answer)[-1:] == [check.number]


def _yes(check: Check, answer: str) -> bool:
    """The answer begins with Yes or ends with "so yes." or "? Yes.", not no there, and says one of `wanted`."""
    return _verdicts(answer) == {"yes"} and _says(check, answer)


def _no(check: Check, answer: str) -> bool:
    """The answer begins with No or ends with "so no." or "? No.", not yes there, and says one of `wanted`."""
    return _verdicts(answer) == {"no"} and _says(check, answer)


def _verdicts(answer: str) -> set[str]:
    first_or_last = r"^(?:Yes|No)\b|(?<=, so )(?:yes|no)(?=\.$)|(?<=\? )(?:Yes|No)(?=\.$)"
    return {word.lower() for word in re.findall(first_or_last, answer)}


def _items(check: Check, answer: str) -> bool:
    """The answer is a list of `number` different ones of `wanted`, and nothing that is not among them."""
    listed = re.sub(r"^[^:]*:", "", answer).strip().rstrip(".!").lower()
    for item in check.wanted:  # "hide and seek" is one thing
        if " and " in item:
            listed = listed.replace(item.lower(), item.lower().replace(" and ", " & "))
    found = [item.strip() for item in re.split(r",(?: and\b)?|\band\b", listed) if item.strip()]
    allowed = {item.lower().replace(" and ", " & ") for item in check.wanted}
    return len(found) == len(set(found)) == check.number and allowed.issuperset(found)


def _story(check: Check, answer: str) -> bool:
    """At least 45 and at most 150 words in four sentences or more, to the end; all of `wanted` are mentioned.

    "sing|song" is mentioned when one of the two is.
    """
    whole = answer.endswith((".", "!", "?", '"'))
    long_enough = 45 <= len(answer.split()) <= 150 and len(re.findall(r"[.!?]", answer)) >= 4
    mentioned = all(any(says(answer, word) for word in words.split("|")) for words in check.wanted)
    return whole and long_enough and mentioned


def _continues(check: Check, answer: str) -> bool:
    """The first of `wanted` is taken up word for word, and at least two words and a full stop follow."""
    start = check.wanted[0]
    return answer.startswith(start) and len(answer[len(start) :].split()) >= 2 and answer.endswith((".", "!", "?"))


def _refuses(check: Check, answer: str) -> bool:
    """A kind refusal."""
    return refuses(answer)


def _does_not_know(check: Check, answer: str) -> bool:
    """The answer says that it does not know."""
    return does_not_know(answer)


RULES: dict[str, Callable[[Check, str], bool]] = {
    "says": _says,
    "says_all": _says_all,
    "exact": _exact,
    "number": _number,
    "yes": _yes,
    "no": _no,
    "items": _items,
    "story": _story,
    "continues": _continues,
    "refuses": _refuses,
    "does_not_know": _does_not_know,
}


@cache
def _marks(name: str) -> tuple[str, ...]:
    return tuple(load().tables["marks"][name])
