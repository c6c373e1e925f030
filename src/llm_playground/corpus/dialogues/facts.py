"""Fun facts, taken from the story world: by its topics (space), and by the things its facts are about (the Moon)."""

from __future__ import annotations

from functools import partial

from llm_playground.corpus.dialogues.checks import Check, says
from llm_playground.corpus.dialogues.data import Data
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.filling import fill
from llm_playground.corpus.dialogues.records import Reply, Request
from llm_playground.corpus.world import default_world


class Facts:
    """The kind `fact`: wordings and topics stand in data/facts.toml."""

    def __init__(self, data: Data) -> None:
        self.words = data.tables["facts"]
        rules = default_world().rules
        self.topics = [(t["name"], rules[t["rule"]].sources) for t in self.words["topics"]]
        everything = [fact for _, facts in self.topics for fact in facts]
        for thing in self.words["things"]:
            found = tuple(fact for fact in everything if any(says(fact, word) for word in thing["words"]))
            self.topics.append((thing["name"], found))

    def request(self, dice: Dice) -> Request:
        # Topics have many facts and things have few, so a topic is asked more often.
        whole = len(self.words["topics"])
        topic = dice.pick(self.topics[:whole] if dice.chance(0.6) else self.topics[whole:])
        return self.about(topic, self.words["ask"], dice)

    def about(self, topic: tuple[str, tuple[str, ...]], wordings: list[str], dice: Dice) -> Request:
        text = fill(dice.pick(wordings), {"topic": {"name": topic[0]}})
        return Request(text, partial(self.reply, topic, ()))

    def reply(self, topic: tuple[str, tuple[str, ...]], told: tuple[str, ...], dice: Dice) -> Reply:
        fact = dice.pick([fact for fact in topic[1] if fact not in told])
        told = (*told, fact)
        follow_ups = [partial(self.other_topic, topic)]
        if len(told) < len(topic[1]):
            follow_ups += [partial(self.another, topic, told)] * 2
        return Reply(fact, Check("says", topic[1], told[:-1]), tuple(follow_ups))

    def another(self, topic: tuple[str, tuple[str, ...]], told: tuple[str, ...], dice: Dice) -> Request:
        return Request(dice.pick(self.words["another"]), partial(self.reply, topic, told))

    def other_topic(self, before: tuple[str, tuple[str, ...]], dice: Dice) -> Request:
        topic = dice.pick([topic for topic in self.topics if topic is not before])
        return self.about(topic, self.words["other"], dice)
