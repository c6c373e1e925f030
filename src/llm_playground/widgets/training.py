"""Watch a model learn in a notebook: the loss curve and what the model writes, in one cell, as training goes on."""

from __future__ import annotations

import time
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from llm_playground.errors import InvalidValue, filled, shown
from llm_playground.training.curve import Curve, draw
from llm_playground.training.observers import Silent
from llm_playground.training.recipes import Recipe, find_recipe
from llm_playground.training.run import train
from llm_playground.training.trainer import Progress

SECONDS_BETWEEN_PICTURES = 1.0  # while one is drawn, nothing is trained
SAMPLES_SHOWN = 4
NO_NOTEBOOK = (
    "watch_training shows its picture in a notebook; in a program, call llm_playground.training.train instead."
)


def watch_training(recipe: str | Recipe = "smoke", out: str | Path | None = None, **changes: Any) -> Path | None:
    """Train a recipe and show the loss curve and samples as it goes; the finished model's folder.

    Interrupting the cell stops after the step at work; calling again with the same arguments goes on.

    Args:
        recipe: its name or itself.
        out: the run folder; `runs/<name of the recipe>` if None.
        changes: other values for fields of the recipe, such as `steps=200`.

    Raises:
        UnknownName: no recipe of that name.
        InvalidValue: a value of a wrong kind or out of range, or this is not a notebook; and all that `train` raises.
    """
    if isinstance(recipe, str):
        recipe = find_recipe(recipe)
    if not isinstance(recipe, Recipe):
        raise InvalidValue(f"The recipe is {shown(recipe)}; give its name or a Recipe.")
    if out is not None and not isinstance(out, Path):
        out = Path(filled("out", out, "the path of a folder"))
    if unknown := changes.keys() - vars(recipe).keys():
        raise InvalidValue(f"A recipe has no {sorted(unknown)[0]!r}; it has {', '.join(vars(recipe))}.")
    recipe = replace(recipe, **changes)
    return train(recipe, out or Path("runs") / recipe.name, observer=NotebookObserver(recipe.name))


class NotebookObserver(Silent):
    """A picture of the loss above the newest samples, redrawn in place."""

    def __init__(self, title: str) -> None:
        try:
            from IPython import get_ipython
        except ImportError as error:
            raise InvalidValue(NO_NOTEBOOK) from error
        if get_ipython() is None:
            raise InvalidValue(NO_NOTEBOOK)
        self.title = title
        self.curve = Curve([], [], [], [])
        self.uniform_loss: float | None = None  # known with the first step
        self.samples: list[tuple[str, str]] = []  # after which step, and what the model wrote
        self.drawn_at = 0.0
        self.status, self.picture, self.texts = _Place(), _Place(), _Place()

    def note(self, text: str) -> None:
        self.status.show(text, f"<p>{escape(text)}</p>")

    def __exit__(self, *_: object) -> None:
        self._draw()

    def step(self, progress: Progress) -> None:
        self.curve.steps.append(progress.step)
        self.curve.losses.append(progress.loss)
        self.uniform_loss = progress.uniform_loss
        if progress.held_out_loss is not None:
            self.curve.held_out_steps.append(progress.step)
            self.curve.held_out_losses.append(progress.held_out_loss)
        if time.monotonic() - self.drawn_at > SECONDS_BETWEEN_PICTURES:
            left = f"{progress.seconds_left:.0f} s left"
            self.note(
                f"step {progress.step:,} of {progress.steps:,}, loss {progress.loss:.3f} "
                f"(guessing {progress.uniform_loss:.2f}), "
                f"{progress.tokens_per_second:,.0f} tokens/s, {left}"
            )
            self._draw()

    def sample(self, progress: Progress, text: str) -> None:
        self.samples.insert(0, (f"step {progress.step:,}", text))
        newest = self.samples[:SAMPLES_SHOWN]
        self.texts.show(
            "\n".join(f"{step}: {text}" for step, text in newest),
            "".join(f"<p><b>{step}</b> <span>{escape(text)}</span></p>" for step, text in newest),
        )

    def _draw(self) -> None:
        if self.uniform_loss is None:
            return
        self.picture.show(self._losses(), draw(self.curve, self.title, self.uniform_loss), "image/svg+xml")
        self.drawn_at = time.monotonic()

    def _losses(self) -> str:
        """The picture in words: the loss before training, as of a guess, and where it was measured on held-out text."""
        measured = zip(self.curve.held_out_steps, self.curve.held_out_losses, strict=True)
        rows = [(f"step {step:,}", loss) for step, loss in measured]
        lines = [f"{name:>12}  {loss:.3f}" for name, loss in [("guessing", self.uniform_loss or 0.0), *rows]]
        return "\n".join([f"{self.title}: loss on held-out text, in nats per token", *lines])


class _Place:
    """A place below the cell, empty at first, where one thing takes the place of another."""

    def __init__(self) -> None:
        from IPython.display import display

        self._shown = display({"text/plain": ""}, raw=True, display_id=True)

    def show(self, text: str, picture: str, form: str = "text/html") -> None:
        """The `picture`, and the `text` where there are none."""
        self._shown.update({"text/plain": text, form: picture}, raw=True)
