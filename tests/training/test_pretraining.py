"""The loop: its schedule, its weight-decay groups, its first weights, and that it learns and stops on nonsense."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from llm_playground.errors import InvalidValue, UnknownName
from llm_playground.training.packing import Rows
from llm_playground.training.pretraining import (
    Pretraining,
    TrainingDiverged,
    initialize,
    learning_rate,
    make_optimizer,
    mean_loss,
    next_token_loss,
)
from llm_playground.training.recipes import RECIPES, SMOKE, TINY_GPT2, find_recipe, gpt2_config
from llm_playground.transformer.model import Transformer

RECIPE = replace(
    SMOKE,
    model=gpt2_config(n_layer=2, n_head=2, n_embd=16, vocab_size=64, context_length=16),
    steps=40,
    warmup_steps=5,
    batch_size=4,
    learning_rate=1e-2,
    min_learning_rate=1e-3,
    held_out_every=20,
)


@pytest.fixture(autouse=True, scope="module")
def _one_thread():
    """Two threads only wait for each other over matrices this small."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def counting_rows(length: int = 3000) -> Rows:
    """Text with a rule that a model of this size learns at once: the next id is one more."""
    return Rows((np.arange(length) % 50).astype(np.uint16), context=16)


def begin(recipe=RECIPE) -> Pretraining:
    transformer = Transformer(recipe.model)
    initialize(transformer, recipe.seed)
    return Pretraining(transformer, counting_rows(), counting_rows(400), recipe)


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


def test_the_loss_is_the_cross_entropy_by_hand():
    transformer, rows = begin().transformer, counting_rows()[np.array([0, 3])]
    logprobs = transformer(torch.from_numpy(rows[:, :-1])).log_softmax(-1)
    by_hand = -np.mean([logprobs[b, t, rows[b, t + 1]].item() for b in range(2) for t in range(16)])
    assert next_token_loss(transformer, rows, "float32").item() == pytest.approx(by_hand, abs=1e-5)


def test_the_held_out_loss_weighs_every_row_alike():
    transformer, held_out = begin().transformer, counting_rows(450)
    alone = [next_token_loss(transformer, held_out[np.array([i])], "float32").item() for i in range(held_out.count)]
    assert held_out.count % 8 != 0  # so the last batch is a smaller one
    assert mean_loss(transformer, held_out, "float32") == pytest.approx(np.mean(alone), abs=1e-5)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_model_learns_to_count(precision):
    records = list(begin(replace(RECIPE, precision=precision)).run())
    assert [record.step for record in records] == list(range(1, 41))
    assert records[0].loss == pytest.approx(math.log(64), abs=0.2)
    assert records[-1].held_out_loss < records[0].loss - 1.5
    assert [r.step for r in records if r.held_out_loss is not None] == [20, 40]
    assert records[-1].tokens == 40 * 4 * 16
    assert records[-1].seconds_left == 0


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
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
    with pytest.raises(UnknownName, match="tiny-gpt2, smoke"):
        find_recipe("huge")


def test_tiny_gpt2_has_the_planned_size():
    assert sum(p.numel() for p in Transformer(TINY_GPT2.model).parameters()) == pytest.approx(2.3e6, rel=0.03)
    assert TINY_GPT2.tokens_per_step == 4096


def test_a_recipe_that_contradicts_itself_is_refused():
    with pytest.raises(InvalidValue, match="must differ"):
        replace(SMOKE, held_out_seed=SMOKE.corpus_seed)
    with pytest.raises(InvalidValue, match="warmup_steps"):
        replace(SMOKE, steps=SMOKE.warmup_steps)
