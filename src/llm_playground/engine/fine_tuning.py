"""A base model that learns to answer while one watches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.engine.served import must_be_here
from llm_playground.engine.shelf import SHELF
from llm_playground.engine.watched import watched
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_fine_tuning import fine_tuning_text
from llm_playground.records.fine_tuning import FineTuning
from llm_playground.tokenization.paths import folder_to_write

if TYPE_CHECKING:
    from llm_playground.training.fine_tuning import FineTuningRun
    from llm_playground.training.requests import FineTuningRequest


class FineTuned(FineTuning):
    """A fine-tuning that prints itself; `model` is the copy that was trained, for whatever takes a model."""

    __slots__ = ("model",)
    model: LanguageModel

    def __repr__(self) -> str:
        return fine_tuning_text(self)


def watch_fine_tuning(
    model: str | Path | LanguageModel = "tiny-qwen",
    prompts: Sequence[str] | None = None,
    steps: int = 200,
    *,
    every: int = 20,
    max_new_tokens: int = 40,
    learning_rate: float = 1e-3,
    seed: int = 0,
    out: str | Path | None = None,
) -> FineTuned:
    """Fine-tune a copy of a model on dialogues over the story world for about a minute, and watch.

        lp.watch_fine_tuning("tiny-qwen", ["What is 3+4?", "What color is snow?"], steps=100)

    Before the first step, after every 20th and after the last one the model answers your prompts, always with the
    likeliest token, and two losses are measured: on answers in conversations that it is never trained on, and on
    stories, which it could write before and now forgets. The loss counts the tokens of the answers alone; the record
    shows which these are in one conversation. Its `model` is the fine-tuned copy, as `load` gives one. In a notebook
    the curves are drawn as the looks come.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model, of at most 20 million weights; its
            tokenizer must have the tokens of ChatML. The model itself stays as it is.
        prompts: one to five texts, which the model is asked one by one in the chat template.
        steps: updates of the weights, each of them on 1,024 tokens of conversations; at most 2,000.
        every: so many steps are between two looks.
        max_new_tokens: of an answer, 1 to 200.
        learning_rate: the highest, after a warm-up in the first twentieth of the steps; half a cosine brings it down to
            a tenth.
        seed: of the order of the rows; the same one gives the same numbers on the same machine.
        out: a folder for the fine-tuned model, which `load` then takes; None: it is not kept.

    Raises:
        InvalidValue: a value out of range, or a model that cannot be trained here.
        PlaygroundError: as `load`; the loss is no longer a finite number; the folder cannot be written.
    """
    from llm_playground.training.requests import PROMPTS, FineTuningRequest

    asked = PROMPTS if prompts is None else prompts
    request = FineTuningRequest(asked, steps, every, max_new_tokens, learning_rate, seed)
    folder = None if out is None else folder_to_write(out)
    return watched(fine_tuning_run(SHELF.get(model), request.checked()), "fine_tuning", FineTuned, folder)


def fine_tuning_request(prompts: Sequence[str], steps: int, seed: int) -> FineTuningRequest:
    """A fine-tuning as a page asks for it, not checked yet."""
    from llm_playground.training.requests import FineTuningRequest

    return FineTuningRequest(prompts, steps, seed=seed)


def fine_tuning_run(model: LanguageModel, request: FineTuningRequest) -> FineTuningRun:
    """A fine-tuning that is about to begin. Raises: as `watch_fine_tuning`."""
    must_be_here(model)
    from llm_playground.training.fine_tuning import FineTuningRun

    return FineTuningRun(model, request)
