"""A chat model that learns to prefer one kind of answer while one watches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.engine.served import must_be_here
from llm_playground.engine.shelf import SHELF
from llm_playground.engine.watched import watched
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_preference import preference_text
from llm_playground.records.preference import PreferenceTraining
from llm_playground.tokenization.paths import folder_to_write

if TYPE_CHECKING:
    from llm_playground.training.direct_preference import PreferenceRun
    from llm_playground.training.requests import PreferenceRequest


class Preferred(PreferenceTraining):
    """A preference training that prints itself; `model` is the copy that was trained, for whatever takes a model."""

    __slots__ = ("model",)
    model: LanguageModel

    def __repr__(self) -> str:
        return preference_text(self)


def watch_preference_training(
    model: str | Path | LanguageModel = "tiny-qwen-chat",
    preference: str = "right_sums",
    prompts: Sequence[str] | None = None,
    steps: int = 60,
    *,
    every: int = 20,
    beta: float = 0.1,
    max_new_tokens: int = 60,
    learning_rate: float = 1e-4,
    seed: int = 0,
    out: str | Path | None = None,
) -> Preferred:
    """Train a copy of a chat model by direct preference optimization (Rafailov et al. 2023), and watch.

        lp.watch_preference_training("tiny-qwen-chat", "short_stories", ["Tell me a story about a fox."])

    Of each pair of answers to one request, which the corpus writes and can judge, the chosen one is made more probable
    than the rejected one, compared with the model before the first step. What the record shows is measured on pairs
    whose requests are never trained on: the loss, the margin, the share of pairs on the right side, the KL divergence
    from the reference, and by how much each of the two answers has become more probable; and at the end, whether the
    greedy answers have changed as they should. They need not have. Its `model` is the trained copy.

    Args:
        model: as for `watch_fine_tuning`; a model that answers, or there is nothing to prefer.
        preference: "right_sums" (the right result over one that is off by 1 to 9) or "short_stories" (of two stories on
            one wish the shorter one).
        prompts: one to five texts, which the model is asked one by one in the chat template.
        steps: updates of the weights, each of them on 8 pairs; at most 2,000.
        every: so many steps are between two looks.
        beta: how dear it is to leave the reference, above 0, up to 10.
        max_new_tokens: of an answer to a prompt, 1 to 200.
        learning_rate: the same in all steps.
        seed: of the pairs; the same one gives the same numbers on the same machine.
        out: a folder for the trained model, which `load` then takes; None: it is not kept.

    Raises:
        UnknownName: no such preference.
        InvalidValue: a value out of range, or a model that cannot be trained here.
        PlaygroundError: as `load`; the loss is no longer a finite number; the folder cannot be written.
    """
    from llm_playground.training.requests import PROMPTS, PreferenceRequest

    asked = PROMPTS if prompts is None else prompts
    request = PreferenceRequest(preference, asked, steps, every, beta, max_new_tokens, learning_rate, seed)
    folder = None if out is None else folder_to_write(out)
    return watched(preference_run(SHELF.get(model), request.checked()), "preference", Preferred, folder)


def preference_request(
    preference: str, prompts: Sequence[str], steps: int, beta: float, seed: int
) -> PreferenceRequest:
    """A preference training as a page asks for it, not checked yet."""
    from llm_playground.training.requests import PreferenceRequest

    return PreferenceRequest(preference, prompts, steps, beta=beta, seed=seed)


def preference_run(model: LanguageModel, request: PreferenceRequest) -> PreferenceRun:
    """A preference training that is about to begin. Raises: as `watch_preference_training`."""
    must_be_here(model)
    from llm_playground.training.direct_preference import PreferenceRun

    return PreferenceRun(model, request)
