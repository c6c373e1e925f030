"""The loop: its schedule, its weight-decay groups, its first weights, and that it learns and stops on nonsense."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.training import loss as loss_module
from llm_playground.training.attention import in_windows, written_out_attention
from llm_playground.training.initialization import initialize
from llm_playground.training.loss import mean_loss, next_token_loss
from llm_playground.training.packing import IGNORED, Batch, Documents, Packed, Rows
from llm_playground.training.precision import matrix_dtype
from llm_playground.training.recipes import RECIPES, SMOKE, TINY_GPT2, TINY_QWEN, TINY_QWEN_CHAT, find_recipe
from llm_playground.training.sources import StoryWorld
from llm_playground.training.trainer import Trainer, TrainingDiverged, learning_rate, make_optimizer
from llm_playground.transformer.architectures import gpt2_config, qwen2_config
from llm_playground.transformer.model import Transformer, causal_attention

RECIPE = replace(
    SMOKE,
    model=gpt2_config(n_layer=2, n_head=2, n_embd=16, vocab_size=64, context_length=16),
    steps=40,
    warmup_steps=5,
    batch_size=4,
    window=8,
    learning_rate=1e-2,
    min_learning_rate=1e-3,
    held_out_every=20,
)


def counting_rows(length: int = 3000) -> Rows:
    """Text with a rule that a model of this size learns at once: the next id is one more."""
    return Rows(Packed((np.arange(length) % 50).astype(np.uint16), None), context=16)


def begin(recipe=RECIPE) -> Trainer:
    transformer = Transformer(recipe.model)
    initialize(transformer, recipe.seed)
    held_out = Documents(counting_rows(400).packed, context=16, end_of_text_id=0)
    return Trainer(transformer, counting_rows(), held_out, recipe)


def test_the_learning_rate_rises_in_a_line_and_falls_in_a_cosine():
    recipe = replace(SMOKE, steps=110, warmup_steps=10, learning_rate=1.0, min_learning_rate=0.1, held_out_every=1)
    rates = [learning_rate(step, recipe) for step in range(110)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[4] == pytest.approx(0.5)
    assert rates[9] == 1.0
    assert rates[59] == pytest.approx(0.55)  # half way down, half the height
    assert rates[109] == pytest.approx(0.1)
    assert rates[9:] == sorted(rates[9:], reverse=True)


def test_only_matrices_decay_and_each_weight_is_in_one_group():
    transformer = Transformer(RECIPE.model)
    decayed, others = make_optimizer(transformer, RECIPE).param_groups
    assert (decayed["weight_decay"], others["weight_decay"]) == (RECIPE.weight_decay, 0.0)
    names = {id(parameter): name for name, parameter in transformer.named_parameters()}
    assert {names[id(p)] for p in decayed["params"]} == {
        name for name in names.values() if name.endswith("weight") and "ln_" not in name
    }
    assert len(decayed["params"]) + len(others["params"]) == len(names)


def test_the_first_weights_are_those_of_gpt2():
    transformer = Transformer(TINY_GPT2.model)
    initialize(transformer, seed=0)
    block = transformer.h[0]
    assert transformer.wte.weight.std().item() == pytest.approx(0.02, rel=0.02)
    assert block.mlp.up_proj.weight.std().item() == pytest.approx(0.02, rel=0.02)
    assert block.mlp.down_proj.weight.std().item() == pytest.approx(0.02 / math.sqrt(8), rel=0.02)
    assert block.attn.out_proj.weight.std().item() == pytest.approx(0.02 / math.sqrt(8), rel=0.02)
    assert not block.mlp.up_proj.bias.any()
    assert (block.ln_1.weight == 1).all()
    assert transformer.lm_head.weight is transformer.wte.weight


def test_the_same_seed_draws_the_same_weights():
    one, two, other = begin(), begin(), begin(replace(RECIPE, seed=1))
    assert torch.equal(one.transformer.wte.weight, two.transformer.wte.weight)
    assert not torch.equal(one.transformer.wte.weight, other.transformer.wte.weight)


@pytest.mark.parametrize("chunk", [1024, 5])
def test_the_loss_is_the_cross_entropy_by_hand(monkeypatch, chunk):
    monkeypatch.setattr(loss_module, "CHUNK", chunk)
    transformer, (inputs, targets) = begin().transformer, counting_rows()[np.array([0, 3])]
    targets = targets.copy()
    targets[0, :7] = targets[1, 3] = IGNORED
    logprobs = transformer(torch.from_numpy(inputs)).log_softmax(-1)
    counted = [(b, t) for b in range(2) for t in range(16) if targets[b, t] != IGNORED]
    by_hand = -np.mean([logprobs[b, t, targets[b, t]].item() for b, t in counted])
    assert next_token_loss(transformer, Batch(inputs, targets), torch.float32).item() == pytest.approx(
        by_hand, abs=1e-5
    )


def test_the_held_out_loss_is_the_mean_over_all_counted_tokens_of_all_documents():
    transformer, draw = begin().transformer, np.random.default_rng(0)
    ids = draw.integers(1, 50, 400).astype(np.uint16)
    ids[[0, 5, 6, 40, 399]] = 0  # documents of 4, 0, 33 and 358 tokens: the last two are longer than the context
    counts = draw.random(400) < 0.4
    documents = Documents(Packed(ids, counts), context=16, end_of_text_id=0)
    total, seen = 0.0, []
    for first, behind in documents.rows:
        logprobs = transformer(torch.from_numpy(ids[None, first:behind].astype(np.int64))).log_softmax(-1)[0]
        for place in range(first, behind):
            seen.append(place + 1)
            total -= counts[place + 1] * logprobs[place - first, ids[place + 1]].item()
    assert sorted(seen) == list(range(1, 400))  # every token but the first is predicted once
    assert mean_loss(transformer, documents, torch.float32, batch_size=7) == pytest.approx(total / counts[1:].sum())


@pytest.mark.parametrize("kv_heads", [4, 2, 1])
def test_attention_written_out_is_attention(kv_heads):
    draw = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(3, 11, heads, 8, generator=draw, requires_grad=True) for heads in (4, kv_heads, kv_heads))
    outputs = [attend(0, q, k, v) for attend in (written_out_attention, causal_attention)]
    torch.testing.assert_close(*outputs)
    gradients = [torch.autograd.grad(output.square().sum(), (q, k, v)) for output in outputs]
    torch.testing.assert_close(*gradients)


@pytest.mark.parametrize("attend", [written_out_attention, causal_attention])
def test_attention_in_windows_is_attention_to_each_window_alone(attend):
    draw = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(2, 12, heads, 8, generator=draw) for heads in (4, 2, 2))
    windows = [attend(0, *(x[:, start : start + 4] for x in (q, k, v))) for start in (0, 4, 8)]
    torch.testing.assert_close(in_windows(attend, 4)(0, q, k, v), torch.cat(windows, dim=1))


def test_windows_come_first_and_whole_rows_last():
    recipe = replace(SMOKE, steps=100, warmup_steps=1, window=32, windowed=0.7)
    assert [recipe.window_of(step) for step in (0, 69, 70, 99)] == [32, 32, None, None]
    assert SMOKE.window_of(0) is None  # its window is the whole row


def test_every_position_is_trained_from_the_first_step():
    run = begin()
    next(run.run())
    moved = run.transformer.wpe.weight != begin().transformer.wpe.weight
    assert run.recipe.window == 8
    assert moved.any(dim=1).all()


def test_automatic_precision_is_one_that_the_device_has():
    assert matrix_dtype("auto", torch.device("cpu")) in (torch.float32, torch.bfloat16)
    assert matrix_dtype("auto", torch.device("mps")) == torch.float32
    assert matrix_dtype("float16", torch.device("cpu")) == torch.float16


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_a_model_learns_to_count(precision):
    records = list(begin(replace(RECIPE, precision=precision)).run())
    assert [record.step for record in records] == list(range(1, 41))
    assert records[0].loss == pytest.approx(math.log(64), abs=0.2)
    assert records[-1].held_out_loss < records[0].loss - 1.5
    assert [r.step for r in records if r.held_out_loss is not None] == [20, 40]
    assert records[-1].tokens == 40 * 4 * 16
    assert records[-1].seconds_left == 0


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_a_resumed_run_is_the_uninterrupted_run_bit_for_bit(precision):
    recipe = replace(RECIPE, precision=precision)
    whole = begin(recipe)
    losses = [record.loss for record in whole.run()]
    first = begin(recipe)
    steps = first.run()
    before = [next(steps).loss for _ in range(17)]
    state = first.state_dict()
    second = begin(recipe)
    second.load_state_dict(state)
    assert before + [record.loss for record in second.run()] == losses
    for name, tensor in whole.transformer.state_dict().items():
        assert torch.equal(tensor, second.transformer.state_dict()[name]), name


def test_a_loss_that_is_no_number_stops_the_run_before_the_update():
    run = begin()
    run.transformer.ln_f.weight.data.fill_(math.inf)
    with pytest.raises(TrainingDiverged, match="step 1"):
        next(run.run())


def test_the_recipes_are_found_by_name():
    assert find_recipe("tiny_gpt2") is TINY_GPT2 is RECIPES["tiny-gpt2"]
    with pytest.raises(UnknownName, match="tiny-gpt2, tiny-qwen, tiny-qwen-chat, smoke"):
        find_recipe("huge")


@pytest.mark.parametrize("recipe", [TINY_GPT2, TINY_QWEN, TINY_QWEN_CHAT], ids=lambda recipe: recipe.name)
def test_the_bundled_models_have_the_planned_size(recipe):
    assert sum(p.numel() for p in Transformer(recipe.model).parameters()) <= 3_000_000
    assert recipe.model.context_length == 512
    assert recipe.tokens_per_step == 4096


def test_the_chat_model_begins_with_the_base_model():
    assert TINY_QWEN_CHAT.base == TINY_QWEN.name
    assert TINY_QWEN_CHAT.model == TINY_QWEN.model


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"warmup_steps": 400}, "warmup_steps is 400; it must be 0 to 399"),
        ({"steps": 0}, "steps is 0; it must be a whole number of at least 1"),
        ({"window": 48}, "window is 48; it must divide the context of 64 tokens"),
        ({"learning_rate": 1e-5}, "min_learning_rate is 0.0003; it must be 0 to 1e-05"),
        ({"precision": "int8"}, "precision is 'int8'; it must be auto, float32"),
        ({"lora_rank": 97, "base": "tiny-gpt2"}, "lora_rank is 97; it must be 0 .* to 96"),
        ({"lora_rank": 4}, "name one as the base"),
    ],
)
def test_a_recipe_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(InvalidValue, match=message):
        replace(SMOKE, **changes)


def test_a_qwen2_of_our_own_has_what_qwen2_has():
    config = qwen2_config(n_layer=1, n_head=4, n_kv_head=2, n_embd=16, n_inner=32, vocab_size=64, context_length=16)
    names = {name for name, _ in Transformer(config).named_parameters()}
    assert {"h.0.attn.qkv_proj.bias", "h.0.ln_1.weight"} <= names
    assert not names & {"wpe.weight", "h.0.attn.out_proj.bias", "h.0.mlp.up_proj.bias", "h.0.ln_1.bias"}


def test_the_seeds_of_training_and_held_out_text_must_differ():
    with pytest.raises(InvalidValue, match="are both 1; they must differ"):
        StoryWorld(documents=10, seed=1, held_out_documents=10, held_out_seed=1)
    with pytest.raises(InvalidValue, match="documents is 0"):
        StoryWorld(documents=0, seed=1, held_out_documents=10, held_out_seed=2)
