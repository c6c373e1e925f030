"""Tells a story about what was asked for: a fox, a girl named Mia, a lost kite, a fox and a race.

The plots and sentences are the world's own. Only what the user asked for is put in place of a draw.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from llm_playground.corpus.dialogues.checks import Check, judge
from llm_playground.corpus.dialogues.data import Data
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.filling import fill
from llm_playground.corpus.dialogues.records import Reply, Request
from llm_playground.corpus.dialogues.things import Things
from llm_playground.corpus.world import default_world
from llm_playground.corpus.world.grammar import Writer
from llm_playground.corpus.world.words import Entry, Weights, capitalize, with_article

SHORTEST, LONGEST = 60, 110  # words


class ToldWriter(Writer):
    """A writer that is told some draws: {"animal_plot": "{plot/race}"}."""

    __slots__ = ("told",)

    def __init__(self, dice: Dice, told: dict[str, str]) -> None:
        super().__init__(dice.random)
        self.told = told

    def draw(self, rule: str, options: tuple[str, ...], weights: Weights, barred: Any = ()) -> int:
        wanted = self.told.get(rule)
        if wanted in options and options.index(wanted) not in barred:
            return options.index(wanted)
        return super().draw(rule, options, weights, barred)


class Stories:
    """The kind `story`: wordings and themes stand in data/stories.toml."""

    def __init__(self, data: Data) -> None:
        self.words, self.lists, self.things = data.tables["stories"], data.lists, Things(data)
        self.themes: dict[str, list[dict[str, Any]]] = {"child": [], "animal": []}
        for theme in self.words["themes"]:
            self.themes[theme["for"]].append(theme)

    def request(self, dice: Dice) -> Request:
        asked = dice.weighted(("any", "hero", "named", "theme", "both", "thing"), (5, 20, 12, 18, 18, 27))
        hero = self.hero(dice, dice.pick(("child", "animal", "animal")))
        theme = dice.pick(self.themes[hero["life"]["name"]]) if asked in ("theme", "both") else None
        if asked == "thing":
            theme = self.things.draw(hero, dice)
        topics = {"hero": hero["asked"], "named": {"name": f"{hero['asked']['name']} named {hero['hero']['name']}"}}
        if asked == "any":
            return self.about(hero, None, asked, "", self.words["ask_any"], dice)
        topic = topics.get(asked) or {"name": theme["about"] if theme else ""}
        if asked == "both":
            topic = {"name": f"{hero['asked']['name']} and {topic['name']}"}
        return self.about(hero, theme, asked, topic["name"], self.words["ask"], dice)

    def about(
        self,
        hero: dict[str, Entry],
        theme: dict[str, Any] | None,
        asked: str,
        topic: str,
        wordings: list[str],
        dice: Dice,
    ) -> Request:
        text = fill(dice.pick(wordings), {"topic": {"name": topic}})
        return Request(text, partial(self.reply, hero, theme, asked))

    def hero(self, dice: Dice, life: str) -> dict[str, Entry]:
        girl = dice.chance(0.5)
        if life == "child":
            noun = "girl" if girl else "boy"
            name = dice.pick(self.lists["girls" if girl else "boys"])
        else:
            species = dice.pick(self.lists["animals"])
            noun, name = species["name"], dice.pick(self.lists["animal_girls" if girl else "animal_boys"])
        found: dict[str, Entry] = {"hero": name, "asked": {"name": with_article(noun)}, "noun": {"name": noun}}
        if life == "animal":
            found["species"] = species
        return {**found, "life": {"name": life}}

    def reply(self, hero: dict[str, Entry], theme: dict[str, Any] | None, asked: str, dice: Dice) -> Reply:
        wanted = [] if asked in ("theme", "any", "thing") else [str(hero["noun"]["name"])]
        if asked == "named":
            wanted.append(str(hero["hero"]["name"]))
        if theme:
            wanted += theme["wanted"] if asked == "thing" else [theme["word"]]
        check = Check("story", tuple(wanted))
        text = self.tell(hero, theme, dice)
        while not (SHORTEST <= len(text.split()) <= LONGEST and judge(check, text)):
            text = self.tell(hero, theme, dice)
        follow_ups = (self.another, partial(self.whose_name, hero), partial(self.who, hero), partial(self.rest, hero))
        return Reply(text, check, follow_ups, follow_ups[1:3])

    def tell(self, hero: dict[str, Entry], theme: dict[str, Any] | None, dice: Dice) -> str:
        world, life = default_world(), str(hero["life"]["name"])
        told = {}
        if theme and "plot" in theme:
            night = "_night" if theme.get("night") else ""
            told = {f"{life}_{'night_plot' if night else 'plot'}": f"{{plot/{theme['plot']}}}"}
            told[f"{life}_day"] = next(s for s in world.rules[f"{life}_day"].sources if f"{life}{night}_plot" in s)
        writer = ToldWriter(dice, told)
        writer.write(dice.pick(self.words["openings"]) + " a ")
        world.rules[f"{life}_trait"].expand(writer)
        for variable in ("hero", "species"):
            if variable in hero:
                writer.bound[variable] = hero[variable]
                writer.used.add(hero[variable]["name"])
        writer.write(f" {hero['noun']['name']} named {hero['hero']['name']}. ")
        if theme and "thing" in theme:
            return "".join(writer.pieces) + f"{self.things.tell(hero, theme, dice)} The end."
        world.rules[f"{life}_life"].expand(writer)
        text = "".join(writer.pieces)
        return (
            text
            if text.endswith("The end.") or dice.chance(0.3)
            else f"{text.split(' And that is the story')[0]} The end."
        )

    # -- follow-ups ----------------------------------------------------------------------------------

    def another(self, dice: Dice) -> Request:
        """ "Now one about an owl." needs to know that stories are being told."""
        hero = self.hero(dice, dice.pick(("child", "animal")))
        return self.about(hero, None, "hero", str(hero["asked"]["name"]), self.words["another"], dice)

    def whose_name(self, hero: dict[str, Entry], dice: Dice) -> Request:
        text = fill(dice.pick(self.words["whose_name"]["ask"]), hero)
        return Request(text, lambda d: Reply(self.said("whose_name", hero, d), Check("says", (hero["hero"]["name"],))))

    def who(self, hero: dict[str, Entry], dice: Dice) -> Request:
        wanted = (str(hero["noun"]["name"]), str(hero["hero"]["name"]))
        text = dice.pick(self.words["who"]["ask"])
        return Request(text, lambda d: Reply(self.said("who", hero, d), Check("says_all", wanted)))

    def rest(self, hero: dict[str, Entry], dice: Dice) -> Request:
        table = dice.pick(self.words["after"])
        check = Check(table["check"][0], tuple(table["check"][1:]))
        return Request(dice.pick(table["ask"]), lambda d: Reply(fill(d.pick(table["answer"]), hero), check))

    def said(self, table: str, hero: dict[str, Entry], dice: Dice) -> str:
        return capitalize(fill(dice.pick(self.words[table]["answer"]), hero))
