"""Texts and answers of a model, through the project's own decoding, and the records in which results are counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llm_playground.engine.generation import prepare
from llm_playground.models.chat import Message
from llm_playground.models.seam import LanguageModel


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> Share:
        counted = list(outcomes)
        return cls(sum(counted), len(counted))

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} % ({self.part:,} of {self.whole:,})"


@dataclass(frozen=True)
class Written:
    """What a model added to its prompt. `ended`: by itself, with a token that ends a text, and not at a limit.

    `special` says whether one of its special tokens stands within the text.
    """

    text: str
    ended: bool
    special: bool


def write(
    model: LanguageModel, prompt: str | Sequence[Message], limit: int, *, temperature: float = 0.0, seed: int = 0
) -> Written:
    """What the model adds to a text or answers to messages, in `limit` tokens at most; greedy at temperature 0."""
    if temperature:
        run = prepare(model, prompt, "sample", limit, temperature=temperature, seed=seed)
    else:
        run = prepare(model, prompt, "greedy", limit)
    ids = list(run.ids())
    ended = ids[-1] in model.info.stop_ids
    ids = ids[:-1] if ended else ids
    text = b"".join(model.piece(id) for id in ids).decode(errors="replace")
    return Written(text, ended, not set(ids).isdisjoint(model.tokenizer.special_tokens.values()))
