"""Draws documents. The same seed gives the same text, byte for byte, on every machine and Python version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from random import Random

from llm_playground.corpus.world.grammar import Rule, Writer
from llm_playground.corpus.world.loading import World, default_world
from llm_playground.corpus.world.records import Document
from llm_playground.errors import UnknownName


def sample(seed: int, kinds: Sequence[str] | None = None, world: World | None = None) -> Document:
    """One document. `kinds` allows only these kinds, with their shares scaled to sum to 1; None allows all.

    >>> sample(7).text == sample(7).text
    True
    """
    world = world or default_world()
    root = world.rules["kinds"] if kinds is None else _root(world, tuple(dict.fromkeys(kinds)))
    # Of random.Random only .random() is promised to stay the same between Python versions; only it is used.
    writer = Writer(Random(seed).random)  # noqa: S311 - stories, not secrets
    kind = root.expand(writer)
    return Document("".join(writer.pieces), root.sources[kind][1:-1], writer.logprob, tuple(writer.choices))


def documents(
    count: int, seed: int, kinds: Sequence[str] | None = None, world: World | None = None
) -> Iterator[Document]:
    """The first `count` documents of corpus `seed`; number i is `sample(document_seed(seed, i), kinds, world)`."""
    for index in range(count):
        yield sample(document_seed(seed, index), kinds, world)


def document_seed(seed: int, index: int) -> int:
    """Far apart for near pairs: seed + index would make document 1 of corpus 0 document 0 of corpus 1."""
    return int.from_bytes(sha256(f"{seed}/{index}".encode()).digest()[:8], "big")


@lru_cache(maxsize=64)
def _root(world: World, kinds: tuple[str, ...]) -> Rule:
    if not kinds or (unknown := [kind for kind in kinds if kind not in world.kinds]):
        wrong = repr(unknown[0]) if kinds else "no kind at all"
        raise UnknownName(f"Asked for {wrong}; the kinds of document are {', '.join(world.kinds)}.")
    sources, shares = [f"{{{kind}}}" for kind in kinds], [world.kinds[kind] for kind in kinds]
    root = Rule("kinds", "", sources, shares, once=False)
    whole = world.rules["kinds"]
    root.templates = [whole.templates[whole.sources.index(source)] for source in root.sources]
    return root
