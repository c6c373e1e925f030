"""Judges a story, written by the story world or by a model: is its hero the same to the end, and does it end?

The hero is who is introduced first: "a little girl named Anya", "a gentle rabbit named Moss". Where the world could
have written a sentence, its rules say which words stand for the hero, and these must be right. In other sentences a
pronoun of the other gender must have somebody near whom it can mean, and a name somebody who was introduced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from llm_playground.corpus.world.loading import default_world
from llm_playground.corpus.world.reading import MARKS, Mention, Reading, StoryReader
from llm_playground.corpus.world.records import Document
from llm_playground.corpus.world.words import PRONOUNS

NEAR = 3  # sentences: so far back a pronoun finds whom it means

# People whom the plots name by no list, and those who may be a woman or a man.
_PEOPLE = {"she": ("girl", "woman", "mother"), "he": ("boy", "man", "father")}
_EITHER = ("neighbor", "child")

# A new friend "named Tom" or one who says "I am Tom" is introduced, and so is one who "came by".
_BEFORE_NEWCOMERS = ("named", "friend", "am")
_AFTER_NEWCOMERS = ("came", "joined", "walked")


@dataclass(frozen=True)
class Hero:
    """The main character: its name, what it is ("girl", "rabbit"), and its pronoun, "she" or "he"."""

    name: str
    kind: str
    pronoun: str

    def said(self, field: str) -> str:
        """How a slot {hero.field} shows the hero: "her" for `their`."""
        return self.name if field == "name" else PRONOUNS[self.pronoun].get(field, "")

    def is_meant_by(self, word: str) -> bool:
        return word == self.name or word.lower() in PRONOUNS[self.pronoun].values()


@dataclass(frozen=True)
class HeroVerdict:
    """`problem` says what is wrong, and `sentence` where it was seen first; both are empty if the hero is kept."""

    hero: Hero | None
    problem: str = ""
    sentence: str = ""

    @property
    def kept(self) -> bool:
        return not self.problem


# -- the judgements --------------------------------------------------------------------------------


def keeps_its_hero(text: str) -> HeroVerdict:
    """Whether the main character keeps its name and pronoun to the end of the story.

    Laws: every story of the world is accepted; one whose hero gets another name or pronoun on the way is not.
    """
    hero = introduced_hero(text)
    if hero is None:
        return HeroVerdict(None, "Nobody is introduced by a name and a pronoun.")
    story = _Story(hero, text)
    for place, sentence in enumerate(story.sentences):
        if problem := story.problem_at(place):
            return HeroVerdict(hero, problem, sentence)
    if story.loses_sight_of_its_hero():
        return HeroVerdict(hero, f"{hero.name} is gone at the end.", story.sentences[-1])
    return HeroVerdict(hero)


def reaches_an_ending(text: str) -> bool:
    """Whether the text ends as a story of the world does: with the last beat of a plot, or with a closing.

    Laws: every story of the world does; none that is cut off after 60 % of its sentences does.
    """
    told = sentences(text)
    if not told or not told[-1].endswith(MARKS):
        return False
    return any(_reader().is_ending(" ".join(told[start:])) for start in range(len(told)))


def plot_of(text: str) -> str | None:
    """The plot that most sentences of the text belong to; None if there is none, or no single one.

    Law: for a story of the world it is `drawn_plot`.
    """
    votes = Counter(plot for sentence in sentences(text) for plot in {r.plot for r in _readings(sentence)} if plot)
    best = votes.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


def drawn_plot(document: Document) -> str | None:
    """The plot of a document of the world, by the choices that were made; None if it has none."""
    beats = (choice.rule for choice in document.choices if choice.rule.startswith("plot/"))
    return next((beat.split("/")[1] for beat in beats), None)


def verbatim_share(stories: Sequence[str], training_sentences: Mapping[str | None, Collection[str]]) -> float:
    """The share of the stories' sentences that stand, word for word, in the training text of the same plot.

    `training_sentences` holds the sentences of the training stories, by `drawn_plot`.
    """
    found = [
        sentence in training_sentences.get(plot, ())
        for story in stories
        for plot in [plot_of(story)]
        for sentence in sentences(story)
    ]
    return sum(found) / len(found) if found else 0.0


def sentences(text: str) -> list[str]:
    """The sentences of a text; what is said within quotation marks stays together.

    >>> sentences('"Oh no! It broke," said Tom. He was sad.')
    ['"Oh no! It broke," said Tom.', 'He was sad.']
    """
    cuts = _reader().cut([" ".join(text.split())])
    return ["".join(map(str, cut)) for cut in cuts if cut]  # without slots, a sentence is one string


# -- who is who ------------------------------------------------------------------------------------


def introduced_hero(text: str) -> Hero | None:
    """Who is introduced first; None if nobody is, or if nothing tells the pronoun.

    >>> introduced_hero("There was once a gentle rabbit named Moss. He lived in a burrow.")
    Hero(name='Moss', kind='rabbit', pronoun='he')
    """
    found = next(_introductions(text), None)
    if found is None:
        return None
    kind, name = found
    # "a girl named Tom" is a girl. Of an animal the name tells it, and of an unknown name the first pronoun.
    hints = [_genders(kind), _genders(name), *map(_pronouns, _words(text))]
    pronoun = next((one for hint in hints if len(hint) == 1 for one in hint), None)
    return Hero(name, kind, pronoun) if pronoun else None


def _introductions(text: str) -> Iterator[tuple[str, str]]:
    """Who is introduced as "a gentle rabbit named Moss": kind and name."""
    said = _words(text)
    for before, named, name in zip(said, said[1:], said[2:], strict=False):
        if named == "named" and name[0].isupper():
            yield before, name


def _words(text: str) -> list[str]:
    """ "Tom's mom smiled." -> Tom, s, mom, smiled."""
    return re.findall(r"[A-Za-z]+", text)


def _pronouns(word: str) -> frozenset[str]:
    """ "Her" -> {"she"}; empty for anything but a personal pronoun."""
    return frozenset(pronoun for pronoun, forms in PRONOUNS.items() if word.lower() in forms.values())


def _genders(word: str) -> frozenset[str]:
    """The pronouns that a word for a person may have: "Tom" -> {"he"}, "neighbor" -> {"she", "he"}."""
    return _people().get(word, frozenset())


@cache
def _people() -> dict[str, frozenset[str]]:
    found = dict.fromkeys(_EITHER, frozenset(PRONOUNS))
    for pool in default_world().lists.values():
        for entry in pool.entries:
            if entry.get("pronoun") in PRONOUNS:
                last_word = entry["name"].split()[-1]  # "big sister"
                found[last_word] = found.get(last_word, frozenset()) | {entry["pronoun"]}
    for pronoun, people in _PEOPLE.items():
        found |= dict.fromkeys(people, frozenset({pronoun}))
    helpers = [entry["name"].split()[-1] for entry in default_world().lists["helpers"].entries]
    return found | dict.fromkeys(helpers, frozenset(PRONOUNS))


def _is_name(word: str) -> bool:
    """A name of the world, or a word with a capital that the world has nowhere."""
    return word[0].isupper() and (word in _names() or word.lower() not in _vocabulary())


@cache
def _names() -> frozenset[str]:
    pools = [pool for variable in ("hero", "friend") for pool in _reader().types[variable]]
    return frozenset[str]().union(*(pool.names for pool in pools))


@cache
def _vocabulary() -> frozenset[str]:
    """All words that the rules and lists of the world have, in small letters."""
    world = default_world()
    texts = [source for rule in world.rules.values() for source in rule.sources]
    texts += [str(value) for pool in world.lists.values() for entry in pool.entries for value in entry.values()]
    return frozenset(word.lower() for text in texts for word in _words(text))


# -- what may be wrong -----------------------------------------------------------------------------


class _Story:
    """A story with its hero, cut into sentences; `people` holds for each the pronouns of those named in it."""

    def __init__(self, hero: Hero, text: str) -> None:
        self.hero, self.plot = hero, plot_of(text)
        self.sentences = sentences(text)
        self.words = [_words(sentence) for sentence in self.sentences]
        self.people = [frozenset(one for word in said for one in _genders(word)) for said in self.words]

    def problem_at(self, place: int) -> str:
        """What the sentence does to the hero, or ""."""
        problem = self._second_introduction(place) or self._pronoun_of_nobody(place, place)
        if problem:
            return problem
        if readings := _readings(self.sentences[place]):
            return self._wrong_word(readings)
        return self._pronoun_of_nobody(place, NEAR) or self._name_of_nobody(place)

    def loses_sight_of_its_hero(self) -> bool:
        # Some plots end on what "they" did, or on fireflies. But of the last who are spoken of, one is the hero.
        about_someone = [said for said in self.words if any(_genders(word) or _pronouns(word) for word in said)]
        return not any(self.hero.is_meant_by(word) for said in about_someone[-NEAR:] for word in said)

    def _second_introduction(self, place: int) -> str:
        if place == 0:
            return ""
        kinds = [kind for kind, name in _introductions(self.sentences[place]) if name == self.hero.name]
        return f"{self.hero.name}, the {self.hero.kind}, is introduced again, as a {kinds[0]}." if kinds else ""

    def _pronoun_of_nobody(self, place: int, back: int) -> str:
        """The other gender's pronoun, with nobody of that gender before it, here or up to `back` sentences before."""
        met = set[str]().union(*self.people[max(0, place - back) : place])
        for word in self.words[place]:
            met |= _genders(word)
            pronouns = _pronouns(word)
            if pronouns and self.hero.pronoun not in pronouns and not pronouns & met:
                return f"{word!r} can only mean {self.hero.name}."
        return ""

    def _name_of_nobody(self, place: int) -> str:
        """A name that nobody introduced, in the hero's place: no newcomer's, nor that of someone the hero meets."""
        known = {word for said in self.words[:place] for word in said}
        said = ["", *self.words[place], ""]
        for before, word, after in zip(said, said[1:], said[2:], strict=False):
            if self.hero.is_meant_by(word):
                return ""
            newcomer = before in _BEFORE_NEWCOMERS or after in _AFTER_NEWCOMERS
            if _is_name(word) and word not in known and not newcomer:
                return f"{word!r} was never introduced."
        return ""

    def _wrong_word(self, readings: Sequence[Reading]) -> str:
        """What stands in a slot of the hero and does not mean it, if that is so in every reading."""
        # The same sentence may be about the hero in one plot and about a friend in another.
        in_plot = [reading for reading in readings if reading.plot == self.plot] or readings
        wrong = [next((m.text for m in reading.mentions if not self._fits(m)), "") for reading in in_plot]
        return f"{wrong[0]!r} stands for {self.hero.name}." if all(wrong) else ""

    def _fits(self, mention: Mention) -> bool:
        if mention.variable == "hero":
            return mention.text.lower() == self.hero.said(mention.field).lower()
        return (mention.variable, mention.field) != ("species", "name") or mention.text == self.hero.kind


@cache
def _reader() -> StoryReader:
    return StoryReader(default_world())


@lru_cache(maxsize=1024)  # `plot_of` asks for the sentences of a story, and then its judge does
def _readings(sentence: str) -> tuple[Reading, ...]:
    return tuple(_reader().readings(sentence))
