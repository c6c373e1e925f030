"""LoRA changes nothing at first, trains what it added, and disappears into the matrices at the end."""

import pytest
import torch

from llm_playground.training.initialization import initialize
from llm_playground.training.lora import SCALE, LowRank, add_lora, merge_lora
from llm_playground.transformer.architectures import gpt2_config, qwen2_config
from llm_playground.transformer.model import Transformer

GPT2 = gpt2_config(n_layer=2, n_head=2, n_embd=16, vocab_size=64, context_length=16)
QWEN = qwen2_config(n_layer=2, n_head=4, n_kv_head=2, n_embd=16, n_inner=24, vocab_size=64, context_length=16)
IDS = torch.arange(24).reshape(2, 12)


@pytest.fixture(params=[GPT2, QWEN], ids=["gpt2", "qwen2"])
def transformer(request):
    transformer = Transformer(request.param)
    initialize(transformer, 0)
    return transformer


def trained(transformer):
    """Additions as they would be after some steps: no longer zero."""
    for name, parameter in transformer.named_parameters():
        if name.endswith(".b"):
            torch.nn.init.normal_(parameter, generator=torch.Generator().manual_seed(len(name)))


def test_the_first_step_sees_the_model_unchanged(transformer):
    before = transformer(IDS)
    add_lora(transformer, 3, seed=0)
    torch.testing.assert_close(transformer(IDS), before)


def test_only_the_additions_are_trained_and_they_are_few(transformer):
    add_lora(transformer, 1, seed=0)
    trainable = {name for name, parameter in transformer.named_parameters() if parameter.requires_grad}
    assert all(name.endswith((".a", ".b")) for name in trainable)
    assert len(trainable) == 2 * 4 * 2  # two factors of four matrices in two blocks
    transformer(IDS).sum().backward()
    assert all((p.grad is not None) == p.requires_grad for p in transformer.parameters())


def test_a_layer_adds_what_the_paper_says():
    linear = torch.nn.Linear(6, 5)
    layer = LowRank(linear, 2, torch.Generator().manual_seed(0))
    torch.nn.init.normal_(layer.b)
    x = torch.randn(3, 6)
    by_hand = x @ linear.weight.T + linear.bias + SCALE * torch.stack([layer.b @ (layer.a @ row) for row in x])
    torch.testing.assert_close(layer(x), by_hand)


def test_merged_into_the_matrices_the_model_computes_the_same(transformer):
    names = transformer.state_dict().keys()
    add_lora(transformer, 3, seed=0)
    trained(transformer)
    merged = merge_lora(transformer)
    torch.testing.assert_close(merged(IDS), transformer(IDS), atol=1e-4, rtol=1e-4)
    assert merged.state_dict().keys() == names
    assert all(p.requires_grad for name, p in merged.named_parameters() if ".attn." in name and name.endswith("weight"))
