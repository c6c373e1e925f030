"""Banned words: some sequences of tokens do not come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from llm_playground.decoding.past import Past
from llm_playground.decoding.vocabulary import Vocabulary, not_spelled
from llm_playground.decoding.warpers.warper import Logits, Warper, keep
from llm_playground.errors import InvalidValue


@dataclass(frozen=True)
class BannedWords(Warper):
    """Cuts every token that would complete one of some sequences of tokens whose others stand at the end of the text,
    prompt included, as in NoBadWordsLogitsProcessor. (That one lets the token through that ends a text.)

    Attributes:
        sequences: the token ids of `banned_words`, each as it stands and after a space (see `Vocabulary`).

    Raises:
        InvalidValue: at a step where no other token is left. To let one through would break the ban in silence.
    """

    banned_words: tuple[str | tuple[int, ...], ...]
    sequences: tuple[tuple[int, ...], ...] = ()
    name: ClassVar[str] = "banned_words"
    formula: ClassVar[str] = r"(x_{t-n+2}, \dots, x_t, i) \text{ is none of the } \text{banned\_words}"

    def spelled(self, vocabulary: Vocabulary) -> Self:
        return replace(self, sequences=tuple(ids for word in self.banned_words for ids in vocabulary.sequences(word)))

    def __call__(self, logits: Logits, past: Past) -> Logits:
        if self.banned_words and not self.sequences:
            raise not_spelled(self.name)
        kept = np.ones(len(logits), dtype=np.bool_)
        for *before, last in self.sequences:
            if past.ids[len(past.ids) - len(before) :] == tuple(before):
                kept[last] = False
        if not np.isfinite(logits[kept]).any():
            raise InvalidValue(
                f"banned_words bans all tokens that could come here ({int(np.isfinite(logits).sum()):,}), and some "
                "token has to; ban fewer, or apply it before what cuts the others.",
                field="parameters.banned_words",
                subject="banned_words",
            )
        return keep(logits, kept)
