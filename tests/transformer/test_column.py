"""The column of a token is what the whole pass computes at its position."""

from __future__ import annotations

import pytest
import torch

from llm_playground.errors import InvalidValue
from llm_playground.transformer.capture import capture
from llm_playground.transformer.column import column_of
from llm_playground.transformer.model import Transformer
from tests.checkpoints import CONTEXT, VOCAB_SIZE

IDS = torch.randint(0, VOCAB_SIZE, (9,), generator=torch.Generator().manual_seed(7)).tolist()


@pytest.mark.parametrize("position", [0, 5, 8])
def test_the_column_of_a_token_is_that_of_the_whole_pass(ours: Transformer, position: int) -> None:
    seen, found = capture(ours, IDS), column_of(ours, IDS, position)
    for layer, block in enumerate(ours.h):
        at = f"h.{layer}"
        expected = {
            "attn_out": found.attn_out[layer],
            "mlp_out": found.mlp_out[layer],
            "resid_pre": found.streams[2 * layer],
            "resid_mid": found.streams[2 * layer + 1],
            "resid_post": found.streams[2 * layer + 2],
        }
        for name, numbers in expected.items():
            assert torch.allclose(seen[f"{at}.{name}"][position], numbers, atol=1e-4), name
        pattern = seen[f"{at}.attn.pattern"][:, position, : position + 1]
        assert torch.allclose(pattern, found.patterns[layer], atol=1e-5)
        for neuron in (0, 7):  # what it adds is its column of down_proj, times its activation
            vector = block.mlp.down_proj.weight[:, neuron] * seen[f"{at}.mlp_post"][position, neuron]
            assert float(found.written[layer, neuron]) == pytest.approx(float(vector.detach().norm()), abs=1e-4)
    first = found.wte if found.wpe is None else found.wte + found.wpe
    assert torch.allclose(first, found.streams[0], atol=1e-5)
    for scale, stream in zip(found.scales, found.streams, strict=True):
        centred = stream - stream.mean() if ours.config.norm == "layer_norm" else stream
        assert scale == pytest.approx(float((centred.square().mean() + ours.config.norm_eps).sqrt()), rel=1e-4)


def test_a_text_that_the_model_cannot_read_is_refused(ours: Transformer) -> None:
    for ids in ([VOCAB_SIZE], [1] * (CONTEXT + 1)):
        with pytest.raises(InvalidValue):
            column_of(ours, ids, len(ids) - 1)
