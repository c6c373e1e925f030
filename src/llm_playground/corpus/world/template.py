"""Reads the text of an alternative into segments: plain strings, and slots that know what to do.

"{Hero.they} saw {a toy}!" is not understood: the error names the file, the rule and the slot.
"""

from __future__ import annotations

import re

from llm_playground.corpus.world.grammar import (
    Calculate,
    Do,
    Draw,
    DrawFromField,
    DrawFromList,
    DrawNumber,
    Expand,
    Rule,
    Show,
    Slot,
)
from llm_playground.corpus.world.records import WorldError
from llm_playground.corpus.world.words import Pool

_BRACES = re.compile(r"\{([^{}]*)\}")
_WORD = r"[a-z][a-z0-9_]*"
_DO = re.compile(rf"do ({_WORD})\.({_WORD})")
_CALCULATE = re.compile(rf"(?:({_WORD})=)?({_WORD})([-+*])({_WORD})")
_TARGET = re.compile(rf"([A-Za-z][a-z0-9_]*)(?:\.({_WORD}))?")
_BOUND = re.compile(rf"(?:({_WORD})(?=$|[-+]))?([-+]?\d+)?")
_FIELD = re.compile(rf"({_WORD})\.({_WORD})")


class Compiler:
    """Turns sources into segments, given all lists and all rules."""

    def __init__(self, lists: dict[str, Pool], rules: dict[str, Rule]) -> None:
        self.lists, self.rules = lists, rules

    def compile(self, rule: Rule) -> None:
        rule.templates = [self.segments(source, rule) for source in rule.sources]

    def segments(self, source: str, rule: Rule) -> list[str | Slot]:
        # re.split with one group alternates: text, slot, text, slot, ..., text
        parts = _BRACES.split(source)
        if any("{" in text or "}" in text for text in parts[::2]):
            raise WorldError(f"{rule.file}: rule {rule.name!r} has a brace without its partner in {source!r}.")
        read = [self.slot(part, rule) if i % 2 else part for i, part in enumerate(parts)]
        return [segment for segment in read if segment != ""]

    def slot(self, source: str, rule: Rule) -> Slot:
        if source in self.rules:
            return Expand(source, self.rules[source])
        if match := _DO.fullmatch(source):
            return Do(source, match[1], match[2], self.rules)
        if match := _CALCULATE.fullmatch(source):
            return Calculate(source, *match.groups())
        target, equals, origin = source.partition("=")
        if not (match := _TARGET.fullmatch(target)):
            raise WorldError(f"{rule.file}: rule {rule.name!r} has a slot {{{source}}}, neither a rule nor a variable.")
        variable, field, capital = match[1].lower(), match[2] or "name", match[1][0].isupper()
        if not equals:
            return Show(source, variable, field, capital)
        return self.drawing(source, variable, field, capital, origin, rule)

    def drawing(self, source: str, variable: str, field: str, capital: bool, origin: str, rule: Rule) -> Draw:
        if origin in self.lists:
            from_list = DrawFromList(source, variable, field, capital)
            from_list.pool = self.lists[origin]
            return from_list
        low, dots, high = origin.partition("..")
        bounds = [_BOUND.fullmatch(bound) for bound in (low, high)]
        if dots and low and high and all(bounds):
            number = DrawNumber(source, variable, field, capital)
            number.low, number.high = ((match[1], int(match[2] or 0)) for match in bounds if match)
            return number
        if match := _FIELD.fullmatch(origin):
            from_field = DrawFromField(source, variable, field, capital)
            from_field.owner, from_field.owner_field = match[1], match[2]
            return from_field
        raise WorldError(f"{rule.file}: rule {rule.name!r} draws {{{source}}}, but there is no list {origin!r}.")
