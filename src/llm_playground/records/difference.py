"""Two runs side by side: where their texts part, where they meet again, and how far apart their distributions are."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record, Trace


@dataclass(frozen=True, slots=True)
class SettingDiff(Record):
    """What is not the same in the two runs, by its name; None where one of them has no such thing."""

    name: str
    a: str | None
    b: str | None


@dataclass(frozen=True, slots=True)
class Divergence(Record):
    """KL(A || B) of two next-token distributions, in nats, as far as two records can tell.

    A stage lists its most likely tokens and sums the others. `is_whole`: all that A may take is listed, with what B
    makes of it, so `nats` is the divergence itself. Otherwise it is the least that it can be: that of the tokens which
    both list, and of all others together. `nats` is None where it is infinite, since B rules out what A may take.
    """

    nats: float | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Pair(Record):
    """Token `a` of one text beside token `b` of the other, as indices, and the distributions that they came from.

    `model` compares the models' own distributions, `final` those after each strategy's warpers. Both are None where the
    two vocabularies are not the same.
    """

    a: int
    b: int
    model: Divergence | None
    final: Divergence | None


@dataclass(frozen=True, slots=True)
class Stretch(Record):
    """Tokens `a[0]` up to `a[1]` of one text and `b[0]` up to `b[1]` of the other, which stand in the same place.

    `is_same`: they are the same, one by one. Otherwise they differ, and one of the two may be empty.
    """

    is_same: bool
    a: tuple[int, int]
    b: tuple[int, int]

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """The tokens that stand beside the same token: of a stretch that differs none."""
        return tuple(zip(range(*self.a), range(*self.b), strict=True)) if self.is_same else ()


@dataclass(frozen=True, slots=True)
class TraceDiff(Record):
    """Two runs and what became of them.

    Attributes:
        settings: what was set differently, and what came out differently; what is the same is not listed.
        same_prompt: whether both models read the same text before the first token.
        same_vocabulary: as far as the two records tell: they have as many tokens, and no id stands for two.
        stretches: both texts from beginning to end, same and different in turns. Tokens are compared by their bytes.
        pairs: all tokens that stand beside the same token, in order. Behind the first difference they come from
            distributions after different beginnings.
        parting: the first token at which they differ, in both; None if they do not, or if one has ended there.
    """

    a: Trace
    b: Trace
    settings: tuple[SettingDiff, ...]
    same_prompt: bool
    same_vocabulary: bool
    stretches: tuple[Stretch, ...]
    pairs: tuple[Pair, ...]
    parting: Pair | None

    @property
    def common(self) -> int:
        """How many tokens the two texts have in common at their beginning."""
        first = self.stretches[0] if self.stretches else None
        return first.a[1] if first is not None and first.is_same else 0
