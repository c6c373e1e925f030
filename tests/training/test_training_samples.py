"""What is written during training is what the finished model would write."""

from __future__ import annotations

from dataclasses import replace

import pytest
import tokenizers

import llm_playground as lp
from llm_playground.training.recipes import TINY_GPT2, TINY_QWEN_CHAT, Recipe
from llm_playground.training.samples import MAX_NEW_TOKENS, sample
from llm_playground.transformer.checkpoint import load_transformer


@pytest.mark.parametrize("recipe", [TINY_GPT2, TINY_QWEN_CHAT], ids=lambda recipe: recipe.name)
def test_a_sample_is_the_text_that_the_model_draws_with_that_seed(recipe: Recipe) -> None:
    model = lp.load(recipe.name)
    transformer = load_transformer(model.info.folder)
    tokenizer = tokenizers.Tokenizer.from_file(str(model.info.folder / "tokenizer.json"))
    recipe = replace(recipe, prompts=("unused", "The little dragon"))
    written = sample(transformer, tokenizer, recipe, 1, seed=3)
    assert sample(transformer, tokenizer, recipe, 1, seed=3) == written
    if recipe.is_chat:
        answer = lp.generate(model, "The little dragon", "sample", MAX_NEW_TOKENS, seed=3)
        assert written == f"> The little dragon\n{answer}"
    else:
        ids = [model.info.bos_id, *model.tokenizer.encode("The little dragon")]
        assert written == "The little dragon" + lp.trace(model, ids, "sample", MAX_NEW_TOKENS, seed=3).completion


def test_a_text_longer_than_the_context_goes_on_from_its_end() -> None:
    model = lp.load("tiny-gpt2")
    transformer = load_transformer(model.info.folder)
    tokenizer = tokenizers.Tokenizer.from_file(str(model.info.folder / "tokenizer.json"))
    long = "The little dragon found a golden key. " * 60
    assert len(model.tokenizer.encode(long)) > model.context_length
    assert sample(transformer, tokenizer, replace(TINY_GPT2, prompts=(long,)), 0, seed=1).startswith(long)
