"""The README of a trained model: what it is, how it was made, how good it is, and what it writes unasked."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping

import torch

from llm_playground.training.data_folder import Facts
from llm_playground.training.loss import uniform_loss
from llm_playground.training.recipes import Recipe


def model_card(
    recipe: Recipe,
    facts: Facts,
    *,
    parameters: int,
    vocab_size: int,
    held_out_loss: float,
    seconds: float,
    device: str,
    dtype: str,
    processes: int,
    samples: list[str],
) -> str:
    """The card as Markdown. `held_out_loss` is in nats per token, measured on the exported weights."""
    model = recipe.model
    return f"""---
language: en
license: mit
library_name: transformers
pipeline_tag: text-generation
---

# {recipe.name}

{recipe.summary}

Trained by LLM Playground. It is for looking inside a language model, not for advice.

## Model

{model.family} architecture, {parameters:,} parameters: {model.n_layer} layers, {model.n_head} heads, \
width {model.n_embd}, context {model.context_length}. Stored as float16.

## Data

{_table(_data(recipe, facts))}

## Training

{_table(_training(recipe, facts, processes, dtype, seconds, device))}

## Result

Held-out loss of the weights in this folder: **{held_out_loss:.3f} nats per token** \
(perplexity {math.exp(held_out_loss):.2f}); {compared(held_out_loss, uniform_loss(vocab_size))}.{_compared(facts)}

## Limits

{_limits(recipe)}

## Samples

Temperature 1, with the seeds 0, 1, 2, ... in this order, none left out.

{_quoted(samples)}
"""


def _limits(recipe: Recipe) -> str:
    known = "It has seen its training text and nothing else, in no other language and about nothing that is not in it."
    wrong = "What it writes can be wrong, its sums too, and the more so the less a prompt looks like that text."
    memory = f"It reads {recipe.model.context_length} tokens at most."
    if recipe.is_chat:
        unknown = "Asked about anything else it is meant to say that it does not know, which it does not always do."
        return f"{known} {unknown} {wrong} {memory}"
    return f"{known} It continues a text and answers nobody. {wrong} {memory}"


def _data(recipe: Recipe, facts: Facts) -> dict[str, object]:
    return {
        "text": recipe.source.description(),
        "training": f"{facts.documents:,} documents, {facts.tokens:,} tokens",
        "held out": f"{facts.held_out_documents:,} documents, {facts.held_out_tokens:,} tokens",
        "left out of it": f"{facts.held_out_removed:,} documents: repeated, or also in the training text",
    }


def _training(
    recipe: Recipe, facts: Facts, processes: int, dtype: str, seconds: float, device: str
) -> dict[str, object]:
    per_step = recipe.tokens_per_step * processes
    tokens = recipe.steps * per_step
    begun = f"{recipe.base}" + (f", with LoRA of rank {recipe.lora_rank}" if recipe.lora_rank else "")
    return {
        "recipe": f"`llm-playground train --recipe {recipe.name}`, with the values here",
        **({"begins with": begun} if recipe.base else {}),
        "learned": "the answers only" if recipe.is_chat else "every token",
        "steps": f"{recipe.steps:,} of {per_step:,} tokens",
        "attention": f"within windows of {recipe.window} tokens for {recipe.windowed:.0%} of the steps, "
        f"then over all {recipe.model.context_length}",
        "tokens": f"{tokens:,} ({tokens / facts.tokens:.2f} times the training text)",
        "optimizer": f"AdamW, betas {recipe.betas}, gradient norm at most {recipe.max_grad_norm}",
        "weight decay": f"{recipe.weight_decay}, on matrices only",
        "learning rate": f"{recipe.warmup_steps} steps up to {recipe.learning_rate}, "
        f"then a cosine down to {recipe.min_learning_rate}",
        "matrix products": dtype,
        "seed": recipe.seed,
        "time": f"{seconds / 60:.1f} minutes on {device}" + (f", {processes} processes" if processes > 1 else ""),
        "made with": f"PyTorch {torch.__version__}, Python {platform.python_version()}",
    }


def describe_device(device: torch.device) -> str:
    """What the time in the card was measured on."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} processor threads ({platform.machine()})"


def _table(rows: Mapping[str, object]) -> str:
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())])


def compared(loss: float, guess: float) -> str:
    """A loss beside that of a guess, both in nats per token, for the end of a sentence."""
    guessing = f"guessing among all tokens alike costs {guess:.2f}"
    return f"that is worse than guessing: {guessing}, so something went wrong" if loss > guess else guessing


def _compared(facts: Facts) -> str:
    if facts.generator_loss is None:
        return ""
    return (
        f"\nThe generator that wrote the documents pays {facts.generator_loss:.3f} nats per token for them; "
        "it knows the probability of each of its choices."
    )


def _quoted(samples: list[str]) -> str:
    """Each sample as a fenced block: its own marks must not be read as Markdown."""
    return "\n\n".join(f"```text\n{sample.strip()}\n```" for sample in samples)
