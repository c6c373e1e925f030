"""Pretraining: show the model text, measure how much each next token surprises it, nudge all weights, repeat.

`Pretraining` is the whole state of a run between two steps, `run()` the loop. The loop prints and writes
nothing: it yields one `Progress` a step, and whoever drives it shows, logs and saves.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from llm_playground.errors import PlaygroundError
from llm_playground.training.packing import Rows, row_numbers
from llm_playground.training.recipes import Precision, Recipe
from llm_playground.transformer.model import Transformer


class TrainingDiverged(PlaygroundError):
    """The loss became infinite or no number."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What one step did. Losses are means in nats per token; `held_out_loss` is None where none was measured.

    `loss` is that of the step's own rows before its update. `seconds` counts earlier sessions of the run too.
    """

    step: int  # steps done, from 1
    steps: int
    tokens: int  # seen so far
    loss: float
    held_out_loss: float | None
    learning_rate: float
    tokens_per_second: float
    seconds: float
    seconds_left: float


def initialize(transformer: Transformer, seed: int) -> None:
    """Draw the weights as GPT-2 did: normal with deviation 0.02, biases 0, norms 1.

    Two matrices of each block add to the residual stream, 2 n_layer additions in all. They are drawn smaller
    by sqrt(2 n_layer), so that the sum does not grow with the depth.
    """
    generator = torch.Generator().manual_seed(seed)
    residual = 0.02 / math.sqrt(2 * transformer.config.n_layer)
    with torch.no_grad():
        for name, parameter in transformer.named_parameters():
            if parameter.ndim >= 2:
                deviation = residual if name.endswith(("attn.out_proj.weight", "mlp.down_proj.weight")) else 0.02
                parameter.copy_(torch.empty(parameter.shape).normal_(0, deviation, generator=generator))
            else:
                parameter.fill_(0.0 if name.endswith("bias") else 1.0)


def learning_rate(step: int, recipe: Recipe) -> float:
    """Of `step` (from 0): a line up from near 0 to the highest rate, then half a cosine down to the lowest.

    >>> from llm_playground.training.recipes import TINY_GPT2 as recipe
    >>> learning_rate(0, recipe), learning_rate(99, recipe), learning_rate(recipe.steps - 1, recipe)
    (2e-05, 0.002, 0.0001)
    """
    if step < recipe.warmup_steps:
        return recipe.learning_rate * (step + 1) / recipe.warmup_steps
    done = (step + 1 - recipe.warmup_steps) / (recipe.steps - recipe.warmup_steps)
    height = (1 + math.cos(math.pi * min(done, 1.0))) / 2
    return recipe.min_learning_rate + height * (recipe.learning_rate - recipe.min_learning_rate)


def make_optimizer(transformer: Transformer, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW with weight decay on matrices only: a bias or a norm's scale has no reason to be small."""
    parameters = [p for p in transformer.parameters() if p.requires_grad]  # a tied lm_head is listed once
    groups = [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": recipe.weight_decay},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=recipe.betas, fused=True)


class Pretraining:
    """A run between two steps: the model, the optimizer, the number of steps done, the seconds they took.

    Nothing else, so this is all that a checkpoint holds: which rows a step sees follows from its number, and
    no layer draws random numbers (no dropout: no text is seen often enough to be learned by heart).
    """

    def __init__(self, transformer: Transformer, rows: Rows, held_out: Rows, recipe: Recipe) -> None:
        self.transformer, self.rows, self.held_out, self.recipe = transformer, rows, held_out, recipe
        self.optimizer = make_optimizer(transformer, recipe)
        self.step, self.seconds = 0, 0.0

    def state_dict(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "seconds": self.seconds,
            "model": self.transformer.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.transformer.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]

    def run(self) -> Iterator[Progress]:
        """Train up to `recipe.steps`, one step a `next()`; between two of them the state may be saved.

        Raises:
            TrainingDiverged: the loss is no finite number any more.
        """
        recipe, pace, last = self.recipe, Pace(), time.perf_counter()
        while self.step < recipe.steps:
            rate = learning_rate(self.step, recipe)
            loss = self._train_step(rate)
            self.step += 1
            measure = self.step % recipe.held_out_every == 0 or self.step == recipe.steps
            held_out_loss = mean_loss(self.transformer, self.held_out, recipe.precision) if measure else None
            now = time.perf_counter()  # what the caller does between two steps counts as well
            self.seconds, step_seconds, last = self.seconds + now - last, now - last, now
            seconds_per_step = pace.add(step_seconds)
            yield Progress(
                step=self.step,
                steps=recipe.steps,
                tokens=self.step * recipe.tokens_per_step,
                loss=loss,
                held_out_loss=held_out_loss,
                learning_rate=rate,
                tokens_per_second=recipe.tokens_per_step / seconds_per_step,
                seconds=self.seconds,
                seconds_left=(recipe.steps - self.step) * seconds_per_step,
            )

    def _train_step(self, rate: float) -> float:
        """One update; the loss before it."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        recipe = self.recipe
        numbers = row_numbers(self.step, batch_size=recipe.batch_size, count=self.rows.count, seed=recipe.seed)
        loss = next_token_loss(self.transformer, self.rows[numbers], recipe.precision)
        if not math.isfinite(value := loss.item()):  # before the update: the weights are still good
            raise TrainingDiverged(
                f"The loss is {value} in step {self.step + 1}. Lower the learning rate of the recipe."
            )
        loss.backward()
        nn.utils.clip_grad_norm_(self.transformer.parameters(), recipe.max_grad_norm)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return value


def next_token_loss(transformer: Transformer, rows: np.ndarray, precision: Precision) -> Tensor:
    """Mean cross-entropy in nats per token of rows (B, T + 1), each token predicted from those before it."""
    device = transformer.wte.weight.device
    ids = torch.from_numpy(rows).to(device)
    inputs, targets = ids[:, :-1].contiguous(), ids[:, 1:].contiguous()
    with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16"):
        logits = transformer(inputs)  # (B, T, V)
    # The loss is float32 even then: with 8 bits the logarithm of a probability is off in its third digit.
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


@torch.no_grad()
def mean_loss(transformer: Transformer, rows: Rows, precision: Precision, batch_size: int = 8) -> float:
    """The same over all rows."""
    total = 0.0
    for start in range(0, rows.count, batch_size):
        batch = np.arange(start, min(start + batch_size, rows.count))
        total += next_token_loss(transformer, rows[batch], precision).item() * len(batch)
    return total / rows.count


class Pace:
    """Seconds a step, as a running mean that forgets: the speed now, not the average since morning."""

    def __init__(self, memory: float = 0.95) -> None:
        self.memory, self.weight, self.total = memory, 0.0, 0.0

    def add(self, seconds: float) -> float:
        self.weight = self.memory * self.weight + 1
        self.total = self.memory * self.total + seconds
        return self.total / self.weight
