"""The picture of a run: its loss, step by step, as a few lines of SVG."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np

from llm_playground.training.checkpointing import write_whole

WIDTH, HEIGHT = 700, 400  # of the picture, in pixels
LEFT, RIGHT, TOP, BOTTOM = 60, 15, 35, 50  # margins around the curve
MOST_POINTS = 700  # of a line: one a pixel
BLUE, ORANGE, GREY = "#1f77b4", "#d9730d", "#666666"


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


def save_picture(log: Path, picture: Path, *, title: str, uniform_loss: float) -> None:
    """Write the curve of `loss.csv` as SVG. Raises: as `write_whole`."""
    write_whole(picture, draw(read_curve(log), title, uniform_loss).encode())


def draw(curve: Curve, title: str, uniform_loss: float) -> str:
    """Each step's loss pale, its running mean over it, the held-out loss as points, and the loss of a guess dashed.

    The axis of the loss is logarithmic: most of the learning happens in a small range near the end.

    Args:
        uniform_loss: ln V, what a model pays that thinks all V tokens equally likely.
    """
    axes = _Axes(max([1, *curve.steps]), [uniform_loss, *curve.losses, *curve.held_out_losses])
    guess = axes.y(uniform_loss)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}: loss in nats per token, step by step</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(WIDTH / 2, 20, title, "middle"),
        *axes.grid(),
        f'<path d="M{LEFT} {guess:.1f}H{WIDTH - RIGHT}" stroke="{GREY}" stroke-dasharray="5 4"/>',
        _text(WIDTH - RIGHT, guess - 5, f"guessing: {uniform_loss:.2f}", "end"),
        axes.line(curve.steps, curve.losses, f'stroke="{BLUE}" stroke-opacity="0.3"'),
        axes.line(curve.steps, running_mean(curve.losses), f'stroke="{BLUE}" stroke-width="2"'),
        *axes.points(curve.held_out_steps, curve.held_out_losses),
        f'<rect x="{LEFT + 10}" y="{HEIGHT - 14}" width="14" height="3" fill="{BLUE}"/>',
        _text(LEFT + 30, HEIGHT - 8, "training text", "start"),
        f'<circle cx="{LEFT + 137}" cy="{HEIGHT - 12}" r="4" fill="{ORANGE}"/>',
        _text(LEFT + 150, HEIGHT - 8, "held-out text", "start"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Axes:
    """Where a step and a loss stand in the picture."""

    def __init__(self, last_step: int, losses: Sequence[float]) -> None:
        positive = [loss for loss in losses if loss > 0 and math.isfinite(loss)]
        self.last_step = last_step
        self.lowest, self.highest = min(positive) / 1.05, max(positive) * 1.05

    def x(self, step: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * step / self.last_step

    def y(self, loss: float) -> float:
        share = math.log(max(loss, self.lowest) / self.lowest) / math.log(self.highest / self.lowest)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    def grid(self) -> list[str]:
        """Lines at round values, with their numbers; and the names of the axes."""
        bottom, parts = HEIGHT - BOTTOM, []
        for loss in _round_losses(self.lowest, self.highest):
            parts.append(f'<path d="M{LEFT} {self.y(loss):.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
            parts.append(_text(LEFT - 6, self.y(loss) + 4, f"{loss:g}", "end"))
        for step in _round_steps(self.last_step):
            parts.append(f'<path d="M{self.x(step):.1f} {TOP}V{bottom}" stroke="#dddddd"/>')
            parts.append(_text(self.x(step), bottom + 16, f"{step:,}", "middle"))
        parts.append(_text(WIDTH - RIGHT, HEIGHT - 8, "step", "end"))
        parts.append(_text(LEFT, TOP - 8, "loss (nats per token)", "start"))
        return parts

    def line(self, steps: Sequence[int], losses: Sequence[float] | np.ndarray, style: str) -> str:
        every = max(1, math.ceil(len(steps) / MOST_POINTS))
        shown = zip(steps[::every], losses[::every], strict=True)
        points = " ".join(f"{self.x(step):.1f},{self.y(loss):.1f}" for step, loss in shown)
        return f'<polyline points="{points}" fill="none" {style}/>'

    def points(self, steps: Sequence[int], losses: Sequence[float]) -> list[str]:
        return [
            f'<circle cx="{self.x(step):.1f}" cy="{self.y(loss):.1f}" r="4" fill="{ORANGE}"/>'
            for step, loss in zip(steps, losses, strict=True)
        ]


def _round_losses(lowest: float, highest: float) -> list[float]:
    """Values of one or two digits between the two, about ten of them at most."""
    power = 10.0 ** math.floor(math.log10(lowest))
    digits = [1, 1.5, 2, 3, 4, 5, 6, 8] if highest / lowest < 20 else [1, 2, 5]
    values = [digit * power * 10**place for place in range(20) for digit in digits]
    return [value for value in values if lowest <= value <= highest]


def _round_steps(last: int) -> list[int]:
    """0 and at most six more: multiples of 1, 2 or 5 times a power of ten."""
    steps = [digit * 10**place for place in range(12) for digit in (1, 2, 5)]
    width = next(step for step in steps if last / step <= 6)
    return list(range(0, last + 1, width))


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#333333">{escape(text)}</text>'


def running_mean(values: list[float], window: int = 50) -> np.ndarray:
    """Of the last `window` values at each place; of fewer at the beginning."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - window, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)
