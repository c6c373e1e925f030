"""Name three fruits: as many different things of a list as were asked for, and then some more."""

from __future__ import annotations

from functools import partial
from typing import Any

from llm_playground.corpus.dialogues.checks import Check
from llm_playground.corpus.dialogues.data import Data
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.filling import fill
from llm_playground.corpus.dialogues.records import Reply, Request
from llm_playground.corpus.world.words import capitalize, number_entry


class Naming:
    """The kind `name`: wordings and the lists' titles stand in data/naming.toml."""

    def __init__(self, data: Data) -> None:
        self.words = data.tables["naming"]
        self.groups: list[dict[str, Any]] = []
        for group in self.words["groups"]:
            entries = [entry for name in group["lists"] for entry in data.lists[name]]
            names = [entry[group.get("field", "name")] for entry in entries]
            self.groups.append({**group, "items": list(dict.fromkeys(names))})

    def request(self, dice: Dice) -> Request:
        group = dice.pick(self.groups)
        count = dice.weighted((1, 2, 3, 4, 5), (15, 25, 40, 10, 10))
        wordings = self.words["ask_one"] if count == 1 else self.words["ask"]
        return self.about(group, count, [], wordings, dice)

    def about(self, group: dict[str, Any], count: int, named: list[str], wordings: list[str], dice: Dice) -> Request:
        # A drawn name for the count: "three" or "3".
        number = {**number_entry(count), "said": number_entry(count)["word"] if dice.chance(0.7) else str(count)}
        text = fill(dice.pick(wordings), {"count": number, "group": {**group, "name": group["many"]}})
        return Request(text, partial(self.reply, group, count, named))

    def reply(self, group: dict[str, Any], count: int, named: list[str], dice: Dice) -> Reply:
        items = dice.several([item for item in group["items"] if item not in named], count)
        check = Check("items", tuple(i for i in group["items"] if i not in named), number=count)
        named = named + items
        follow_ups: list[partial[Request]] = []
        if len(group["items"]) - len(named) >= 2:
            follow_ups.append(partial(self.one_more, group, named))
        follow_ups.append(partial(self.other_group, group, count))
        if count > 1:
            follow_ups.append(partial(self.which, items))
        return Reply(f"{capitalize(join(items))}.", check, tuple(follow_ups))

    def one_more(self, group: dict[str, Any], named: list[str], dice: Dice) -> Request:
        count = 1 if dice.chance(0.7) else 2
        return self.about(group, count, named, self.words["more"][str(count)], dice)

    def other_group(self, before: dict[str, Any], count: int, dice: Dice) -> Request:
        group = dice.pick([group for group in self.groups if group is not before])
        return self.about(group, count, [], self.words["other"], dice)

    def which(self, items: list[str], dice: Dice) -> Request:
        """ "Which one did you name first?" needs the list of the turn before."""
        place = dice.pick(("first", "last"))
        item = items[0] if place == "first" else items[-1]
        text = dice.pick(self.words["which"][place])
        return Request(text, lambda _: Reply(f"{capitalize(item)}.", Check("exact", (f"{capitalize(item)}.",))))


def join(items: list[str]) -> str:
    """join(["red", "blue", "green"]) == "red, blue, and green"."""
    if len(items) < 3:
        return " and ".join(items)
    return f"{', '.join(items[:-1])}, and {items[-1]}"
