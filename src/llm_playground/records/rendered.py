"""A prompt as a model reads it: whose words stand where in it, and which of its tokens are special ones."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Encoding, Record


@dataclass(frozen=True, slots=True)
class PromptPart(Record):
    """The words of one message: characters `start` to `end` (half-open) of the prompt's text. `role` is whose they are:
    "system", "user" or "assistant". Between the parts stands what the chat template wrote.
    """

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RenderedPrompt(Record):
    """Exactly what a model is to continue.

    `template` is the model with whose chat template it was written; None: with none. `parts` are the words of the
    messages, in the order of the text; None where the template rewrites them, so that they cannot be told from its own.
    `special` are the indices of the tokens of `prompt` that are special tokens of the model, rather than such text.
    """

    model: str
    template: str | None
    prompt: Encoding
    parts: tuple[PromptPart, ...] | None
    special: tuple[int, ...]
