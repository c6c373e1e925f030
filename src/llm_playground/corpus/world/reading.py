"""Reads stories against the rules that write them: which sentence of which plot this is, and what its slots hold.

It is the reverse of `grammar.py`, one sentence at a time. So a text that a model wrote is understood as far as its
sentences are the world's, in whatever order they come and whatever names stand in them.

>>> from llm_playground.corpus.world import default_world
>>> reader = StoryReader(default_world())
>>> [reading.plot for reading in reader.readings("Tom felt a cold wind.")]
['winter_store']
>>> next(iter(reader.readings("Tom felt a cold wind."))).mentions
(Mention(variable='hero', field='name', text='Tom'),)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from llm_playground.corpus.world.checking import variable_types
from llm_playground.corpus.world.grammar import Calculate, Do, Draw, Expand, Rule, Show, Slot
from llm_playground.corpus.world.loading import World
from llm_playground.corpus.world.words import number_pool

Template = Sequence[str | Slot]
MARKS = (".", "!", "?", '."', '!"', '?"')  # with one of these a sentence ends
_NUMBERS = number_pool(0, 99)


class Mention(NamedTuple):
    """What a slot holds in a text: the variable `hero` shown by its field `they` as "She"."""

    variable: str
    field: str
    text: str


class Reading(NamedTuple):
    """One way in which the world could have written a sentence; `plot` is None for what stands in any story."""

    plot: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, eq=False)
class Pattern:
    """A sentence of the world, or a few, with the slots. A text without `anchor`, its longest literal part, is none."""

    template: Template
    plot: str | None
    anchor: str


class StoryReader:
    """The sentences of all stories of a world, ready to be recognized.

    `endings` are the ways in which a story ends: the last beat of a plot, or what may be said after it.
    """

    def __init__(self, world: World, kind: str = "story") -> None:
        self.types = variable_types(world.rules)
        self.shown: dict[tuple[str, str, bool], tuple[str, ...]] = {}
        self.plots = {f"plot/{plot}": plot for plot in world.plots}  # by the names of their rules
        self.sentences: list[Pattern] = []
        self.openings: dict[str, Template] = {}  # "One day, ": what stands before a plot, in the same sentence
        self.endings: list[Pattern] = []
        for rule in self._reached_from(world.rules[kind]):
            for template in rule.templates:
                self._learn(rule, template)

    # -- what the world can say ------------------------------------------------------------------------

    def _learn(self, rule: Rule, template: Template) -> None:
        at = next((n for n, segment in enumerate(template) if self._draws_a_plot(segment)), None)
        if at is not None:
            before, after = template[:at], template[at + 1 :]
            self.openings["".join(s if isinstance(s, str) else f"{{{s.source}}}" for s in before)] = before
            closings = [cut for end in self._alternatives(after) for cut in self.cut(end) if cut]
            self.endings += [pattern(closing, None) for closing in closings]
        elif rule.name in self.plots:  # its last slot is its last beat
            self.endings += [pattern(lesson, self.plots[rule.name]) for lesson in self._alternatives(template[-1:])]
        elif template and isinstance(template[-1], str) and template[-1].endswith(MARKS):
            plot = self.plots.get(rule.name.rpartition("/")[0])
            self.sentences += [pattern(cut, plot) for cut in self.cut(template)]

    def _alternatives(self, slots: Template) -> list[Template]:
        return [template for slot in slots for rule in self._rules_of(slot) for template in rule.templates]

    def _draws_a_plot(self, segment: str | Slot) -> bool:
        """Whether this is a slot such as {child_plot}, whose alternatives are plots."""
        return isinstance(segment, Expand) and all(
            len(template) == 1 and isinstance(template[0], Expand) and template[0].rule.name in self.plots
            for template in segment.rule.templates
        )

    def _reached_from(self, root: Rule) -> list[Rule]:
        reached, waiting = {root.name: root}, [root]
        while waiting:
            for template in waiting.pop().templates:
                for rule in (rule for slot in template for rule in self._rules_of(slot)):
                    if rule.name not in reached:
                        reached[rule.name] = rule
                        waiting.append(rule)
        return list(reached.values())

    def _rules_of(self, slot: str | Slot) -> list[Rule]:
        """The rules that a slot may expand."""
        if isinstance(slot, Expand):
            return [slot.rule]
        if isinstance(slot, Do):
            names = {entry[slot.field] for pool in self.types[slot.variable] for entry in pool.entries}
            return [slot.rules[name] for name in sorted(names)]
        return []

    def texts(self, variable: str, field: str, capital: bool) -> tuple[str, ...]:
        """Everything that a slot {variable.field} can write, in any story."""
        key = (variable, field, capital)
        if key not in self.shown:
            pools = [_NUMBERS if pool.repeatable else pool for pool in self.types[variable]]
            self.shown[key] = tuple(dict.fromkeys(text for pool in pools for text in pool.shown(field, capital)))
        return self.shown[key]

    # -- sentences -------------------------------------------------------------------------------------

    def cut(self, template: Template) -> list[list[str | Slot]]:
        """The sentences of a text with slots. What is said within quotation marks stays together."""
        cuts: list[list[str | Slot]] = [[]]
        quoted = False
        for n, segment in enumerate(template):
            if isinstance(segment, Slot):
                cuts[-1].append(segment)
                continue
            begun = 0
            for at, character in enumerate(segment):
                if character == '"':  # it opens after a space and closes after a mark: a missing one does no harm
                    quoted = segment[at - 1] == " " if at else n == 0
                elif character == " " and at == begun and not cuts[-1]:  # no sentence begins with a space
                    begun = at + 1
                elif (
                    character == " "
                    and not quoted
                    and segment.endswith(MARKS, begun, at)
                    and self._may_begin([segment[at + 1 :], *template[n + 1 : n + 2]])
                ):
                    cuts[-1].append(segment[begun:at])
                    cuts.append([])
                    begun = at + 1
            if begun < len(segment):
                cuts[-1].append(segment[begun:])
        return cuts

    def _may_begin(self, template: Template) -> bool:
        """Whether a sentence may begin so. '"Where is it?" she asked.' goes on after its first mark."""
        first = next((segment for segment in template if segment != ""), "")
        if isinstance(first, str):
            return first != "" and not first[0].islower()
        if isinstance(first, Draw | Show):
            texts = self.texts(first.variable, first.field, first.capital)
            return not any(text[0].islower() for text in texts)
        return all(self._may_begin(template) for template in self._alternatives([first]))

    # -- reading ---------------------------------------------------------------------------------------

    def readings(self, sentence: str) -> Iterator[Reading]:
        """Every way in which the world could have written this sentence; none if it could not."""
        for body in self._bodies(sentence):
            for known in self.sentences:
                for mentions in self.whole(known, body):
                    yield Reading(known.plot, mentions)

    def _bodies(self, sentence: str) -> Iterator[str]:
        """The sentence as it is, and what is left of it after an opening: "One day, Tom sang." -> "Tom sang."."""
        yield sentence
        for opening in self.openings.values():
            for end, _ in self.beginnings(opening, sentence, 0):
                yield sentence[end:]

    def is_ending(self, text: str) -> bool:
        """Whether this, one sentence or a few, is a way in which a story ends."""
        return any(True for ending in self.endings for _ in self.whole(ending, text))

    def whole(self, pattern: Pattern, text: str) -> Iterator[tuple[Mention, ...]]:
        """Every way to read all of the text as this pattern."""
        if pattern.anchor in text:
            for end, mentions in self.beginnings(pattern.template, text, 0):
                if end == len(text):
                    yield mentions

    def beginnings(self, template: Template, text: str, at: int) -> Iterator[tuple[int, tuple[Mention, ...]]]:
        """Every way to read the template from `at`: where it ends, and what its slots hold."""
        if not template:
            yield at, ()
            return
        for middle, mentions in self._fillings(template[0], text, at):
            for end, more in self.beginnings(template[1:], text, middle):
                yield end, mentions + more

    def _fillings(self, segment: str | Slot, text: str, at: int) -> Iterator[tuple[int, tuple[Mention, ...]]]:
        if isinstance(segment, str):
            if text.startswith(segment, at):
                yield at + len(segment), ()
        elif isinstance(segment, Draw | Show):
            for shown in self.texts(segment.variable, segment.field, segment.capital):
                if text.startswith(shown, at):
                    yield at + len(shown), (Mention(segment.variable, segment.field, shown),)
        elif isinstance(segment, Calculate):
            for number in _NUMBERS.shown("name", False):
                if text.startswith(number, at):
                    yield at + len(number), ()
        else:
            for rule in self._rules_of(segment):
                for template in rule.templates:
                    yield from self.beginnings(template, text, at)


def pattern(template: Template, plot: str | None) -> Pattern:
    literals = [segment for segment in template if isinstance(segment, str)]
    return Pattern(template, plot, max(literals, key=len, default=""))
