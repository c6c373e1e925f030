"""The picture of a run: its loss, step by step, drawn from `loss.csv`."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from llm_playground.errors import PlaygroundError
from llm_playground.extras import how_to_get
from llm_playground.training.checkpointing import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class MissingMatplotlib(PlaygroundError):
    """Pictures need a library that the base installation does not bring."""


class Curve(NamedTuple):
    """A run's losses in nats per token: of each step's own rows, and of held-out text where it was measured."""

    steps: list[int]
    losses: list[float]
    held_out_steps: list[int]
    held_out_losses: list[float]


def read_curve(log: Path) -> Curve:
    curve = Curve([], [], [], [])
    with log.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            curve.steps.append(int(line["step"]))
            curve.losses.append(float(line["loss"]))
            if line["held_out_loss"]:
                curve.held_out_steps.append(int(line["step"]))
                curve.held_out_losses.append(float(line["held_out_loss"]))
    return curve


def save_picture(log: Path, picture: Path, *, title: str) -> None:
    """Write the curve of `loss.csv` as SVG.

    Raises:
        MissingMatplotlib
    """
    figure = make_figure()
    axes = figure.subplots()
    draw(read_curve(log), axes)
    axes.set_title(title)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg")
    write_whole(picture, buffer.getbuffer())


def make_figure() -> Figure:
    """An empty figure that belongs to no window."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingMatplotlib(
            f"No picture of the loss: it needs matplotlib; get it with: {how_to_get('train')}"
        ) from error
    return Figure(figsize=(7, 4), layout="constrained")


def draw(curve: Curve, axes: Axes) -> None:
    """Each step's loss pale, its running mean over it, and the held-out loss as points."""
    axes.clear()
    axes.plot(curve.steps, curve.losses, color="tab:blue", alpha=0.25, linewidth=0.8)
    axes.plot(curve.steps, running_mean(curve.losses), color="tab:blue", label="training text")
    if curve.held_out_steps:
        axes.plot(
            curve.held_out_steps, curve.held_out_losses, "o", color="tab:orange", markersize=4, label="held-out text"
        )
    axes.set_xlabel("step")
    axes.set_ylabel("loss (nats per token)")
    axes.set_yscale("log")  # most of the learning happens in a small range near the end
    axes.grid(alpha=0.3, which="both")
    axes.legend()


def running_mean(values: list[float], window: int = 50) -> np.ndarray:
    """Of the last `window` values at each place; of fewer at the beginning."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - window, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)
