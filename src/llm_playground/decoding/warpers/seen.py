"""Seen: of a model that tells of its likeliest tokens alone no other can come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from llm_playground.decoding.distribution import Distribution
from llm_playground.decoding.past import Past
from llm_playground.decoding.warpers.warper import Cut, Mask


@dataclass(frozen=True)
class Seen(Cut):
    """Cuts all tokens of which nothing was told: a top-k of as many as were. Nobody sets it, and it has no place in an
    order of theirs: see `chain.with_seen`."""

    name: ClassVar[str] = "seen"

    @property
    def cuts(self) -> bool:
        return True

    def stay(self, seen: Distribution, past: Past) -> Mask:
        return seen.all_stay

    def cuts_unseen(self, seen: Distribution) -> bool:
        return True
