"""How many tokens a second our training takes, beside the `Trainer` of `transformers`, on the same model and batch.

    OMP_WAIT_POLICY=passive python benchmarks/training.py

Both sides train the architecture of tiny-gpt2 and of tiny-qwen from new weights on the same rows of 256 tokens with
AdamW and gradient clipping, in turns; the fastest turn of each counts, because other programs can only slow one down.
Nothing else should be running.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from typing import Any

import numpy as np
import torch
import transformers
from transformers.utils import logging

from llm_playground.training.initialization import initialize
from llm_playground.training.packing import Documents, Packed, Rows
from llm_playground.training.recipes import TINY_GPT2, TINY_QWEN, Recipe
from llm_playground.training.run import keep_freed_memory
from llm_playground.training.trainer import Trainer
from llm_playground.transformer.export import config_json
from llm_playground.transformer.model import Transformer

TURNS, STEPS, ROW, ROWS_PER_STEP = 4, 15, 256, 16


def ours(recipe: Recipe, ids: np.ndarray, precision: str) -> float:
    """Seconds of STEPS steps."""
    recipe = replace(recipe, precision=precision, steps=10_000)  # type: ignore[arg-type]
    transformer = Transformer(recipe.model)
    initialize(transformer, 0)
    packed = Packed(ids, None)
    rows = Rows(packed, recipe.model.context_length)
    steps = Trainer(transformer, rows, Documents(packed, 1, 0), recipe).run()
    next(steps)
    started = time.perf_counter()
    for _ in range(STEPS):
        next(steps)
    return time.perf_counter() - started


def theirs(recipe: Recipe, ids: np.ndarray, precision: str) -> float:
    config = transformers.AutoConfig.for_model(**config_json(recipe.model))
    model = transformers.AutoModelForCausalLM.from_config(config)
    rows = [torch.from_numpy(row.astype(np.int64)) for row in ids[: len(ids) // ROW * ROW].reshape(-1, ROW)]
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        transformers.Trainer(
            model,
            transformers.TrainingArguments(
                output_dir=folder,
                max_steps=STEPS + 1,
                per_device_train_batch_size=ROWS_PER_STEP,
                learning_rate=recipe.learning_rate,
                weight_decay=recipe.weight_decay,
                max_grad_norm=recipe.max_grad_norm,
                bf16=precision == "bfloat16",
                use_cpu=True,
                report_to=[],
                save_strategy="no",
                logging_strategy="no",
                disable_tqdm=True,
            ),
            train_dataset=[{"input_ids": row, "labels": row} for row in rows],
            callbacks=[clock],
        ).train()
    return clock.times[-1] - clock.times[0]


class Clock(transformers.TrainerCallback):
    """When each step ended."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def on_step_end(self, *_: Any, **__: Any) -> None:
        self.times.append(time.perf_counter())


def main() -> None:
    logging.set_verbosity_error()
    keep_freed_memory()
    ids = np.random.default_rng(0).integers(0, 2048, 400_000).astype(np.uint16)
    tokens = STEPS * ROW * ROWS_PER_STEP
    for recipe in (TINY_GPT2, TINY_QWEN):
        for precision in ("float32", "bfloat16"):
            turns = [(ours(recipe, ids, precision), theirs(recipe, ids, precision)) for _ in range(TURNS)]
            our_seconds, their_seconds = (min(side) for side in zip(*turns, strict=True))
            print(
                f"{recipe.name}, {precision}: ours {tokens / our_seconds:,.0f} tokens/s, Trainer "
                f"{tokens / their_seconds:,.0f}: ratio {their_seconds / our_seconds:.2f} (goal 1.3)"
            )


if __name__ == "__main__":
    main()
