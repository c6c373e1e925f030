"""The straight line through the weights of a model and of what it was trained into, and a little beyond."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from llm_playground.engine.changed.behaviour import MOST_NEW, ask_twins
from llm_playground.engine.changed.twins import twins
from llm_playground.errors import InvalidValue, shown, whole_number
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_changed import weight_path_text
from llm_playground.records.changed import PathPoint, WeightPath
from llm_playground.transformer.computed import between

STEPS = (-0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
FURTHEST = 4.0  # far beyond where a model still writes words
MOST_STEPS = 41
ALLOWED = f"a list of up to {MOST_STEPS} numbers from {-FURTHEST:g} to {FURTHEST:g}, where 0 is the base and 1 is tuned"


class Walked(WeightPath):
    """A path that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return weight_path_text(self)


def weight_path(
    model: str | Path | LanguageModel,
    tuned: str | Path | LanguageModel,
    prompt: PromptInput,
    t: Sequence[float] = STEPS,
    max_new_tokens: int = 24,
) -> Walked:
    """What the models say whose weights are base + t (tuned - base): from the one to the other, before and beyond.

    Two models that share a long part of their training are mostly joined by such a line, along which no model is much
    worse than its ends (linear mode connectivity: Frankle et al. 2020, Linear Mode Connectivity and the Lottery Ticket
    Hypothesis); so a part of a fine-tuning, or more than all of it, can be added to a model, and taken away (task
    arithmetic: Ilharco et al. 2022, Editing Models with Task Arithmetic). At t below 0 the training is undone further
    than it went.

    Every model answers the prompt greedily. How far it is from both ends is measured along one text, the answer of
    `tuned`: KL(base || it) and KL(tuned || it), the mean over its tokens.

    Args:
        model, tuned: as for `weight_change`; of at most a billion weights.
        prompt: a text, which every model reads as `tuned` does, in its chat template if it has one; token ids, which
            are taken as they are; or messages.
        t: where to look, from -4 to 4.
        max_new_tokens: of each answer, from 1 to 100.

    Raises:
        InvalidValue: the two are not built alike or are too large, or a number is out of range.
        PlaygroundError: as `generate`.
    """
    steps, most = _steps(t), whole_number("max_new_tokens", max_new_tokens, 1, MOST_NEW)
    pair = twins(model, tuned)
    pair.must_be_small()
    asked = ask_twins(pair, prompt, most)
    points = tuple(PathPoint(at, asked.behaviour(between(pair.before, pair.after, at))) for at in steps)
    return Walked(pair.base.name, pair.tuned.name, asked.prompt, asked.answer, points)


def _steps(t: object) -> tuple[float, ...]:
    """Raises: InvalidValue."""
    steps = list(t) if isinstance(t, Sequence) and not isinstance(t, str | bytes) else []
    numbers = [each for each in steps if isinstance(each, int | float) and not isinstance(each, bool)]
    within = all(math.isfinite(each) and abs(each) <= FURTHEST for each in numbers)
    if not within or len(numbers) < len(steps) or not 1 <= len(steps) <= MOST_STEPS:
        raise InvalidValue(f"t is {shown(t)}; it must be {ALLOWED}.", field="t", subject="t")
    return tuple(sorted({float(each) for each in numbers}))
