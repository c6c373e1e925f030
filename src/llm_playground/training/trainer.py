"""Training: show the model text, measure how much each next token surprises it, nudge all weights, repeat.

`Trainer` is the whole state of a run between two steps, `run()` the loop. The loop prints and writes nothing: it
yields one `Progress` a step, and whoever drives it shows, logs and saves. Pretraining and fine-tuning are this same
loop: they differ in the weights that it begins with, in the text, and in which tokens count.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from llm_playground.errors import PlaygroundError
from llm_playground.training.loss import mean_loss, next_token_loss, uniform_loss
from llm_playground.training.packing import Batch, Documents, Rows, row_numbers
from llm_playground.training.precision import matrix_dtype
from llm_playground.training.processes import Processes
from llm_playground.training.recipes import Recipe
from llm_playground.transformer.model import Transformer


class TrainingDiverged(PlaygroundError):
    """The loss is no longer a finite number."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What one step did. Losses are means in nats per token; `held_out_loss` is None where none was measured.

    `loss` is that of the step's own rows before its update. `seconds` counts earlier sessions of the run too;
    `tokens_per_second` and `seconds_left` count the steps alone.
    """

    step: int  # steps done, from 1
    steps: int
    tokens: int  # seen so far
    loss: float
    held_out_loss: float | None
    uniform_loss: float  # of a guess among all tokens alike, to measure the others by
    learning_rate: float
    tokens_per_second: float
    seconds: float
    seconds_left: float


def learning_rate(step: int, recipe: Recipe) -> float:
    """Of `step` (from 0): a line up from near 0 to the highest rate, then half a cosine down to the lowest.

    >>> from llm_playground.training.recipes import SMOKE as recipe
    >>> learning_rate(0, recipe), learning_rate(19, recipe), learning_rate(recipe.steps - 1, recipe)
    (0.00015, 0.003, 0.0003)
    """
    # AdamW divides each gradient by a running estimate of its size. In the first steps that estimate rests on a handful
    # of gradients, so a full step would often go far astray.
    if step < recipe.warmup_steps:
        return recipe.learning_rate * (step + 1) / recipe.warmup_steps
    done = (step + 1 - recipe.warmup_steps) / (recipe.steps - recipe.warmup_steps)
    # A large rate at first crosses the landscape quickly; only a small one settles in a valley at the end.
    height = (1 + math.cos(math.pi * min(done, 1.0))) / 2
    return recipe.min_learning_rate + height * (recipe.learning_rate - recipe.min_learning_rate)


def make_optimizer(transformer: Transformer, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW with weight decay on matrices only: a bias or a norm's scale has no reason to be small."""
    parameters = [p for p in transformer.parameters() if p.requires_grad]  # a tied lm_head is listed once
    groups = [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": recipe.weight_decay},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]  # LoRA trains matrices alone
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=recipe.betas, fused=True)


class Trainer:
    """A run between two steps: the model, the optimizer, the number of steps done, the seconds they took.

    Nothing else, so this is all that a checkpoint holds: which rows a step sees follows from its number, and
    no layer draws random numbers (no dropout: no text is seen often enough to be learned by heart).
    """

    def __init__(
        self,
        transformer: Transformer,
        rows: Rows,
        held_out: Documents,
        recipe: Recipe,
        processes: Processes = Processes(),  # noqa: B008 - a frozen record: alone
    ) -> None:
        self.transformer, self.rows, self.held_out = transformer, rows, held_out
        self.recipe, self.processes = recipe, processes
        self.device = transformer.wte.weight.device
        self.dtype = matrix_dtype(recipe.precision, self.device)
        self.optimizer = make_optimizer(transformer, recipe)
        # float16 has no gradients below 6e-8: they are computed of a larger loss, and scaled back before the update.
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=self.dtype == torch.float16)
        self.step, self.seconds = 0, 0.0

    def state_dict(self) -> dict[str, Any]:
        # The optimizer's running means are part of the state: without them a run that goes on would stumble, and its
        # loss jump. Which rows come next follows from the number of the step.
        return {
            "step": self.step,
            "seconds": self.seconds,
            "model": self.transformer.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.transformer.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scaler.load_state_dict(state["scaler"])
        self.step, self.seconds = state["step"], state["seconds"]

    def run(self) -> Iterator[Progress]:
        """Train up to `recipe.steps`, one step a `next()`; between two of them the state may be saved.

        Raises:
            TrainingDiverged: the loss is no longer a finite number.
        """
        recipe, pace, last = self.recipe, Pace(), time.perf_counter()
        tokens_per_step = recipe.tokens_per_step * self.processes.count
        while self.step < recipe.steps:
            rate, started = learning_rate(self.step, recipe), time.perf_counter()
            loss = self._train_step(rate)
            seconds_per_step = pace.add(time.perf_counter() - started)
            self.step += 1
            measure = self.step % recipe.held_out_every == 0 or self.step == recipe.steps
            held_out_loss = mean_loss(self.transformer, self.held_out, self.dtype) if measure else None
            now = time.perf_counter()  # measuring, and what the caller does between two steps, take time as well
            self.seconds, last = self.seconds + now - last, now
            yield Progress(
                step=self.step,
                steps=recipe.steps,
                tokens=self.step * tokens_per_step,
                loss=loss,
                held_out_loss=held_out_loss,
                uniform_loss=uniform_loss(self.transformer.config.vocab_size),
                learning_rate=rate,
                tokens_per_second=tokens_per_step / seconds_per_step,
                seconds=self.seconds,
                seconds_left=(recipe.steps - self.step) * seconds_per_step,
            )

    def _train_step(self, rate: float) -> float:
        """One update; the loss before it."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate  # the optimizer knows no schedule of its own
        loss = next_token_loss(self.transformer, self._batch(), self.dtype, self.recipe.window_of(self.step))
        self.scaler.scale(loss).backward()
        # To their true size now: what follows compares gradients with a limit.
        self.scaler.unscale_(self.optimizer)
        parameters = [p for group in self.optimizer.param_groups for p in group["params"]]
        # Each process has seen other rows. With the mean of all gradients they all make the same update, so their
        # weights stay equal without ever being sent.
        mean = loss.detach().clone()
        self.processes.mean_([mean, *(p.grad for p in parameters)])
        if not math.isfinite(value := mean.item()):  # before the update: the weights are still good
            raise TrainingDiverged(
                f"The loss is {value} in step {self.step + 1}. Lower the learning rate of the recipe."
            )
        # One odd batch must not undo what a thousand others taught: all gradients shrink together, so that the step
        # keeps its direction and loses only its length.
        nn.utils.clip_grad_norm_(parameters, self.recipe.max_grad_norm)
        self.scaler.step(self.optimizer)  # leaves the update out where a float16 gradient overflowed
        self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)  # or the next backward() would add to these
        return value

    def _batch(self) -> Batch:
        """This process's rows of the step."""
        recipe, processes = self.recipe, self.processes
        # Every process draws the numbers of all rows and takes each n-th, so no row is read twice and nothing has to be
        # agreed on.
        together = recipe.batch_size * processes.count
        numbers = row_numbers(self.step, batch_size=together, count=self.rows.count, seed=recipe.seed)
        return self.rows[numbers[processes.index :: processes.count]]


class Pace:
    """Seconds a step, as a running mean that forgets: the speed now, not the average since morning."""

    def __init__(self, memory: float = 0.95) -> None:
        self.memory, self.weight, self.total = memory, 0.0, 0.0

    def add(self, seconds: float) -> float:
        self.weight = self.memory * self.weight + 1
        self.total = self.memory * self.total + seconds
        return self.total / self.weight  # not (1 - memory) * total, which would be far too small at first
