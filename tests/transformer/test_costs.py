"""Costs are counted as PyTorch counts them, and the shapes of the catalog are those whose parameters are published."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import AutoModelForCausalLM, GPTNeoXConfig

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.models.catalog_shapes import SHAPES
from llm_playground.models.native import NativeModel
from llm_playground.transformer.costs import costs_of
from llm_playground.transformer.model import Transformer
from tests.checkpoints import make_foreign

ATTENTION = ("scaled_dot_product", "bmm")  # PyTorch counts these as if every token looked at all others


@pytest.mark.parametrize("key", ["tiny-gpt2", "tiny-qwen"])
def test_the_arithmetic_of_the_matrices_is_what_pytorch_counts(key: str) -> None:
    model = lp.load(key)
    assert isinstance(model, NativeModel)
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        model.transformer(torch.arange(7)[None])
    counted = sum(
        flops
        for operation, flops in counter.get_flop_counts()["Global"].items()
        if not any(word in str(operation) for word in ATTENTION)
    )
    assert counted == 7 * lp.costs(key).weight_flops


@pytest.mark.parametrize("key", ["gpt2", "qwen"])
def test_attention_is_counted_as_a_slow_loop_counts_it(key: str) -> None:
    config, costs = SHAPES[key], lp.costs(key)
    flops = 0
    for _layer in range(config.n_layer):
        for _head in range(config.n_head):
            for _key in range(5):  # each a dot product for its score, and its value times its weight, added up
                flops += 2 * config.head_dim + 2 * config.head_dim
    assert costs.flops(5) == costs.weight_flops + flops
    assert costs.flops_without_cache(5) == sum(costs.flops(n) for n in range(1, 6))
    assert costs.cache_bytes(5) == 4 * 5 * 2 * config.n_layer * config.n_kv_head * config.head_dim


@pytest.mark.parametrize("key", SHAPES)
def test_the_shapes_of_the_catalog_have_the_published_number_of_parameters(key: str) -> None:
    entry = lp.CATALOG[key]
    assert lp.costs(key).parameters == entry.parameters == lp.anatomy(key).parameters
    assert SHAPES[key].context_length == entry.context_length
    other_architectures = {"pythia-70m", "pythia-160m"}
    assert set(SHAPES) == {each.key for each in lp.CATALOG.values() if not each.bundled_folder} - other_architectures


@pytest.mark.parametrize(("key", "n_embd", "n_layer"), [("pythia-70m", 512, 6), ("pythia-160m", 768, 12)])
def test_a_pythia_has_the_published_number_of_parameters(key: str, n_embd: int, n_layer: int) -> None:
    sizes = {"hidden_size": n_embd, "intermediate_size": 4 * n_embd, "num_hidden_layers": n_layer}
    config = GPTNeoXConfig(vocab_size=50_304, num_attention_heads=n_embd // 64, **sizes)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    assert sum(weight.numel() for weight in model.parameters()) == lp.CATALOG[key].parameters


def test_a_model_that_is_here_is_counted_by_its_own_weights() -> None:
    model = lp.load("tiny-qwen")
    assert isinstance(model, NativeModel)
    parameters = sum(each.numel() for each in model.transformer.parameters())
    assert lp.costs(model).parameters == lp.costs("tiny-qwen").parameters == parameters
    assert costs_of(model.config, "x").weight_bytes() == 4 * parameters
    assert isinstance(model.transformer, Transformer)


def test_a_table_shows_how_costs_grow_up_to_the_whole_context() -> None:
    lines = repr(lp.costs("gpt2")).splitlines()
    assert lines[0].startswith("gpt2: 124,439,808 parameters, 498 MB")
    assert [line.split()[0] for line in lines[2:]] == ["1", "8", "64", "512", "1,024"]
    assert lines[-1].endswith("75.5 MB")


def test_of_a_model_whose_shape_is_not_known_it_is_said(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidValue, match="runs through transformers"):
        lp.costs(make_foreign(tmp_path))
