"""Recipes for text of the user's own: a new model in the shape of a bundled one, or a trained model that goes on."""

from __future__ import annotations

from dataclasses import replace

from llm_playground.models.folders import find_folder
from llm_playground.training.recipes import Recipe, find_recipe
from llm_playground.training.sources import Source
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.files import read_config_json

STEPS = 1_000
CONTEXT = 512  # tokens of a row: more would only make steps longer
FINE_TUNING_RATE, LORA_RATE = 2e-4, 2e-3  # a trained model is nudged, not rebuilt; LoRA's few weights may move further


def from_scratch(name: str, source: Source, shape: str = "tiny-gpt2") -> Recipe:
    """A new model on `source`, in the shape and with the schedule of the recipe `shape`."""
    recipe = find_recipe(shape)
    return replace(
        recipe,
        name=name,
        summary=f"A base model in the shape of {recipe.name}, trained on {source.description()}.",
        source=source,
        steps=min(recipe.steps, STEPS),
        base=None,
        warmup_steps=min(recipe.warmup_steps, STEPS // 10),
        prompts=("",),
    )


def fine_tuning(name: str, source: Source, base: str, lora_rank: int = 0) -> Recipe:
    """The model `base` (as `load` takes it) trained further on `source`.

    Raises:
        UnknownName, ModelUnavailable, CheckpointError: as `load`; only GPT-2, Llama, Qwen2 and Qwen3 can be trained.
    """
    folder = find_folder(base)
    config = read_config(read_config_json(folder), folder / "config.json")
    context = min(config.context_length, CONTEXT)
    rate = LORA_RATE if lora_rank else FINE_TUNING_RATE
    return Recipe(
        name=name,
        summary=f"{base}, trained further on {source.description()}.",
        model=replace(config, context_length=context),
        source=source,
        steps=STEPS,
        batch_size=max(1, 4096 // context),
        window=context,
        learning_rate=rate,
        min_learning_rate=rate / 10,
        warmup_steps=STEPS // 20,
        base=base,
        lora_rank=lora_rank,
        prompts=("",),
    )
