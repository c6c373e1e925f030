"""The logits after every token of a text, from one forward pass: the law is that each row is a `next_logits`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_playground.errors import InvalidValue
from llm_playground.models import seam
from llm_playground.models.gathering import Gathering
from llm_playground.models.loading import load
from llm_playground.models.native import torch_model
from llm_playground.models.seam import LanguageModel
from llm_playground.transformer.checkpoint import load_transformer
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint, make_foreign, reference_of

IDS = np.random.default_rng(5).integers(0, VOCAB_SIZE, CONTEXT).tolist()


class StandIn(LanguageModel):
    """A model of somebody else, which offers the seam and no more."""

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        return np.array([np.cos(np.arange(self.vocab_size) * sum(ids)) for ids in sequences], np.float32)


@pytest.fixture(params=["numpy gpt2", "numpy qwen2", "torch llama", "gpt_neox", "mamba", "stand-in", "gathered"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> LanguageModel:
    kind, _, family = request.param.partition(" ")
    if kind in ("gpt_neox", "mamba"):
        mamba = {"hidden_size": 32, "state_size": 4, "num_hidden_layers": 2}
        return load(make_foreign(tmp_path, kind, **(mamba if kind == "mamba" else {})))
    make_checkpoint(tmp_path, family or "gpt2")
    loaded = load(tmp_path)
    return {
        "numpy": lambda: loaded,
        "torch": lambda: torch_model(loaded.info, load_transformer(tmp_path)),
        "stand-in": lambda: StandIn(loaded.info),
        "gathered": lambda: Gathering(loaded),
    }[kind]()


def test_each_row_is_the_next_logits_of_so_much_of_the_text(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = IDS[: model.context_length][:CONTEXT]
    rows = np.stack([*model.logits_along(ids)])
    assert (rows.dtype, rows.shape) == (np.float32, (len(ids), VOCAB_SIZE))
    asked = model.next_logits([ids[: end + 1] for end in range(len(ids))])
    assert np.abs(rows - asked).max() < 1e-4
    monkeypatch.setattr(seam, "BLOCK_BYTES", 4 * VOCAB_SIZE * 7)  # seven positions at a time
    assert np.abs(np.stack([*model.logits_along(ids[:40], 17)]) - asked[17:40]).max() < 1e-4


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_they_are_the_logits_of_transformers(tmp_path: Path, family: str) -> None:
    make_checkpoint(tmp_path, family)
    with torch.no_grad():
        expected: Any = reference_of(tmp_path)(torch.tensor([IDS])).logits[0].numpy()
    assert np.abs(np.stack([*load(tmp_path).logits_along(IDS)]) - expected).max() < 1e-4


def test_a_text_takes_one_pass_and_the_same_numbers_come_whatever_was_asked_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_checkpoint(tmp_path, "gpt2")
    model: Any = load(tmp_path)
    computed: list[int] = []
    along = model.forward.along
    monkeypatch.setattr(
        model.forward, "along", lambda span, start: (computed.append(span.new), along(span, start))[1], raising=False
    )
    first = np.stack([*model.logits_along(IDS, 5)])
    assert computed == [CONTEXT]
    model.next_logits([IDS[:9], IDS[:30]])
    assert np.array_equal(np.stack([*model.logits_along(IDS, 5)]), first)
    # Where all logits would be too many, each block goes on from the keys and values of those before it.
    monkeypatch.setattr(seam, "BLOCK_BYTES", 4 * VOCAB_SIZE * 20)
    computed.clear()
    assert np.abs(np.stack([*model.logits_along(IDS, 5)]) - first).max() < 1e-4
    assert computed == [25, 20, CONTEXT - 45]


@pytest.mark.parametrize("given", [[], [[1, 2]], 5, "Once", [1, VOCAB_SIZE], [1.5], [0] * (CONTEXT + 1)])
def test_what_is_no_text_is_refused_in_a_sentence(tmp_path: Path, given: Any) -> None:
    make_checkpoint(tmp_path, "gpt2")
    with pytest.raises(InvalidValue):
        load(tmp_path).logits_along(given)
    with pytest.raises(InvalidValue, match="start"):
        load(tmp_path).logits_along([1, 2], 2)
