"""The Jacobian lens is the estimator written out, and its file is the one that others read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.jacobian import JacobianLens, fit_jacobian, fitting_jacobian, text_jacobians
from llm_playground.transformer.model import Transformer, causal_attention
from tests.checkpoints import VOCAB_SIZE, make_checkpoint
from tests.numpy_passes import for_one_row

WIDTH, SKIPPED = 16, 2
TEXTS = torch.randint(0, VOCAB_SIZE, (3, 7), generator=torch.Generator().manual_seed(2)).tolist()
SIZES: dict[str, dict[str, Any]] = {
    "gpt2": {"n_embd": WIDTH, "n_head": 2},
    "qwen3": {"hidden_size": WIDTH, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8},
}


@pytest.fixture(scope="module", params=SIZES)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Transformer:
    folder = tmp_path_factory.mktemp(request.param)
    make_checkpoint(folder, request.param, **SIZES[request.param])
    return load_transformer(folder)


def from_layer(model: Transformer, ids: list[int], first: int) -> tuple[Tensor, Any]:
    """The stream (T, C) that enters block `first`, and the function from there to what the last block writes."""
    positions = torch.arange(len(ids))
    rotation = None if model.config.rope is None else model.rotation(positions, torch.float32)

    def through(stream: Tensor, first: int, last: int) -> Tensor:
        stream = stream[None]
        for block in model.h[first:last]:
            stream = block(stream, rotation, causal_attention)
        return stream[0]

    begun = model.embed(torch.tensor([ids]), positions)[0]
    return through(begun, 0, first), lambda stream: through(stream, first, model.config.n_layer)


def written_out(model: Transformer, ids: list[int], layer: int) -> Tensor:
    """The estimator with the whole Jacobian (T, C, T, C) in hand and a loop over its positions."""
    stream, rest = from_layer(model, ids, layer)
    whole = torch.autograd.functional.jacobian(rest, stream)
    valid = range(SKIPPED, len(ids) - 1)
    from_sources = [sum(whole[target, :, source] for target in valid if target >= source) for source in valid]
    return torch.stack(from_sources).mean(0)


def test_it_is_the_mean_over_sources_of_the_sums_over_later_targets(model: Transformer) -> None:
    for layer in range(model.config.n_layer):
        found = text_jacobians(model, TEXTS[0], SKIPPED)[layer]
        assert (found - written_out(model, TEXTS[0], layer)).abs().max() < 1e-4


def test_the_jacobian_is_that_of_small_steps(model: Transformer) -> None:
    """With one source and one target there is a single Jacobian, which finite differences tell too."""
    ids, step = TEXTS[0][: SKIPPED + 2], 1e-2
    stream, rest = from_layer(model, ids, 1)
    columns = []
    for channel in range(WIDTH):
        moved = torch.zeros_like(stream)
        moved[SKIPPED, channel] = step
        columns.append((rest(stream + moved) - rest(stream - moved))[SKIPPED] / (2 * step))
    assert (text_jacobians(model, ids, SKIPPED)[1] - torch.stack(columns, dim=1)).abs().max() < 5e-3


def test_texts_count_alike_and_short_ones_not_at_all(model: Transformer) -> None:
    short = TEXTS[0][: SKIPPED + 1]
    lens = fit_jacobian(model, [TEXTS[0], short, TEXTS[1][:5]], SKIPPED)
    mean = (text_jacobians(model, TEXTS[0], SKIPPED) + text_jacobians(model, TEXTS[1][:5], SKIPPED)) / 2
    assert lens.n_prompts == 2
    assert torch.allclose(lens.matrices, mean.float())
    assert [each.n_prompts for each in fitting_jacobian(model, TEXTS, SKIPPED)] == [1, 2, 3]
    with pytest.raises(InvalidValue, match="at least 4 tokens; none is that long"):
        fit_jacobian(model, [short], SKIPPED)


def test_blocks_that_add_nothing_have_the_identity_as_their_jacobian(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen3", **SIZES["qwen3"])
    idle = load_transformer(tmp_path)
    for block in idle.h:
        block.attn.out_proj.weight.zero_()
        block.mlp.down_proj.weight.zero_()
    assert torch.equal(fit_jacobian(idle, TEXTS, SKIPPED).matrices, torch.eye(WIDTH).expand(3, WIDTH, WIDTH))


def test_the_file_has_the_entries_of_the_authors_and_comes_back(model: Transformer, tmp_path: Path) -> None:
    lens = fit_jacobian(model, TEXTS, SKIPPED)
    lens.save(tmp_path / "lens.pt")
    data = torch.load(tmp_path / "lens.pt", weights_only=True)
    assert (data["n_prompts"], data["source_layers"], data["d_model"]) == (3, [0, 1], WIDTH)
    # There a layer is the output of a block: what leaves block 0 is what enters block 1.
    assert all(torch.equal(data["J"][layer], lens.matrices[layer + 1].half()) for layer in (0, 1))
    back = JacobianLens.load(tmp_path / "lens.pt")
    assert back.n_prompts == 3
    assert torch.equal(back.matrices, lens.matrices.half().float())


def test_what_is_not_such_a_file_is_told(tmp_path: Path) -> None:
    for content in (b"", b"nonsense"):
        (tmp_path / "lens.pt").write_bytes(content)
        with pytest.raises(CheckpointError, match=r"lens\.pt is not a Jacobian lens .*: fit it anew"):
            JacobianLens.load(tmp_path / "lens.pt")
    torch.save({"J": {0: torch.eye(2)}}, tmp_path / "lens.pt")
    with pytest.raises(CheckpointError, match="is not a Jacobian lens"):
        JacobianLens.load(tmp_path / "lens.pt")


def test_looking_leaves_the_weights_without_gradients(model: Transformer) -> None:
    text_jacobians(model, TEXTS[0], SKIPPED)
    assert all(not parameter.requires_grad and parameter.grad is None for parameter in model.parameters())


def test_a_model_laid_out_for_speed_has_the_same_jacobians(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen3", **SIZES["qwen3"])
    model = load_transformer(tmp_path)
    expected = text_jacobians(model, TEXTS[0], SKIPPED)
    model = for_one_row(tmp_path)
    assert (text_jacobians(model, TEXTS[0], SKIPPED) - expected).abs().max() < 1e-5
