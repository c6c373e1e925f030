"""A model made of shapes alone: the same parts, no numbers, and nothing of PyTorch that only numbers need."""

from __future__ import annotations

import subprocess
import sys

import torch

from llm_playground.transformer.architectures import gpt2_config
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.shapes import shapes_only


def test_shapes_alone_are_those_of_the_model() -> None:
    config = gpt2_config(n_layer=1, n_head=2, n_embd=16, vocab_size=50, context_length=8)
    with shapes_only():
        shapes = Transformer(config)
    assert {name: p.shape for name, p in shapes.named_parameters()} == {
        name: p.shape for name, p in Transformer(config).named_parameters()
    }
    assert all(parameter.is_meta for parameter in shapes.parameters())
    assert not torch.empty(1).is_meta


def test_loading_a_model_does_not_import_the_compiler_of_pytorch() -> None:
    """It takes as long to import as PyTorch itself, and the first token waits for it."""
    code = "import sys, llm_playground as lp; [lp.anatomy(name) for name in sys.argv[1:]]; print(*sys.modules)"
    command = [sys.executable, "-c", code, "tiny-gpt2", "tiny-qwen"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "torch" in loaded
    assert "torch._dynamo" not in loaded
