"""Tells a story about a thing that the user names: a lost umbrella, a girl who found a golden key, a talking clock.

The world has no such plots, so these are told in the dialogues' own beats (data/things.toml). Thing and look come from
long lists: most pairs are never seen in training, and the model has to take them from the request.
"""

from __future__ import annotations

from typing import Any

from llm_playground.corpus.dialogues.data import Data
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.filling import Bound, fill
from llm_playground.corpus.world.words import Entry


class Things:
    """What a story can be about, and its middle; `stories.py` begins and ends it."""

    def __init__(self, data: Data) -> None:
        self.words: dict[str, Any] = data.tables["stories"]["thing"]
        self.lists = data.lists

    def draw(self, hero: Bound, dice: Dice) -> dict[str, Any]:
        """A theme as `stories.py` knows them (`about`, `word`), with its hero in the topic in half of the cases."""
        adj, thing = dice.pick(self.lists["looks"]), dice.pick(self.lists["story_things"])
        noun = {"name": hero["noun"]["name"], "a": hero["asked"]["name"]}
        bound: dict[str, Entry] = {"adj": adj, "thing": thing, "noun": noun}
        alone = dice.chance(0.5)
        forms = self.words["about"] if alone else self.words["with_hero"] + self.words["verbs"][adj["plot"]]
        form = dice.pick(forms)
        wanted = [thing["name"]] if alone else [thing["name"], str(noun["name"])]
        if "{adj" in form:
            wanted.append({"missing": "lost|missing", "lost": "lost|missing"}.get(adj["name"], adj["name"]))
        return {"about": fill(form, bound), "wanted": wanted, "adj": adj, "thing": thing}

    def tell(self, hero: Bound, theme: dict[str, Any], dice: Dice) -> str:
        others = [h for h in self.lists["story_helpers"] if str(hero["noun"]["name"]) not in h["name"]]
        helper, helper2 = dice.several(others, 2)
        spots = dict(zip(("spot", "spot2", "spot3"), dice.several(self.lists["story_spots"], 3), strict=True))
        bound = {**hero, **spots, "helper": helper, "helper2": helper2, "adj": theme["adj"], "thing": theme["thing"]}
        return " ".join(fill(dice.pick(beat), bound) for beat in self.words["plots"][theme["adj"]["plot"]])
