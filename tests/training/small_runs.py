"""Sources and recipes so small that a run takes a second."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.engine.fine_tuning import FineTuned
from llm_playground.engine.preference import Preferred
from llm_playground.engine.session import Session
from llm_playground.models.copies import COPIES
from llm_playground.training import direct_preference, fine_tuning
from llm_playground.training.recipes import SMOKE
from llm_playground.training.sources import Sample
from llm_playground.transformer.architectures import gpt2_config


def few_texts(patch: pytest.MonkeyPatch) -> None:
    """From now on a fine-tuning to be watched reads little: a step and a look take a tenth of a second."""
    sizes = {"HELD_OUT": 4, "HELD_OUT_STORIES": 2, "BATCH": 2, "CONTEXT": 64}
    for name, value in sizes.items():
        patch.setattr(fine_tuning, name, value)


def no_copies(patch: pytest.MonkeyPatch, session: Session) -> None:
    """Whatever is trained from now on is known until the test ends."""
    patch.setattr(COPIES, "_copies", {})
    patch.setattr(session, "_copies", set())


@cache
def tuned(prompt: str) -> FineTuned:
    """The record of such a fine-tuning."""
    with pytest.MonkeyPatch.context() as patch:
        few_texts(patch)
        return lp.watch_fine_tuning("tiny-qwen", [prompt, "What is 2+2?"], 4, every=2, max_new_tokens=6)


def few_pairs(patch: pytest.MonkeyPatch) -> None:
    """The same of a preference training."""
    for name, value in {"PAIRS": 2, "HELD_OUT": 3, "LONGEST": {"right": 12, "words": 12}}.items():
        patch.setattr(direct_preference, name, value)


@cache
def preferred(prompt: str) -> Preferred:
    """The record of such a training."""
    with pytest.MonkeyPatch.context() as patch:
        few_pairs(patch)
        return lp.watch_preference_training("tiny-qwen-chat", "right_sums", [prompt], 4, every=2, max_new_tokens=6)


WORDS = ["the", "little", "dragon", "found", "a", "golden", "key", "under", "an", "old", "bridge"]
LOGPROB = -12 * float(np.log(len(WORDS)))  # of a document of twelve words


@dataclass(frozen=True)
class DragonTales:
    """A stand-in for the story world: eleven words in any order, and some documents that every seed writes."""

    documents: int = 400
    seed: int = 1

    def training(self) -> Iterator[Sample]:
        return self._write(self.documents, self.seed)

    def held_out(self) -> Iterator[Sample]:
        return self._write(40, self.seed + 1)

    def description(self) -> str:
        return f"dragon tales, seed {self.seed}"

    def _write(self, count: int, seed: int) -> Iterator[Sample]:
        draw = random.Random(seed)
        for _ in range(count):
            text = "A dog has four legs." if draw.random() < 0.2 else " ".join(draw.choices(WORDS, k=12)) + "."
            yield Sample(text, LOGPROB)


TINY_RUN = replace(
    SMOKE,
    model=gpt2_config(n_layer=1, n_head=2, n_embd=16, vocab_size=300, context_length=32),
    source=DragonTales(),
    tokenizer_documents=400,
    steps=24,
    warmup_steps=4,
    batch_size=4,
    window=16,
    held_out_every=8,
    checkpoint_every=10,
)
