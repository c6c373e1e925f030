"""Finds mistakes in the data before the first document: fields that are missing, variables not yet drawn.

A variable has one meaning in the whole world: everything that is ever drawn into `hero` must have every field
that any sentence asks of `hero`. That is stricter than needed, and it is why one look at the lists settles
any doubt.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from llm_playground.corpus.world.words import PRONOUNS, Pool, number_pool

_NUMBERS = number_pool(0, 1)  # stands for every range: all numbers have the same fields
_PRONOUN_FIELDS = set(PRONOUNS["she"])


def check(rules: dict[str, Rule], root: Rule) -> None:
    types = variable_types(rules)
    if both := types.keys() & rules.keys():
        raise WorldError(f"{sorted(both)[0]!r} is a rule and a variable; then {{{sorted(both)[0]}}} could mean either.")
    for rule, slot in all_slots(rules):
        if isinstance(slot, Draw | Show | Do):
            check_field(rule, slot, types)
    Walk(rules, types).after(root, frozenset())


def all_slots(rules: dict[str, Rule]) -> Iterator[tuple[Rule, Slot]]:
    for rule in rules.values():
        for template in rule.templates:
            for segment in template:
                if isinstance(segment, Slot):
                    yield rule, segment


def variable_types(rules: dict[str, Rule]) -> dict[str, list[Pool]]:
    """variable -> the lists it may be drawn from, anywhere: {"toy": [toys, small_toys], ...}."""
    types: dict[str, list[Pool]] = {}
    for _, slot in all_slots(rules):
        if isinstance(slot, DrawFromList):
            types.setdefault(slot.variable, []).append(slot.pool)
        elif isinstance(slot, DrawNumber) or (isinstance(slot, Calculate) and slot.variable):
            types.setdefault(str(slot.variable), []).append(_NUMBERS)
    for rule, slot in all_slots(rules):
        if isinstance(slot, DrawFromField):
            if slot.owner not in types:
                raise WorldError(
                    f"{rule.file}: rule {rule.name!r} draws {{{slot.source}}}, "
                    f"but nothing is ever drawn into {slot.owner!r}."
                )
            for pool in types[slot.owner]:
                for entry in pool.entries:
                    found = entry.get(slot.owner_field)
                    if not isinstance(found, Pool):
                        raise WorldError(
                            f"{rule.file}: rule {rule.name!r} draws {{{slot.source}}}, but {entry['name']!r} "
                            f"of list {pool.name!r} has no list {slot.owner_field!r}."
                        )
                    types.setdefault(slot.variable, []).append(found)
    return types


def check_field(rule: Rule, slot: Draw | Show | Do, types: dict[str, list[Pool]]) -> None:
    where = f"{rule.file}: rule {rule.name!r} uses {{{slot.source}}}"
    if slot.variable not in types:
        raise WorldError(
            f"{where}, but there is no rule of that name and nothing is ever drawn into {slot.variable!r}."
        )
    for pool in types[slot.variable]:
        for entry in pool.entries:
            value = entry.get(slot.field)
            if isinstance(value, str) and (not isinstance(slot, Do) or value in slot.rules):
                continue
            hint = " (its list needs a pronoun)" if slot.field in _PRONOUN_FIELDS else ""
            wanted = "rule" if isinstance(slot, Do) and isinstance(value, str) else "text"
            raise WorldError(
                f"{where}, but {entry['name']!r} of list {pool.name!r} has no {wanted} {slot.field!r}{hint}."
            )


class Walk:
    """Follows every way through the rules with the set of variables that are surely drawn by then."""

    def __init__(self, rules: dict[str, Rule], types: dict[str, list[Pool]]) -> None:
        self.rules, self.types = rules, types
        self.known: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def after(self, rule: Rule, before: frozenset[str]) -> frozenset[str]:
        """The variables drawn after `rule`, whichever of its alternatives was taken."""
        key = (rule.name, before)
        if key not in self.known:
            self.known[key] = before  # a rule inside itself adds nothing new
            ends = [self.through(rule, template, before) for template in rule.templates]
            self.known[key] = frozenset.intersection(*ends)
        return self.known[key]

    def through(self, rule: Rule, template: list[str | Slot], drawn: frozenset[str]) -> frozenset[str]:
        for slot in template:
            if isinstance(slot, str):
                continue
            for name in needs(slot):
                if name not in drawn:
                    raise WorldError(
                        f"{rule.file}: rule {rule.name!r} uses {{{slot.source}}}, "
                        f"but {name!r} is not always drawn before it."
                    )
            if isinstance(slot, Expand):
                drawn = self.after(slot.rule, drawn)
            elif isinstance(slot, Do):
                drawn = frozenset.intersection(*(self.after(r, drawn) for r in self.targets(slot)))
            elif isinstance(slot, Draw | Calculate) and slot.variable:
                drawn = drawn | {slot.variable}
        return drawn

    def targets(self, slot: Do) -> list[Rule]:
        names = {entry[slot.field] for pool in self.types[slot.variable] for entry in pool.entries}
        return [self.rules[name] for name in sorted(names)]


def needs(slot: Slot) -> list[str]:
    """The variables that must hold something before this slot is filled."""
    if isinstance(slot, Show | Do):
        return [slot.variable]
    if isinstance(slot, Calculate):
        return [slot.left, slot.right]
    if isinstance(slot, DrawFromField):
        return [slot.owner]
    if isinstance(slot, DrawNumber):
        return [name for name, _ in (slot.low, slot.high) if name]
    return []
