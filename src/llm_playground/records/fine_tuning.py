"""Fine-tuning as it happens: what the model answers, what it pays for answers, and what it forgets meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class TrainingStep(Record):
    """A step of a training is done: the `step`-th of `steps`. `loss` is that of its own rows before the update, in nats
    a token."""

    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True)
class TrainedConversation(Record):
    """A conversation as the loss reads it: its tokens, and for each of them whether predicting it `counts`."""

    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    counts: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class FineTuningStart(Record):
    """What is about to be trained, and how it is measured.

    Each step learns from `tokens_per_step` tokens of conversations. The losses are measured on `answer_tokens` tokens
    of answers in conversations that are never trained on, and on `story_tokens` tokens of stories, after each number of
    steps in `looks`.
    """

    model: str
    prompts: tuple[str, ...]
    steps: int
    learning_rate: float
    seed: int
    tokens_per_step: int
    answer_tokens: int
    story_tokens: int
    looks: tuple[int, ...]
    example: TrainedConversation


@dataclass(frozen=True, slots=True)
class FineTuningPoint(Record):
    """The model after `step` steps: its greedy answer to each prompt, and both losses in nats a token."""

    step: int
    answers: tuple[str, ...]
    answer_loss: float
    story_loss: float


@dataclass(frozen=True, slots=True)
class FineTuning(Record):
    """A fine-tuning from its `start`; the first of the `points` is the model before the first step."""

    start: FineTuningStart
    points: tuple[FineTuningPoint, ...]
