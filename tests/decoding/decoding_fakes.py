"""Small stand-ins for a language model, and the transformers that the decoding room is measured against."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llm_playground.records import Ending, Step


def letters(id: int) -> bytes:
    """Token i reads as the i-th capital letter."""
    return bytes([65 + id % 26])


class TableModel:
    """A model that is a function of the last id: `table[last]` are its logits. It counts how it was asked."""

    def __init__(self, table: Sequence[Sequence[float]]) -> None:
        self.table = np.asarray(table, dtype=np.float32)
        self.asked: list[list[tuple[int, ...]]] = []

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        self.asked.append([tuple(ids) for ids in sequences])
        return np.stack([self.table[ids[-1]] for ids in sequences])


class Texts:
    """A model whose logits depend on the whole text, so that no two sums are equal."""

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        rows = [np.random.default_rng((self.seed, *ids)).normal(size=self.size) * 1.5 for ids in sequences]
        return np.asarray(rows, dtype=np.float32)

    def logprob(self, ids: tuple[int, ...]) -> float:
        """Of a text after the prompt, computed plainly."""
        if not ids:
            return 0.0
        (row,) = self.next_logits([(0, *ids[:-1])])
        chances = [math.exp(logit) for logit in row]
        return self.logprob(ids[:-1]) + math.log(chances[ids[-1]] / math.fsum(chances))


def random_table(size: int, *, scale: float = 2.0, seed: int = 0) -> NDArray[np.float32]:
    return (np.random.default_rng(seed).normal(size=(size, size)) * scale).astype(np.float32)


class TorchModel:
    """A causal model of transformers behind the seam: every sequence read from its beginning, no cache."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def next_logits(self, sequences: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            logits = self.model(torch.tensor([list(ids) for ids in sequences])).logits
        rows: NDArray[np.float32] = logits[:, -1].float().numpy()
        return rows


def tiny_gpt2(*, vocab_size: int = 40, seed: int = 0, sharpness: float = 8.0) -> Any:
    """A seeded random GPT-2 of 2 layers and 32 dimensions whose distributions are far from flat."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(seed)
    size = {"vocab_size": vocab_size, "n_positions": 64, "n_embd": 32, "n_layer": 2, "n_head": 4}
    config = GPT2Config(**size, bos_token_id=None, eos_token_id=None)
    model = GPT2LMHeadModel(config).eval()
    with torch.no_grad():
        model.transformer.wte.weight *= sharpness  # also the head: GPT-2 ties the two
    return model


def run(events: Iterable[Any]) -> tuple[list[Step], Ending]:
    """The steps of a run, and its ending, which must be the last that it yields."""
    *before, ending = events
    assert isinstance(ending, Ending)
    return [event for event in before if isinstance(event, Step)], ending


def obvious_sample(probabilities: Sequence[float], u: float) -> int:
    """The draw as a person does it with the table on the screen: slow and plain."""
    table = sorted(enumerate(probabilities), key=lambda row: (-row[1], row[0]))
    total, last = 0.0, -1
    for id, probability in table:
        if probability == 0:
            break
        total, last = total + probability, id
        if total > u:
            return id
    return last
