"""The engine: a rule draws one of its weighted alternatives; an alternative is text with slots.

    {greeting}              expand the rule `greeting`
    {hero=girls}            draw an entry of the list `girls`, call it hero, and write its name
    {toy.a=toys}            the same, but write its field `a`: "a kite"
    {find.a=place.things}   draw from the list that the entry `place` carries in its field `things`
    {hero.they}, {Hero.they} write a field of what was drawn before: "she"; a capital in the slot gives "She"
    {do hero.plot}          expand the rule whose name is in that field
    {x=1..9} {y=0..x}       draw a whole number; {z=x+y} calculates one (+, -, *), {x-y} only writes it

A draw stands where its word is first read, so the choices of a document lie in the order of its text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import add, mul, sub

from llm_playground.corpus.world.records import Choice, WorldError
from llm_playground.corpus.world.words import Entry, Pool, Weights, capitalize, number_entry, number_pool

OPERATORS: dict[str, Callable[[int, int], int]] = {"+": add, "-": sub, "*": mul}


class Writer:
    """A document while it is written: its pieces, what the variables hold, and the choices so far."""

    __slots__ = ("bound", "choices", "length", "logprob", "pieces", "random", "used")

    def __init__(self, random: Callable[[], float]) -> None:
        self.random = random
        self.pieces: list[str] = []
        self.length = 0
        self.bound: dict[str, Entry] = {}
        self.used: set[str] = set()
        self.choices: list[Choice] = []
        self.logprob = 0.0

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def draw(self, rule: str, options: tuple[str, ...], weights: Weights, barred: Sequence[int] = ()) -> int:
        """The index of the drawn option; the others share the probability of those that are `barred`."""
        kept: list[int] | None = None
        if barred:
            kept = [i for i in range(len(options)) if i not in barred]
            if not kept:
                raise WorldError(f"{rule!r} has used up its {len(options)} alternatives in one document.")
            options = tuple(options[i] for i in kept)
            weights = Weights(tuple(weights.probabilities[i] for i in kept))
        drawn = bisect_right(weights.edges, self.random())
        self.logprob += weights.logs[drawn]
        self.choices.append(Choice(rule, self.length, options, weights.probabilities, drawn))
        return drawn if kept is None else kept[drawn]


class Rule:
    """Weighted alternatives under one name. A `once` rule says no sentence twice in a document."""

    def __init__(self, name: str, file: str, sources: Sequence[str], weights: Sequence[float], once: bool) -> None:
        self.name, self.file, self.once = name, file, once
        self.sources = tuple(sources)
        self.weights = Weights(tuple(weights))
        self.templates: list[list[str | Slot]] = []  # one for each source; filled when all rules are known

    def expand(self, writer: Writer) -> int:
        index = 0
        if len(self.sources) > 1:  # a single alternative is no choice
            index = writer.draw(self.name, self.sources, self.weights, self.barred(writer.used))
        if self.once:
            writer.used.add(self.sources[index])
        for segment in self.templates[index]:
            if isinstance(segment, str):
                writer.pieces.append(segment)
                writer.length += len(segment)
            else:
                segment.run(writer)
        return index

    def barred(self, used: Collection[str]) -> Sequence[int]:
        """The alternatives that a document which has `used` these may not say again."""
        return [i for i, source in enumerate(self.sources) if source in used] if self.once else ()


class Slot(ABC):
    """A hole in a template; `source` is how the data file writes it."""

    source: str

    @abstractmethod
    def run(self, writer: Writer) -> None: ...


class Expand(Slot):
    def __init__(self, source: str, rule: Rule) -> None:
        self.source, self.rule = source, rule

    def run(self, writer: Writer) -> None:
        self.rule.expand(writer)


class Do(Slot):
    """{do hero.plot}: which rule comes next depends on what was drawn."""

    def __init__(self, source: str, variable: str, field: str, rules: dict[str, Rule]) -> None:
        self.source, self.variable, self.field, self.rules = source, variable, field, rules

    def run(self, writer: Writer) -> None:
        self.rules[writer.bound[self.variable][self.field]].expand(writer)


class Show(Slot):
    def __init__(self, source: str, variable: str, field: str, capital: bool) -> None:
        self.source, self.variable, self.field, self.capital = source, variable, field, capital

    def run(self, writer: Writer) -> None:
        writer.write(self.text(writer.bound))

    def text(self, bound: Mapping[str, Entry]) -> str:
        text: str = bound[self.variable][self.field]
        return capitalize(text) if self.capital else text


class Calculate(Slot):
    """{z=x+y} or {x+y}: nothing is drawn, the numbers decide."""

    def __init__(self, source: str, variable: str | None, left: str, operator: str, right: str) -> None:
        self.source, self.variable = source, variable
        self.left, self.operator, self.right = left, operator, right

    def run(self, writer: Writer) -> None:
        entry = self.result(writer.bound)
        writer.write(entry["name"])
        if self.variable:
            writer.bound[self.variable] = entry

    def result(self, bound: Mapping[str, Entry]) -> Entry:
        left, right = (bound[name]["value"] for name in (self.left, self.right))
        return number_entry(OPERATORS[self.operator](left, right))


class Draw(Slot):
    """{toy.a=toys}: where the entries come from is decided by `pool_of`, in the three kinds below."""

    def __init__(self, source: str, variable: str, field: str, capital: bool) -> None:
        self.source, self.variable, self.field, self.capital = source, variable, field, capital

    @abstractmethod
    def pool_of(self, bound: Mapping[str, Entry]) -> Pool:
        """The list to draw from, given what the variables hold."""

    def run(self, writer: Writer) -> None:
        pool = self.pool_of(writer.bound)
        options = pool.shown(self.field, self.capital)
        index = writer.draw(pool.name, options, pool.weights, pool.barred(writer.used))
        entry = writer.bound[self.variable] = pool.entries[index]
        writer.used.add(entry["name"])
        writer.write(options[index])


class DrawFromList(Draw):
    pool: Pool

    def pool_of(self, bound: Mapping[str, Entry]) -> Pool:
        return self.pool


class DrawFromField(Draw):
    owner: str
    owner_field: str

    def pool_of(self, bound: Mapping[str, Entry]) -> Pool:
        pool: Pool = bound[self.owner][self.owner_field]
        return pool


class DrawNumber(Draw):
    """Bounds are pairs (variable or None, constant): x-1 is ("x", -1), 9 is (None, 9)."""

    low: tuple[str | None, int]
    high: tuple[str | None, int]

    def pool_of(self, bound: Mapping[str, Entry]) -> Pool:
        low, high = (
            constant + (bound[variable]["value"] if variable else 0) for variable, constant in (self.low, self.high)
        )
        if low > high:
            raise WorldError(f"The slot {{{self.source}}} asks for a number between {low} and {high}.")
        return number_pool(low, high)
