"""Which instructions are kept from training, to ask them later: a hash of the instruction decides.

So the split needs no list, is the same on every machine, and no seed can bring the two sides together. Sums are
split by their numbers, whatever the wording: see `sums.py`.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from llm_playground.corpus.dialogues.data import load

SHARE = 0.06  # of all instructions are held out


@lru_cache(maxsize=1 << 16)
def is_held_out(key: str) -> bool:
    """Whether the instruction is never in training. Capitals, marks and outer spaces make no difference.

    >>> is_held_out("What is 2+2?")
    False
    """
    plain = simplify(key)
    if plain in _always():
        return False
    return int.from_bytes(sha256(plain.encode()).digest()[:8], "big") < SHARE * 2**64


def simplify(text: str) -> str:
    """ "What is 2+2?" and "what is 2+2" are one instruction."""
    return text.strip().rstrip(".?!").lower()


@lru_cache(maxsize=1)
def _always() -> frozenset[str]:
    return frozenset(simplify(text) for text in load().tables["always"]["in_training"])
