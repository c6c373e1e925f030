"""Sums, differences and products, asked in many ways and answered in one: "14 + 27 is 41."

The answer repeats the numbers before the result, because a tiny model calculates best right after it wrote them.
All 100 pairs of one-digit numbers are trained on. Of the pairs with a number of two digits, the share of `split`
is held out *as a pair*: in either order, in any wording, as a follow-up, in a story problem.
"""

from __future__ import annotations

from functools import partial
from operator import add, mul, sub

from llm_playground.corpus.dialogues.checks import Check
from llm_playground.corpus.dialogues.data import Data
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.filling import fill
from llm_playground.corpus.dialogues.records import Reply, Request
from llm_playground.corpus.world.words import number_entry

OPERATORS = {"plus": add, "minus": sub, "times": mul}
SIGNS = {"plus": "+", "minus": "-", "times": "times"}


class Sums:
    """The kind `sum`: its wordings stand in data/sums.toml."""

    def __init__(self, data: Data) -> None:
        self.data, self.words = data, data.tables["sums"]

    def request(self, dice: Dice) -> Request:
        form = dice.weighted(("plus", "minus", "times", "spelled", "problem"), (66, 14, 6, 5, 9))
        if form == "problem":
            return self.problem(dice)
        operator = "plus" if form == "spelled" else form
        x, y = pair(dice, operator, small=form == "spelled")
        return self.about(x, operator, y, self.words[form], dice)

    def about(self, x: int, operator: str, y: int, wordings: list[str], dice: Dice) -> Request:
        text = fill(dice.pick(wordings), {"x": number_entry(x), "y": number_entry(y)})
        key = pair_key(x, operator, y)
        return Request(text, partial(self.reply, x, operator, y), key or text)

    def reply(self, x: int, operator: str, y: int, dice: Dice) -> Reply:
        result = OPERATORS[operator](x, y)
        text = f"{x} {SIGNS[operator]} {y} is {result}."
        return Reply(text, Check("number", number=result), self.follow_ups(result, operator))

    def follow_ups(self, result: int, operator: str) -> tuple[partial[Request], ...]:
        again = partial(self.again, operator)
        change = [partial(self.change, result)] if result < 100 else []
        return (again, *change)

    def again(self, operator: str, dice: Dice) -> Request:
        """ "And 3 + 5?" stands alone, so its wording is split like the others."""
        x, y = pair(dice, operator)
        return self.about(x, operator, y, self.words["again"][operator], dice)

    def change(self, result: int, dice: Dice) -> Request:
        """ "Add 5 to that.": the other number is the result of the turn before."""
        operator = "minus" if result > 0 and dice.chance(0.35) else "plus"
        y = dice.number(1, min(9, result)) if operator == "minus" else dice.number(1, 9 if dice.chance(0.8) else 20)
        text = fill(dice.pick(self.words["change"][operator]), {"y": number_entry(y)})
        return Request(text, partial(self.reply, result, operator, y), pair_key(result, operator, y))

    def problem(self, dice: Dice) -> Request:
        """A story problem: names, things and small numbers are drawn."""
        operator = "plus" if dice.chance(0.6) else "minus"
        x, y = dice.number(2, 9), dice.number(2, 9)
        if dice.chance(0.4):
            x, y = dice.number(10, 49), dice.number(2, 40)
        if operator == "minus":
            x, y = max(x, y), min(x, y)
        story = dice.pick(self.words["problem"][operator])
        hero = dice.pick(self.data.lists["girls"] + self.data.lists["boys"])
        ware = dice.pick(self.data.lists["countables"])
        text = fill(story, {"hero": hero, "ware": ware, "x": number_entry(x), "y": number_entry(y)})
        return Request(text, partial(self.reply, x, operator, y), pair_key(x, operator, y) or text)


def pair(dice: Dice, operator: str, small: bool = False) -> tuple[int, int]:
    """Two numbers: for sums half of them with two digits both, differences never below zero."""
    if operator == "times":
        return dice.number(1, 9), dice.number(1, 9)
    if operator == "minus":
        x = dice.number(1, dice.weighted((20, 99), (3, 1)))
        return x, dice.number(0, min(x, 20))
    size = 0 if small else dice.weighted((0, 1, 2), (35, 15, 50))
    if size == 0:
        return dice.number(0, 9), dice.number(0, 9)
    if size == 1:
        both = [dice.number(10, 99), dice.number(1, 9)]
        return (both[0], both[1]) if dice.chance(0.6) else (both[1], both[0])
    # Most problems of the kind that people ask first have small tens; all of them are asked.
    high = 49 if dice.chance(0.3) else 99
    return dice.number(10, high), dice.number(10, high)


def pair_key(x: int, operator: str, y: int) -> str | None:
    """What the split decides on for numbers of two digits; for smaller ones None: each pair is trained on."""
    if max(x, y) < 10:
        return None
    if operator == "minus":
        return f"{x} - {y}"
    return f"{min(x, y)} {SIGNS[operator]} {max(x, y)}"
