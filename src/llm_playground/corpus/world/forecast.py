"""What the story world may write next, and how probably, after a text of which it wrote the beginning.

A reader of a text does not see the choices behind it: "He was" may be the beginning of several sentences, and of plots
that part later. So a forecast follows every course of choices that could have written the text, each with its
probability. What comes next is then a sum over these courses, and exact: nothing is sampled or left out. There are few
of them, since the words of a text rule out most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from llm_playground.corpus.world.grammar import Calculate, Do, Draw, Expand, Rule, Show, Slot
from llm_playground.corpus.world.loading import World, default_world
from llm_playground.corpus.world.words import Entry, Weights

Rest = tuple[str | Slot, "Rest"] | tuple[()]  # what is still to be written: a segment, and the rest


@dataclass(frozen=True, slots=True)
class Course:
    """One way in which a text may have come about, and stand before it goes on.

    `weight` is the probability of all its choices so far, `pending` what is written next for certain, and `rest` what
    comes after that. The other two are the state of a `Writer`.
    """

    weight: float
    pending: str
    rest: Rest
    bound: Mapping[str, Entry]
    used: frozenset[str]

    @property
    def has_ended(self) -> bool:
        return not self.pending and not self.rest

    def written(self) -> Course:
        """This course once it has written what is pending."""
        return replace(self, pending="")

    def onward(self) -> Iterator[Course]:
        """This course one segment further, for each way in which that can be filled."""
        segment, rest = self.rest  # type: ignore[misc]
        match segment:
            case str():
                yield replace(self, pending=segment, rest=rest)
            case Show():
                yield replace(self, pending=segment.text(self.bound), rest=rest)
            case Calculate():
                entry = segment.result(self.bound)
                bound = {**self.bound, segment.variable: entry} if segment.variable else self.bound
                yield replace(self, pending=entry["name"], rest=rest, bound=bound)
            case Draw():
                yield from self._drawn(segment, rest)
            case Expand():
                yield from self._expanded(segment.rule, rest)
            case Do():
                yield from self._expanded(segment.rules[self.bound[segment.variable][segment.field]], rest)

    def _drawn(self, slot: Draw, rest: Rest) -> Iterator[Course]:
        pool = slot.pool_of(self.bound)
        texts = pool.shown(slot.field, slot.capital)
        for index, probability in _shares(pool.weights, pool.barred(self.used)):
            entry = pool.entries[index]
            yield Course(
                self.weight * probability,
                texts[index],
                rest,
                {**self.bound, slot.variable: entry},
                self.used | {entry["name"]},
            )

    def _expanded(self, rule: Rule, rest: Rest) -> Iterator[Course]:
        for index, probability in _shares(rule.weights, rule.barred(self.used)):
            following = rest
            for segment in reversed(rule.templates[index]):
                following = (segment, following)
            used = self.used | {rule.sources[index]} if rule.once else self.used
            yield replace(self, weight=self.weight * probability, rest=following, used=used)


@dataclass(frozen=True, slots=True)
class Forecast:
    """All courses that have written the same text. Those of a text that the story world never writes are none."""

    courses: tuple[Course, ...]

    @classmethod
    def of_nothing(cls, world: World | None = None) -> Forecast:
        """Before the first character of a document of any kind."""
        kinds = (world or default_world()).rules["kinds"]
        return cls((Course(1.0, "", (Expand("kinds", kinds), ()), {}, frozenset()),))

    @property
    def weight(self) -> float:
        """The probability that a document begins with the text, or with all that was asked of it."""
        return sum(course.weight for course in self.courses)

    def after(self, text: str) -> Forecast:
        """The forecast once `text` has been written too."""
        arrived: list[Course] = []
        under_way = [(course, text) for course in self.courses]
        while under_way:
            course, left = under_way.pop()
            if not left:
                arrived.append(course)
            elif course.pending:
                length = min(len(course.pending), len(left))
                if course.pending[:length] == left[:length]:
                    under_way.append((replace(course, pending=course.pending[length:]), left[length:]))
            elif course.rest:
                under_way.extend((onward, left) for onward in course.onward())
        return Forecast(tuple(arrived))

    def scaled(self) -> Forecast:
        """The same courses, their weights made to sum to 1: what they are, given that the text is there."""
        total = self.weight
        return Forecast(tuple(replace(course, weight=course.weight / total) for course in self.courses))


def _shares(weights: Weights, barred: Sequence[int]) -> Iterator[tuple[int, float]]:
    """The options that may be drawn, each with its probability: the others share that of those that are barred."""
    kept = [index for index in range(len(weights.probabilities)) if index not in barred]
    total = sum(weights.probabilities[index] for index in kept) if barred else 1.0
    return ((index, weights.probabilities[index] / total) for index in kept)
