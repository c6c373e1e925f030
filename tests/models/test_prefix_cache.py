"""The one law of the cache: whatever was asked before, in whatever order, by whomever, the answer is the same."""

from __future__ import annotations

import random
import threading
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
import torch

from llm_playground.models.loading import load
from llm_playground.models.native import NativeModel, large_model, torch_model
from llm_playground.models.prefix_cache import MOST_ROWS, shared_prefix
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.opening import open_checkpoint
from tests.checkpoints import CONTEXT, VOCAB_SIZE, make_checkpoint

TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {family: tmp_path_factory.mktemp(family) for family in ("gpt2", "qwen2", "qwen3")}
    for family, folder in folders.items():
        make_checkpoint(folder, family)
    return folders


@pytest.fixture(params=["gpt2 small", "gpt2 large", "qwen2 small", "qwen2 torch", "qwen3 large"])
def model(request: pytest.FixtureRequest, folders: dict[str, Path]) -> NativeModel:
    """A model of each family with forward passes that it may have."""
    family, forward = request.param.split()
    model = load(folders[family])
    assert isinstance(model, NativeModel)
    if forward == "large":
        model = large_model(model.info, open_checkpoint(folders[family]))
    if forward == "torch":  # as in other numbers, or on a GPU
        model = torch_model(model.info, load_transformer(folders[family]))
    assert type(model.forward).__name__.lower().startswith(forward)
    return model


class Uncached:
    """The obvious way: one sequence at a time, from its first token, every time."""

    def __init__(self, model: NativeModel) -> None:
        self.transformer = load_transformer(model.info.folder)

    def next_logits(self, sequences: list[list[int]]) -> np.ndarray:
        with torch.no_grad():
            return np.stack([self.transformer(torch.tensor([ids]))[0, -1].numpy() for ids in sequences])


def random_walk(seed: int, steps: int) -> list[list[list[int]]]:
    """Batches as users make them: new texts, longer ones, branches from the middle, repeats, the same twice."""
    draw = random.Random(seed)
    known = [[draw.randrange(VOCAB_SIZE) for _ in range(draw.randint(1, 8))]]
    batches = []
    for _ in range(steps):
        batch = []
        for _ in range(draw.randint(1, 5)):
            ids = list(draw.choice(known))
            kind = draw.random()
            if kind < 0.3:
                ids = ids[: draw.randint(1, len(ids))]
            if kind > 0.1:
                ids += [draw.randrange(VOCAB_SIZE) for _ in range(draw.choice([1, 1, 1, 2, 9]))]
            ids = ids[:CONTEXT]
            batch.append(ids)
            known.append(ids)
        batches.append(batch)
    return batches


@pytest.mark.parametrize("seed", range(3))
def test_cached_equals_uncached(model: NativeModel, seed: int) -> None:
    reference = Uncached(model)
    for batch in random_walk(seed, steps=25):
        assert np.abs(model.next_logits(batch) - reference.next_logits(batch)).max() < TOLERANCE


def test_cached_equals_uncached_when_the_memory_is_tiny(model: NativeModel) -> None:
    model.cache.max_bytes = 200_000
    reference = Uncached(model)
    for batch in random_walk(7, steps=30):
        assert np.abs(model.next_logits(batch) - reference.next_logits(batch)).max() < TOLERANCE
        assert model.cache.bytes <= 200_000


def test_cached_equals_uncached_from_several_threads(model: NativeModel) -> None:
    reference = Uncached(model)
    worst: list[float] = []

    def user(seed: int) -> None:
        for batch in random_walk(seed, steps=12):
            answer = model.next_logits(batch)
            worst.append(float(np.abs(answer - reference.next_logits(batch)).max()))

    threads = [threading.Thread(target=user, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(worst) == 48
    assert max(worst) < TOLERANCE


def test_asking_again_gives_the_very_same_floats(model: NativeModel) -> None:
    ids = list(range(1, 20))
    first = model.next_logits([ids])
    model.next_logits([[*ids, 5], [*ids, 6]])
    assert np.array_equal(model.next_logits([ids]), first)


def count_computed(model: NativeModel, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens each forward pass computes, from now on."""
    computed: list[int] = []
    forward = model.forward
    monkeypatch.setattr(
        model, "forward", lambda spans: computed.append(sum(span.new for span in spans)) or forward(spans)
    )
    return computed


def test_only_new_tokens_are_computed(model: NativeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    computed = count_computed(model, monkeypatch)
    ids = list(range(1, 31))
    model.next_logits([ids])  # all 30
    model.next_logits([[*ids, 7]])  # one more
    model.next_logits([[*ids, 8], [*ids, 9]])  # two branches: one token each
    model.next_logits([[*ids[:20], 3, 4]])  # a branch from the middle: two tokens
    model.next_logits([ids])  # nothing
    assert computed == [30, 1, 2, 2]


def test_the_same_sequence_twice_in_a_batch_is_computed_once(
    model: NativeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = count_computed(model, monkeypatch)
    logits = model.next_logits([[1, 2, 3]] * 6)
    assert computed == [3]
    assert np.array_equal(logits, logits[[0] * 6])


def test_forking_copies_one_row_and_leaves_the_other_alone(model: NativeModel) -> None:
    trunk = list(range(1, 11))
    model.next_logits([[*trunk, 50]])
    before = deepcopy(model.cache.rows[0].kv)
    model.next_logits([[*trunk, 60]])
    assert [row.ids for row in model.cache.rows] == [[*trunk, 50], [*trunk, 60]]
    assert np.array_equal(model.cache.rows[0].kv[:, :, :, :11], before[:, :, :, :11])


def test_the_oldest_rows_go_first(model: NativeModel) -> None:
    for first in (1, 2, 3):
        model.next_logits([[first, 10, 11]])
    model.next_logits([[1, 10, 11, 12]])  # 1 was used again: now 2 is the oldest
    model.cache.max_bytes = 2 * model.cache.rows[0].kv.nbytes
    model.next_logits([[1, 10, 11, 12, 13]])
    assert [row.ids[0] for row in model.cache.rows] == [3, 1]


def test_logits_are_forgotten_before_keys_and_values(model: NativeModel) -> None:
    ids = list(range(1, 10))
    for length in range(1, 10):
        model.next_logits([ids[:length]])
    model.cache.max_bytes = model.cache.bytes - 1
    model.next_logits([[*ids, 20]])
    (row,) = model.cache.rows
    assert row.ids == [*ids, 20]
    assert not row.logits


def test_there_are_never_too_many_rows_to_search(model: NativeModel) -> None:
    for first in range(MOST_ROWS + 10):
        model.next_logits([[first, 1]])
    assert len(model.cache.rows) == MOST_ROWS
    assert model.cache.rows[-1].ids == [MOST_ROWS + 9, 1]


def test_a_failed_forward_pass_leaves_no_lie_in_the_cache(model: NativeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = list(range(1, 15))
    model.next_logits([ids])
    with monkeypatch.context() as broken:
        broken.setattr(model, "forward", lambda spans: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            model.next_logits([[*ids, 99, 98]])
    longer = [[*ids, 99, 98]]
    assert np.abs(model.next_logits(longer) - Uncached(model).next_logits(longer)).max() < TOLERANCE


@pytest.mark.parametrize(
    ("a", "b", "expected"), [([1, 2, 3], [1, 2, 9], 2), ([], [1], 0), ([1, 2], [1, 2, 3], 2), ([4], [5], 0)]
)
def test_shared_prefix(a: list[int], b: list[int], expected: int) -> None:
    assert shared_prefix(a, b) == expected
