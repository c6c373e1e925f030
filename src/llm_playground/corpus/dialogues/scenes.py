"""Most kinds are tables, not code. A scene is one thing to ask about, with wordings and answers:

    [kind.color]
    share = 4                                     # how often, against the other kinds

    [[kind.color.scene]]
    draw = { topic = "colored" }                  # {topic} is an entry of the world's list `colored`
    ask = ["What color is {topic.the}?"]
    answer = ["{Topic.the} is {topic.color}."]
    check = ["says", "{topic.color}"]             # a rule of checks.py and what it wants
    others = "topic.color"                        # any other color of that list makes an answer wrong
    again = ["And {topic.the}?"]                  # a follow-up: the same scene with another topic

    [[kind.color.scene.then]]                     # another follow-up, about the same topic
    ask = ["Are you sure?"]
    answer = ["Yes. {Topic.the} is {topic.color}."]
    check = ["yes", "{topic.color}"]

`claim = "topic.color"` makes {claim} the field's value in half of the cases, and in the other half `color_not` of the
entry, or another value of the list; then `yes` and `no` stand in place of `answer`. `late = true` in a `then`: it may
also be asked some turns later ("What is my name?"). A scene without `check` wants one of its own answers.
`check = ["says_any", "parties.a"]` wants a value of that list that no turn before it has used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from llm_playground.corpus.dialogues.checks import Check, says
from llm_playground.corpus.dialogues.data import Data
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.filling import fill
from llm_playground.corpus.dialogues.records import Reply, Request
from llm_playground.corpus.world import WorldError
from llm_playground.corpus.world.words import Entry

_KEYS = {"draw", "ask", "answer", "yes", "no", "claim", "check", "others", "again", "then", "weight", "late"}


@dataclass(frozen=True, eq=False)
class Scene:
    data: Data
    ask: list[str]
    answer: list[str]
    yes: list[str]
    no: list[str]
    draw: dict[str, str]
    claim: str
    check: list[str]
    others: str
    again: list[str]
    then: list[Scene] = field(default_factory=list)
    weight: float = 1.0
    late: bool = False

    def request(self, dice: Dice) -> Request:
        return self.about(self.drawn(dice, {}), dice)

    def drawn(self, dice: Dice, before: dict[str, Entry]) -> dict[str, Entry]:
        """A value for each variable of `draw`, none that was there before and no two the same."""
        bound: dict[str, Entry] = {}
        for variable, name in self.draw.items():
            taken = [entry["name"] for entry in (*bound.values(), *before.values())]
            options = [entry for entry in self.data.lists[name] if entry["name"] not in taken]
            bound[variable] = dice.pick(options)
        if self.claim:
            variable, key = self.claim.split(".")
            truth = claimed = bound[variable][key]
            if not dice.chance(0.5):
                values = {entry[key] for entry in self.data.lists[self.draw[variable]]}
                wrong = [bound[variable][f"{key}_not"]] if f"{key}_not" in bound[variable] else sorted(values - {truth})
                claimed = dice.pick(wrong)
            bound["claim"] = {"name": claimed}
        return bound

    def about(self, bound: dict[str, Entry], dice: Dice, wordings: list[str] | None = None) -> Request:
        wording = dice.pick(wordings or self.ask)
        text = fill(wording, bound)
        return Request(text, partial(self.reply, bound, text), fixed=text == wording)

    def reply(self, bound: dict[str, Entry], asked: str, dice: Dice) -> Reply:
        answers, rule = self.answer, ""
        if self.claim:
            variable, key = self.claim.split(".")
            rule = "yes" if bound["claim"]["name"] == bound[variable][key] else "no"
            answers = self.yes if rule == "yes" else self.no
        follow_ups = [partial(self.follow, scene, bound) for scene in self.then]
        if self.again:
            follow_ups += [partial(self.once_more, bound)] * max(1, len(self.then))
        later = tuple(partial(self.follow, scene, bound) for scene in self.then if scene.late)
        return Reply(fill(dice.pick(answers), bound), self.rule(bound, asked, rule), tuple(follow_ups), later)

    def follow(self, scene: Scene, bound: dict[str, Entry], dice: Dice) -> Request:
        return scene.about({**bound, **scene.drawn(dice, bound)}, dice)

    def once_more(self, before: dict[str, Entry], dice: Dice) -> Request:
        return self.about(self.drawn(dice, before), dice, self.again)

    def rule(self, bound: dict[str, Entry], asked: str, yes_or_no: str) -> Check:
        if not self.check:
            return Check("exact", tuple(fill(answer, bound) for answer in self.answer))
        if self.check[0] == "says_any":
            return Check("says", tuple(text for source in self.check[1:] for text in self.values(source, bound)))
        wanted = tuple(fill(text, bound) for text in self.check[1:])
        without: tuple[str, ...] = ()
        if self.others:
            variable, key = self.others.split(".")
            values = {str(entry[key]) for entry in self.data.lists[self.draw[variable]]}
            # A word of the question may come back in the answer: "The opposite of cold is hot."
            without = tuple(v for v in sorted(values) if not any(says(w, v) for w in wanted) and not says(asked, v))
        return Check(yes_or_no or self.check[0], wanted, without)

    def values(self, source: str, bound: dict[str, Entry]) -> list[str]:
        """The field of each entry of a list, "parties.a", but not of entries that the turns before have used."""
        name, key = source.split(".")
        used = [entry for variable, entry in bound.items() if variable not in self.draw]
        return [str(entry[key]) for entry in self.data.lists[name] if entry not in used]


def read_scene(table: dict[str, Any], data: Data, where: str) -> Scene:
    """Raises WorldError, with the kind's name, when a table has an unknown key or draws from no list."""
    if unknown := table.keys() - _KEYS:
        raise WorldError(f"{where} has a scene with {sorted(unknown)[0]!r}; known are {', '.join(sorted(_KEYS))}.")
    draw = table.get("draw", {})
    for name in draw.values():
        if name not in data.lists:
            raise WorldError(f"{where} draws from a list {name!r} that does not exist.")
    if not table.get("ask") or not (table.get("answer") or (table.get("yes") and table.get("no"))):
        raise WorldError(f"{where} has a scene without `ask` or without `answer`.")
    return Scene(
        data,
        table["ask"],
        table.get("answer", []),
        table.get("yes", []),
        table.get("no", []),
        draw,
        table.get("claim", ""),
        table.get("check", []),
        table.get("others", ""),
        table.get("again", []),
        [read_scene(then, data, where) for then in table.get("then", [])],
        float(table.get("weight", 1)),
        bool(table.get("late", False)),
    )
