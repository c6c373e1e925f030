"""Texts of the kind that a bundled model was trained on, for whatever is fitted to the model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from llm_playground.corpus.dialogues import dialogue, render
from llm_playground.corpus.world import document_seed, sample
from llm_playground.models.seam import LanguageModel

# The bundled models were trained on seed 1 and measured on seed 2.
FITTING_SEED, HELD_OUT_SEED = 3, 4
SHORTEST, LONGEST = 64, 128  # tokens of a text; the rest of a longer one is left out


def corpus_texts(model: LanguageModel, number: int, seed: int = FITTING_SEED) -> list[list[int]]:
    """The first `number` texts of corpus `seed` that are long enough, as token ids: stories and the like for a base
    model, conversations for an instruct model."""
    return list(islice((ids[:LONGEST] for ids in _texts(model, seed) if len(ids) >= SHORTEST), number))


def _texts(model: LanguageModel, seed: int) -> Iterator[list[int]]:
    for index in count():
        drawn = document_seed(seed, index)
        if model.is_instruct:
            yield model.tokenizer.encode(render(dialogue(drawn).messages), allow_special=True)
        else:
            yield model.tokenizer.encode(sample(drawn).text)
