"""Puts requests and follow-ups together to conversations of one to four turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from llm_playground.corpus.dialogues.data import Data, load
from llm_playground.corpus.dialogues.dice import Dice
from llm_playground.corpus.dialogues.facts import Facts
from llm_playground.corpus.dialogues.naming import Naming
from llm_playground.corpus.dialogues.records import Dialogue, Request, Turn
from llm_playground.corpus.dialogues.scenes import Scene, read_scene
from llm_playground.corpus.dialogues.split import is_held_out
from llm_playground.corpus.dialogues.stories import Stories
from llm_playground.corpus.dialogues.sums import Sums
from llm_playground.corpus.world import document_seed
from llm_playground.errors import UnknownName

TURNS, TURN_WEIGHTS = (1, 2, 3, 4), (50, 25, 15, 10)
WITH_SYSTEM = 0.25
FRAMED = 0.4  # of the wordings that are always the same
FRAMED_TOO = 0.1  # of the other wordings
FOLLOW_UP = 0.65  # of the later turns, where there is something to follow
RECALL = 0.4  # of the other later turns, where something was told that can be asked back
MEMORY, UNKNOWN = "memory", "unknown"  # kinds: who has told a name is not told that it is unknown
LONGEST = 900  # characters said so far, after which no turn is added: 512 tokens must hold them all


@dataclass(frozen=True)
class Kind:
    """A kind of request, and how often it opens a conversation, against the others."""

    name: str
    share: float
    request: Callable[[Dice], Request]


@dataclass(frozen=True)
class Told:
    """What was told last that can be asked back some turns later: "What is my name?" """

    kind: str = ""
    instruction: str = ""
    later: tuple[Callable[[Dice], Request], ...] = ()


def dialogue(seed: int, kinds: Sequence[str] | None = None, *, held_out: bool = False) -> Dialogue:
    """One conversation. `kinds` allows only requests of these kinds; None allows all.

    `held_out` asks what training never asks: then every request that stands alone is a held-out one.

    >>> dialogue(3) == dialogue(3)
    True
    """
    dice = Dice(seed)
    allowed = _allowed(None if kinds is None else tuple(kinds))
    count = dice.weighted(TURNS, TURN_WEIGHTS)
    system = dice.pick(load().tables["system"]["messages"]) if dice.chance(WITH_SYSTEM) else None
    turns: list[Turn] = []
    follow_ups: tuple[Callable[[Dice], Request], ...] = ()
    told = Told()
    while len(turns) < count and sum(len(t.user) + len(t.assistant) for t in turns) < LONGEST:
        said = ""
        if follow_ups and dice.chance(FOLLOW_UP):
            kind, request = turns[-1].kind, _following(dice, follow_ups, held_out)
            instruction = f"{turns[-1].instruction} / {request.text}"
        elif told.later and dice.chance(RECALL):
            kind, request = told.kind, _following(dice, told.later, held_out)
            instruction = f"{told.instruction} / {request.text}"
        else:
            kind, request = _opening(dice, allowed, held_out, MEMORY in (turn.kind for turn in turns))
            instruction, said = request.text, _framed_too(request, dice)
            if kind == told.kind:  # "I am Mia." and then "Hi, I am Tom.": only the newer one can be asked back
                told = Told()
        reply = request.reply(dice)
        if reply.later:
            told = Told(kind, instruction, reply.later)
        turns.append(Turn(_typed(said or request.text, dice), reply.text, reply.check, kind, instruction))
        follow_ups = reply.follow_ups
    return Dialogue(turns[0].kind, system, tuple(turns))


def dialogues(
    count: int, seed: int, kinds: Sequence[str] | None = None, *, held_out: bool = False
) -> Iterator[Dialogue]:
    """The first `count` conversations of the set `seed`."""
    for index in range(count):
        yield dialogue(document_seed(seed, index), kinds, held_out=held_out)


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by its name: first those that are code, then those that are tables."""
    data = load()
    made: dict[str, Stories | Sums | Naming | Facts] = {
        "story": Stories(data),
        "sum": Sums(data),
        "name": Naming(data),
        "fact": Facts(data),
    }
    shares = data.tables["shares"]
    kinds = [Kind(name, shares[name], maker.request) for name, maker in made.items()]
    kinds += [_table_kind(name, table, data) for name, table in data.tables["kind"].items()]
    return {kind.name: kind for kind in kinds}


def _table_kind(name: str, table: dict[str, object], data: Data) -> Kind:
    scenes = [read_scene(scene, data, f"kind {name!r}") for scene in table["scene"]]  # type: ignore[attr-defined]
    weights = [scene.weight for scene in scenes]

    def request(dice: Dice) -> Request:
        scene: Scene = dice.weighted(scenes, weights)
        return scene.request(dice)

    return Kind(name, float(table["share"]), request)  # type: ignore[arg-type]


@cache
def _allowed(names: tuple[str, ...] | None) -> tuple[tuple[Kind, ...], tuple[float, ...]]:
    known = all_kinds()
    if names is not None and (not names or any(name not in known for name in names)):
        raise UnknownName(f"Asked for the kinds {list(names)}; those of a dialogue are {', '.join(known)}.")
    kinds = tuple(known[name] for name in (names or known))
    return kinds, tuple(kind.share for kind in kinds)


def _opening(
    dice: Dice, allowed: tuple[tuple[Kind, ...], tuple[float, ...]], held_out: bool, was_told: bool
) -> tuple[str, Request]:
    """A request that stands alone, on the right side of the split. The kind is kept while its request is redrawn.

    `was_told`: the user told something, so "I do not know your name." might be wrong now.
    """
    while True:
        kind: Kind = dice.weighted(*allowed)
        if was_told and kind.name == UNKNOWN:
            continue
        for _ in range(400):  # a kind with few requests may have none that is held out
            request = kind.request(dice)
            if request.fixed and request.text.endswith((".", "?", "!")) and (held_out or dice.chance(FRAMED)):
                request = _framed(request, dice)
            if (not held_out) if request.fixed else is_held_out(request.key or request.text) == held_out:
                return kind.name, request


def _framed(request: Request, dice: Dice) -> Request:
    """A fixed wording among other words: "Okay. Who are you?" """
    frames = load().tables["frames"]
    before, after = dice.pick([(b, a) for b in frames["before"] for a in frames["after"] if b or a])
    return replace(request, text=f"{before}{request.text}{after}", fixed=False)


def _framed_too(request: Request, dice: Dice) -> str:
    """What the user types. The split looks at the request without the words around it."""
    if not request.fixed and request.text.endswith((".", "?", "!")) and dice.chance(FRAMED_TOO):
        return _framed(request, dice).text
    return request.text


def _following(dice: Dice, follow_ups: Sequence[Callable[[Dice], Request]], held_out: bool) -> Request:
    """A follow-up. In training it is none whose own key (the numbers of a sum) is held out."""
    while True:
        request = dice.pick(follow_ups)(dice)
        if held_out or request.key is None or not is_held_out(request.key):
            return request


def _typed(text: str, dice: Dice) -> str:
    """People do not always type capitals and marks."""
    if not dice.chance(0.08):
        return text
    text = text.rstrip(".? ")
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first in load().tables["always"]["lowered"] else text
