"""A dictionary is the formula written out, its fit explains what it can, and its file gives back what was graded."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from llm_playground.errors import CheckpointError
from llm_playground.transformer.capture import capture
from llm_playground.transformer.dictionary import Dictionary, unexplained
from llm_playground.transformer.dictionary_fitting import Fit, fitting_dictionary
from llm_playground.transformer.features import firings, side_by_side, strongest, without
from llm_playground.transformer.model import Transformer
from tests.checkpoints import VOCAB_SIZE

WIDTH, N_FEATURES, K = 12, 20, 3
AT = ("h.1.resid_post", "h.1.resid_post")


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def sparse(n_token: int) -> Tensor:
    """Tokens that are sums of three of twenty directions, not centred at 0."""
    directions = torch.nn.functional.normalize(drawn(N_FEATURES, WIDTH, seed=1), dim=1)
    which = drawn(n_token, N_FEATURES, seed=4).topk(K).indices
    return (directions[which] * drawn(n_token, K, seed=2).abs()[..., None]).sum(1) * 5 + 3


def fitted(read: Tensor, written: Tensor, steps: int = 150, seed: int = 0) -> Fit:
    return deque(fitting_dictionary(read, written, AT, N_FEATURES, K, steps, seed), maxlen=1)[0]


@pytest.fixture(scope="module")
def found() -> Dictionary:
    read = sparse(1500)
    return fitted(read, read, 300).dictionary


def test_features_are_the_strongest_of_what_each_measures(found: Dictionary) -> None:
    read = drawn(6, WIDTH, seed=5) * 4
    for token, features in zip(read, found.encode(read), strict=True):
        measured = [float(row @ token + bias) for row, bias in zip(found.encoder, found.encoder_bias, strict=True)]
        kept = sorted(range(N_FEATURES), key=lambda index: -measured[index])[:K]
        slow = [max(0.0, measured[index]) if index in kept else 0.0 for index in range(N_FEATURES)]
        assert features.tolist() == pytest.approx(slow, abs=1e-4)
        written = found.decoder_bias + sum(value * row for value, row in zip(slow, found.decoder, strict=True))
        assert (found.decode(features[None])[0] - written).abs().max() < 1e-4
    assert found.decoder.norm(dim=1).tolist() == pytest.approx([1.0] * N_FEATURES, abs=1e-5)


def test_a_fit_explains_what_is_a_sum_of_few_directions(found: Dictionary) -> None:
    read = sparse(1800)[1500:]
    assert unexplained(read, found.decode(found.encode(read))) < 0.35
    assert unexplained(read, read) == 0
    assert unexplained(read, read.mean(0).expand_as(read)) == pytest.approx(1)


def test_a_transcoder_writes_what_another_activation_is() -> None:
    read = sparse(1500)
    written = torch.relu(read @ drawn(WIDTH, WIDTH, seed=3)) - 2
    fit = fitted(read, written, 300)
    assert unexplained(written, fit.dictionary.decode(fit.dictionary.encode(read))) < 0.6
    assert fit.step == 300


def test_the_same_seed_gives_the_same_dictionary_and_each_tenth_step_one() -> None:
    read = sparse(200)
    first, second, other = (fitted(read, read, 12, seed).dictionary for seed in (0, 0, 1))
    assert torch.equal(first.encoder, second.encoder)
    assert not torch.equal(first.encoder, other.encoder)
    assert [fit.step for fit in fitting_dictionary(read, read, AT, N_FEATURES, K, 12, 0)] == [10, 12]


def test_a_file_gives_back_what_was_rounded(found: Dictionary, tmp_path: Path) -> None:
    places, strengths = strongest(found.encode(sparse(30)), [10, 20], 2)
    kept = replace(found, examples=places, strengths=strengths, about={"seed": 3}).rounded()
    kept.save(tmp_path / "file.safetensors")
    read = Dictionary.load(tmp_path / "file.safetensors")
    assert (read.reads, read.writes, read.k, read.about) == (*AT, K, {"seed": 3})
    for name in ("encoder", "encoder_bias", "decoder", "decoder_bias", "strengths", "examples"):
        assert torch.equal(getattr(read, name), getattr(kept, name))
    (tmp_path / "other.safetensors").write_bytes(b"nothing of the kind")
    for path in (tmp_path / "other.safetensors", tmp_path / "none.safetensors"):
        with pytest.raises(CheckpointError, match="is not a dictionary of features"):
            Dictionary.load(path)


def test_the_examples_of_a_feature_are_where_it_is_strongest_in_each_text() -> None:
    values = torch.tensor([[0.0, 5.0], [2.0, 1.0], [1.0, 0.0], [9.0, 0.0], [3.0, 0.0]])
    places, strengths = strongest(values, [2, 3], 2)
    assert places.tolist() == [[[1, 1], [0, 1]], [[0, 0], [-1, -1]]]
    assert strengths.tolist() == [[9.0, 2.0], [5.0, 0.0]]


def test_many_texts_in_one_pass_are_each_by_itself(ours: Transformer) -> None:
    texts = [torch.randint(0, VOCAB_SIZE, (n,), generator=torch.Generator().manual_seed(n)).tolist() for n in (5, 1, 9)]
    names = ["h.1.ln_2", "h.1.mlp_out", "h.2.resid_post"]
    together = side_by_side(ours, texts, names)
    alone = [capture(ours, ids, names) for ids in texts]
    for name in names:
        assert (together[name] - torch.cat([seen[name] for seen in alone])).abs().max() < 1e-4


def test_a_feature_switched_off_takes_away_what_it_writes_and_leaves_the_error(ours: Transformer) -> None:
    ids = list(range(8))
    seen = capture(ours, ids, AT[0])
    size = ours.config.n_embd
    decoder = torch.nn.functional.normalize(drawn(6, size, seed=1), dim=1)
    nowhere = torch.full((6, 0, 2), -1), torch.zeros(6, 0)
    dictionary = Dictionary(*AT, 2, drawn(6, size), torch.zeros(6), decoder, torch.zeros(size), *nowhere, {})
    features = dictionary.encode(seen[AT[0]])
    firing = firings(dictionary, seen)[3][0]
    assert firing.activation == features[3].max()
    after = capture(ours, ids, AT[0], [without(dictionary, seen, firing.feature)])[AT[0]]
    others = features.clone()
    others[:, firing.feature] = 0
    error = seen[AT[0]] - dictionary.decode(features)
    assert (after - (dictionary.decode(others) + error)).abs().max() < 1e-4
