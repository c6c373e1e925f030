"""What training leaves behind: its merges, in the order in which they were made."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Merge(Record):
    """Two tokens that become one wherever they are neighbours.

    `count` is how often the pair stood in the text when training chose it; None where the merge was read from a file,
    which does not say.
    """

    pair: Pair
    new_id: int
    count: int | None = None


@dataclass(frozen=True, slots=True)
class PairCount(Record):
    """How often a pair of neighbouring tokens stands in the training text."""

    pair: Pair
    count: int


@dataclass(frozen=True, slots=True)
class Round(Record):
    """One merge of a training run, and the most frequent pairs that it was chosen from: itself first."""

    merge: Merge
    leaders: tuple[PairCount, ...]


@dataclass(frozen=True, slots=True)
class MergeLog(Record):
    """All merges of a training run. The place of a merge is its rank: the lower, the sooner it is applied.

    `asked` is how many merges were wanted. There are fewer where the text had no pair left to join.
    """

    merges: tuple[Merge, ...]
    asked: int

    @property
    def stopped_early(self) -> bool:
        """Whether the text ran out of pairs before all merges that were asked for had been made."""
        return len(self.merges) < self.asked

    @property
    def summary(self) -> str:
        """One sentence for the person who trained."""
        made = f"{len(self.merges):,} merges"
        if not self.stopped_early:
            return f"Training made {made}."
        return (
            f"Training made {made} of {self.asked:,} and stopped: every word of the text is one token, nothing is left."
        )
