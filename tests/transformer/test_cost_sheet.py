"""The work of the next token adds up, and two architectures differ where their shapes do."""

from __future__ import annotations

import pytest

import llm_playground as lp
from llm_playground.errors import InvalidValue
from llm_playground.models.catalog_shapes import SHAPES
from llm_playground.models.native import NativeModel
from llm_playground.transformer.cost_sheet import cost_sheet
from tests.checkpoints import make_foreign


@pytest.mark.parametrize("key", ["tiny-gpt2", "tiny-qwen", "gpt2", "qwen"])
@pytest.mark.parametrize("n_token", [1, 9])
def test_the_work_of_the_parts_adds_up_and_all_tokens_before_are_read_from_the_cache(key: str, n_token: int) -> None:
    costs = lp.costs(key)
    sheet = cost_sheet(costs, n_token)
    assert sum(part.flops for part in sheet.work) == sheet.here.flops == costs.flops(n_token)
    assert sum(part.read for part in sheet.work) == (n_token - 1) * costs.cached_numbers
    assert sheet.here.cached * 4 == costs.cache_bytes(n_token)
    assert [each.n_token for each in sheet.lengths][:: len(sheet.lengths) - 1] == [1, costs.context_length]


@pytest.mark.parametrize("key", ["tiny-gpt2", "tiny-qwen"])
def test_the_numbers_computed_anew_are_those_of_the_activations_of_one_token(key: str) -> None:
    model = lp.load(key)
    assert isinstance(model, NativeModel)
    seen = lp.inspect(model, [5, 6, 7]).activations("*")
    computed = {part.name: part.computed for part in cost_sheet(lp.costs(key), 3).work}

    def of_last(*names: str) -> int:
        """How many numbers of these activations belong to the last token; of scores, its row in each head."""
        return sum(
            array[:, -1].size if "scores" in name else array[-1].size
            for name, array in seen.items()
            if name.split(".", 2)[-1] in names
        )

    assert computed["embedding"] == seen["h.0.resid_pre"].shape[1]
    assert computed["qkv"] == of_last("attn.q", "attn.k", "attn.v")
    assert computed["attention"] == of_last("attn.attn_scores")
    assert computed["attn_out"] == of_last("attn_out")
    assert computed["mlp"] == of_last("mlp_pre", "mlp_value", "mlp_out")
    assert computed["logits"] == seen["logits"].shape[1]
    cached = sum(seen[f"h.{layer}.attn.{name}"][-1].size for layer in range(4) for name in "kv")
    assert cached == lp.costs(key).cached_numbers


def test_keys_and_values_for_every_head_would_take_as_many_times_more_as_a_group_has_heads() -> None:
    for key, config in SHAPES.items():
        costs = lp.costs(key)
        assert costs.cached_numbers_of_all == costs.cached_numbers * config.n_head // config.n_kv_head


def test_what_is_different_in_two_models_is_explained_and_what_is_alike_is_not() -> None:
    found = lp.compare_architectures("gpt2", "qwen")
    assert (found.models, found.families) == (("gpt2", "qwen"), ("GPT-2", "Qwen2"))
    differing = {trait.name for trait in found.traits if trait.differs}
    assert differing == {"positions", "norm", "attention", "MLP", "biases"}
    assert {trait.name for trait in found.traits if trait.why} == differing
    sizes = {size.name: (size.one, size.other) for size in found.sizes}
    assert sizes["parameters"] == ("124,439,808", "494,032,768")
    assert sizes["KV cache a token, float32"] == ("73,728 bytes", "24,576 bytes")
    # Both turn queries and keys, only not as fast: what learned positions lack is no reason here.
    turned = next(trait for trait in lp.compare_architectures("tiny-qwen", "qwen").traits if trait.differs)
    assert turned.name == "positions"
    assert str(turned.why).startswith("The larger theta is")
    alike = lp.compare_architectures("tiny-qwen", "tiny-qwen-chat")
    assert not any(trait.differs or trait.why for trait in (*alike.traits, *alike.sizes))


def test_of_a_model_whose_shape_is_not_known_there_is_nothing_to_compare(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidValue, match="runs through transformers"):
        lp.compare_architectures("gpt2", make_foreign(tmp_path))
