"""A model that drafts for another one: both must have the same tokens by the same numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import InvalidValue
from llm_playground.models.seam import LanguageModel
from llm_playground.models.vocabularies import first_other_token


class DraftModel:
    """A draft model that numbers its tokens as `model` does.

    Raises:
        InvalidValue: its tokenizer has other tokens.
    """

    def __init__(self, model: LanguageModel, draft: LanguageModel) -> None:
        _check_same_tokens(model, draft)
        self._draft, self._size = draft, model.vocab_size

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        logits = self._draft.next_logits(sequences)
        # Models of one family pad their vocabulary to different lengths. No token stands in the padding.
        missing = self._size - logits.shape[1]
        if missing > 0:
            return np.pad(logits, ((0, 0), (0, missing)), constant_values=-np.inf)
        return logits[:, : self._size]


def _check_same_tokens(model: LanguageModel, draft: LanguageModel) -> None:
    ours, theirs = model.tokenizer, draft.tokenizer
    other = first_other_token(ours, theirs)
    if other is None:
        return
    sizes = ours.vocab_size, theirs.vocab_size
    if sizes[0] == sizes[1]:
        differs = f"token {other} is {ours.piece(other)!r} in one and {theirs.piece(other)!r} in the other"
    else:
        differs = f"one has {sizes[0]:,} tokens, the other {sizes[1]:,}"
    raise InvalidValue(
        f"{draft.name} cannot draft for {model.name}: their tokenizers differ ({differs}), and a drafted token must "
        "mean the same to both. Choose a model of the same family.",
        field="draft",
        subject="draft",
    )
