"""Name three fruits: as many different things of a list as were asked for, and then some more.

Where every thing that is left is as likely as any other, a small model says the same one twice. So a list mostly goes
on in its own order, from anywhere: "Friday, Saturday, and Sunday", and often "red, blue, and green".
"""

from __future__ import annotations

from functools import partial
from typing import Any

from llm_playground.corpus.dialogues.checks import Check
from llm_playground.corpus.dialogues.data import Data
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.filling import fill
from llm_playground.corpus.dialogues.records import Reply, Request
from llm_playground.corpus.world.words import capitalize, number_entry

IN_ORDER = 0.85  # how often the next thing is the next one of the list; always, where the group is `ordered`


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
        items = pick_items(group["items"], named, count, 1.0 if group.get("ordered") else IN_ORDER, dice)
        check = Check("items", tuple(i for i in group["items"] if i not in named), number=count)
        named = named + items
        follow_ups: list[partial[Request]] = []
        if len(group["items"]) - len(named) >= 2:
            follow_ups.append(partial(self.one_more, group, named))
        follow_ups.append(partial(self.other_group, group, count))
        if count > 1:
            follow_ups += [partial(self.which, items, None), partial(self.which, items, group)]
        later = (partial(self.which, items, group),) if count > 1 else ()
        return Reply(f"{capitalize(join(items))}.", check, tuple(follow_ups), later)

    def one_more(self, group: dict[str, Any], named: list[str], dice: Dice) -> Request:
        count = 1 if dice.chance(0.7) else 2
        return self.about(group, count, named, self.words["more"][str(count)], dice)

    def other_group(self, before: dict[str, Any], count: int, dice: Dice) -> Request:
        group = dice.pick([group for group in self.groups if group is not before])
        return self.about(group, count, [], self.words["other"], dice)

    def which(self, items: list[str], group: dict[str, Any] | None, dice: Dice) -> Request:
        """ "Which one did you name first?" needs the list of the turn before, or the words "of the fruits"."""
        place = dice.pick(("first", "second", "last"))
        item = items[{"first": 0, "second": 1, "last": -1}[place]]
        words = self.words["which_of" if group else "which"][place]
        text = fill(dice.pick(words), {"group": {"name": group["many"]} if group else {}})
        # The list once more: what stands where is easier to see in what one has just said. And the words as they stand
        # there: "A hat", with its capital, only at the beginning.
        verdict = f"{capitalize(item)} was the first." if place == "first" else f"The {place} was {item}."
        answer = f"{capitalize(join(items))}. {verdict}"
        return Request(text, lambda _: Reply(answer, Check("says", (verdict,))))


def pick_items(items: list[str], named: list[str], count: int, in_order: float, dice: Dice) -> list[str]:
    """`count` things of `items` that are not in `named`, each with that probability the next one after the last."""
    taken = list(named)
    for _ in range(count):
        rest = [item for item in items if item not in taken]
        following = [item for item in items[items.index(taken[-1]) + 1 :] if item in rest] if taken else []
        goes_on = taken and dice.chance(in_order)
        taken.append((following or rest)[0] if goes_on else dice.pick(rest))
    return taken[len(named) :]


def join(items: list[str]) -> str:
    """join(["red", "blue", "green"]) == "red, blue, and green"."""
    if len(items) < 3:
        return " and ".join(items)
    return f"{', '.join(items[:-1])}, and {items[-1]}"
