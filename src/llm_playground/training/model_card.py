"""The README of a trained model: what it is, how it was made, how good it is, and what it writes unasked."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping

import torch

from llm_playground.training.recipes import Recipe
from llm_playground.training.run_folder import Facts


def model_card(
    recipe: Recipe,
    facts: Facts,
    *,
    parameters: int,
    held_out_loss: float,
    seconds: float,
    device: str,
    samples: list[str],
) -> str:
    """The card as Markdown. `held_out_loss` is in nats per token, measured on the exported weights."""
    model, tokens = recipe.model, recipe.steps * recipe.tokens_per_step
    training = {
        "steps": f"{recipe.steps:,} of {recipe.tokens_per_step:,} tokens ({recipe.batch_size} rows)",
        "tokens": f"{tokens:,} ({tokens / facts.tokens:.2f} times the corpus)",
        "optimizer": f"AdamW, betas {recipe.betas}, gradient norm at most {recipe.max_grad_norm}",
        "weight decay": f"{recipe.weight_decay}, on matrices only",
        "learning rate": f"{recipe.warmup_steps} steps up to {recipe.learning_rate}, "
        f"then a cosine down to {recipe.min_learning_rate}",
        "precision": recipe.precision,
        "seed": recipe.seed,
        "time": f"{seconds / 60:.1f} minutes on {device}",
        "made with": f"PyTorch {torch.__version__}, Python {platform.python_version()}",
    }
    data = {
        "training corpus": f"{facts.documents:,} documents, {facts.tokens:,} tokens, seed {recipe.corpus_seed}",
        "held-out corpus": f"{facts.held_out_documents:,} documents, {facts.held_out_tokens:,} tokens, "
        f"seed {recipe.held_out_seed}",
        "left out of it": f"{facts.held_out_removed:,} documents: repeated, or also in the training corpus",
    }
    return f"""---
language: en
license: mit
library_name: transformers
pipeline_tag: text-generation
---

# {recipe.name}

{recipe.summary}

Trained by LLM Playground on text that LLM Playground writes: a story world of made-up stories and facts, in
simple English. It is for looking inside a language model, not for advice.

## Model

{model.family} architecture, {parameters:,} parameters: {model.n_layer} layers, {model.n_head} heads, \
width {model.n_embd}, vocabulary {model.vocab_size:,}, context {model.context_length}. Stored as float16.

## Data

{_table(data)}

## Training

{_table(training)}

The command was `python -m llm_playground.training {recipe.name} --out FOLDER`, with the values above.

## Result

Held-out loss of the weights in this folder: **{held_out_loss:.3f} nats per token** \
(perplexity {math.exp(held_out_loss):.2f}).{_compared(facts)}

## Samples

Temperature 1, with the seeds 0, 1, 2, ... in this order, none left out. The last begins from nothing.

{_quoted(samples)}
"""


def describe_device(device: torch.device) -> str:
    """What the time in the card was measured on."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} processor threads ({platform.machine()})"


def _table(rows: Mapping[str, object]) -> str:
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())])


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
