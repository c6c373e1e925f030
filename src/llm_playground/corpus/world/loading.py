"""Builds the story world from its TOML files, each made of four kinds of table:

    [list.toys]                           # words to draw from
    pronoun = "she"                       # (any key but these two is a field that all entries share)
    entries = ["kite", { name = "marbles", plural = true, weight = 2 }]

    [list.places]                         # typed lists: what is found there; "@toys" is the list `toys`
    entries = [{ name = "beach", at = "on the beach", things = ["shell", "crab"], games = "@toys" }]

    [rule]                                # sentences; an alternative may carry a weight
    greeting = ["Hello!", { text = "Hi!", weight = 2 }]
    fact = { once = true, options = ["A day has 24 hours.", "A week has 7 days."] }

    [plot.lost_kite]                      # beats, told in the order in which they are written
    for = ["child", "animal"]             # this plot joins the rules child_plot and animal_plot
    want = ["{Hero.they} wanted a kite."]
    lesson = ["So {hero} learned to share."]

    [kind.story]                          # a kind of document and its share in the corpus
    share = 60
    text = ["{story}"]

A slot is explained in `grammar.py`. A new file in `data/` is read like the others; `extended_world` reads files of
your own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from llm_playground.corpus.world.checking import check
from llm_playground.corpus.world.grammar import Rule
from llm_playground.corpus.world.records import WorldError
from llm_playground.corpus.world.template import Compiler
from llm_playground.corpus.world.words import Entry, Pool, make_entry

Table = dict[str, Any]


@dataclass(frozen=True, eq=False)
class World:
    """Everything the data files say. The rule `kinds` is the root: it draws the kind of a document."""

    lists: dict[str, Pool]
    rules: dict[str, Rule]
    plots: tuple[str, ...]
    kinds: dict[str, float]


@cache
def default_world() -> World:
    """The world that ships with the package; read once, when the first document is asked for."""
    return build_world(_own_files())


def extended_world(files: Iterable[Path]) -> World:
    """The world that ships with the package, and what the files add to it: words in new lists, rules, plots, kinds.

    Raises:
        WorldError: a file cannot be read, or it contradicts the rest.
    """
    texts = _own_files()
    for file in files:
        try:
            texts[str(file)] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise WorldError(f"{file} cannot be read as a text file ({error}).") from error
    return build_world(texts)


def _own_files() -> dict[str, str]:
    folder = resources.files(__package__) / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def build_world(files: Mapping[str, str]) -> World:
    """A world from file name -> TOML text. Raises WorldError, in one sentence, at the first mistake."""
    builder = _Builder()
    for file, text in files.items():
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise WorldError(f"{file} is not valid TOML: {error}.") from None
        builder.read(file, tables)
    return builder.world()


class _Builder:
    def __init__(self) -> None:
        self.lists: dict[str, Pool] = {}
        self.rules: dict[str, Rule] = {}
        self.plots: list[str] = []
        self.plots_for: dict[str, list[tuple[str, float]]] = {}
        self.kinds: dict[str, float] = {}
        self.file = ""

    def read(self, file: str, tables: Table) -> None:
        self.file = file
        readers = {"list": self.add_list, "rule": self.add_rule, "plot": self.add_plot, "kind": self.add_kind}
        for table, content in tables.items():
            if table not in readers:
                raise self.error(f"has a table {table!r}; known are {', '.join(readers)}")
            for name, body in content.items():
                readers[table](name, body)

    def error(self, message: str) -> WorldError:
        return WorldError(f"{self.file}: {message}.")

    def add_list(self, name: str, body: Table) -> None:
        if not isinstance(body, dict) or not body.get("entries"):
            raise self.error(f"list {name!r} is empty; it needs entries = [...]")
        if name in self.lists:
            raise self.error(f"list {name!r} exists already")
        shared = {key: value for key, value in body.items() if key != "entries"}
        self.lists[name] = self.pool(name, body["entries"], shared)

    def pool(self, name: str, sources: list[str | Entry], shared: Entry) -> Pool:
        entries = []
        for source in sources:
            if isinstance(source, dict) and "name" not in source:
                raise self.error(f"list {name!r} has an entry without a name: {source!r}")
            entry = make_entry(source, shared)
            # A list inside an entry (the things of a place) becomes a list of its own.
            inner = {f: self.pool(f"{name}.{f}", v, {}) for f, v in entry.items() if isinstance(v, list) and v}
            if empty := [field for field, value in entry.items() if value == []]:
                raise self.error(f"list {name!r} has an entry {entry['name']!r} whose {empty[0]!r} is empty")
            entries.append(entry | inner)
        names = [entry["name"] for entry in entries]
        if twice := {n for n in names if names.count(n) > 1}:
            raise self.error(f"list {name!r} has {sorted(twice)[0]!r} twice")
        return Pool(name, entries)

    def share_lists(self) -> None:
        """A field "@berries" is the list `berries`, so that many entries can carry the same one."""
        for name, pool in self.lists.items():
            for entry in pool.entries:
                for field, value in entry.items():
                    if isinstance(value, str) and value.startswith("@"):
                        if value[1:] not in self.lists:
                            raise WorldError(f"List {name!r}: {entry['name']!r} names {value!r}, which is not a list.")
                        entry[field] = self.lists[value[1:]]

    def add_rule(self, name: str, body: list[Any] | Table) -> None:
        once = isinstance(body, dict) and bool(body.get("once"))
        options = body.get("options", []) if isinstance(body, dict) else body
        if not isinstance(options, list) or not options:
            raise self.error(f"rule {name!r} is empty; it needs at least one alternative")
        if name in self.rules:
            raise self.error(f"rule {name!r} exists already")
        pairs = [(o["text"], float(o.get("weight", 1))) if isinstance(o, dict) else (o, 1.0) for o in options]
        sources = [text for text, _ in pairs]
        if len(set(sources)) < len(sources):  # two ways to the same text would make its logprob wrong
            raise self.error(f"rule {name!r} has the same alternative twice")
        if any(weight <= 0 for _, weight in pairs):
            raise self.error(f"rule {name!r} has a weight that is not above 0")
        self.rules[name] = Rule(name, self.file, sources, [weight for _, weight in pairs], once)

    def add_plot(self, name: str, body: Table) -> None:
        """A plot becomes one rule a beat, plot/seed/want, plot/seed/obstacle, ..., and one that tells all."""
        beats = [beat for beat, value in body.items() if isinstance(value, list) and beat != "for"]
        path = f"plot/{name}"  # with a slash, so that no variable is called like a plot or a beat
        for beat in beats:
            self.add_rule(f"{path}/{beat}", body[beat])
        self.add_rule(path, [" ".join(f"{{{path}/{beat}}}" for beat in beats)] if beats else [])
        self.plots.append(name)
        for hero in body.get("for", []):
            self.plots_for.setdefault(hero, []).append((path, float(body.get("weight", 1))))

    def add_kind(self, name: str, body: Table) -> None:
        self.add_rule(name, body.get("text", []))
        self.kinds[name] = float(body.get("share", 1))

    def world(self) -> World:
        self.file = "the plots"
        for hero, plots in self.plots_for.items():
            self.add_rule(f"{hero}_plot", [{"text": f"{{{plot}}}", "weight": weight} for plot, weight in plots])
        self.file = "the kinds"
        self.add_rule("kinds", [{"text": f"{{{kind}}}", "weight": share} for kind, share in self.kinds.items()])
        if both := self.lists.keys() & self.rules.keys():
            raise WorldError(f"{sorted(both)[0]!r} is both a list and a rule; one of them needs another name.")
        self.share_lists()
        compiler = Compiler(self.lists, self.rules)
        for rule in self.rules.values():
            compiler.compile(rule)
        check(self.rules, self.rules["kinds"])
        return World(self.lists, self.rules, tuple(self.plots), self.kinds)
