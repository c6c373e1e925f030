"""A given text, read along by a model: what stands before it, its tokens, and the logits that predict each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from llm_playground.decoding.warpers import Logits
from llm_playground.engine.scoring_windows import Window, rows_of, windows_over
from llm_playground.errors import InvalidValue, shown, whole
from llm_playground.models.prompting import (
    PromptInput,
    beginning_of,
    check_readable,
    encoding_of,
    encoding_of_ids,
    make_prompt,
)
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.tokenization.text import well_formed


@dataclass(frozen=True, slots=True)
class Along:
    """A model on its way along `text`, which it reads behind `before`, in `windows` that move by `stride` tokens."""

    model: LanguageModel
    before: Encoding | None
    text: Encoding
    windows: tuple[Window, ...]
    stride: int

    @property
    def unscored(self) -> int:
        """How many tokens of the text nothing predicts: 1 where nothing stands before the first, or 0."""
        return self.windows[0].first - self._start

    def rows(self) -> Iterator[tuple[int, int, Logits]]:
        """Each token of the text that is predicted: its index, the number of tokens read before it, and the logits (V,)
        that predict it."""
        ids = (*(self.before.ids if self.before else ()), *self.text.ids)
        for window in self.windows:
            for at, logits in enumerate(rows_of(self.model, ids, window), window.first):
                yield at - self._start, at - window.begin, logits

    @property
    def _start(self) -> int:
        return len(self.before.ids) if self.before else 0


def read_along(
    model: LanguageModel,
    before: Encoding | None,
    text: Encoding,
    stride: int | None = None,
    length: int | None = None,
) -> Along:
    """How a model reads a text behind `before`; a text longer than `length` (None: the context) in windows.

    Raises:
        InvalidValue: no token of the text is predicted.
    """
    start, length = len(before.ids) if before else 0, length or model.context_length
    stride = stride or max(1, length // 2)
    windows = tuple(windows_over(start + len(text.ids), max(1, start), length, stride))
    if not windows:
        raise InvalidValue(
            f"The text is a single token, and {model.name} has no token to begin with, so nothing stands "
            "before it that could predict it: give more text, or a prompt.",
            field="text",
        )
    return Along(model, before, text, windows, stride)


def read_before(model: LanguageModel, prompt: PromptInput | None) -> Encoding | None:
    """What the model reads before a text: a prompt, as for `generate`, or the token that begins a text, if it has one.

    Raises: as `make_prompt`.
    """
    if prompt is not None:
        return make_prompt(model, prompt)
    beginning = beginning_of(model)
    return encoding_of(model, "", beginning) if beginning else None


def read_text(model: LanguageModel, text: object, before: Encoding | None) -> Encoding:
    """A text as tokens of the model, or its ids, which are taken as they are.

    Raises:
        InvalidValue: neither, or nothing, or a token that the model cannot read.
    """
    if isinstance(text, str):
        encoding = model.tokenizer.explain(well_formed(text))
    else:
        ids, beginning = _ids(text), before.ids if before and not before.text else ()
        # The ids of a whole text, as a model reads it, hold its beginning already.
        encoding = encoding_of_ids(model, ids[len(beginning) :] if ids[: len(beginning)] == beginning else ids)
    if not encoding.ids:
        raise InvalidValue("The text has no tokens, so there is nothing to score: give some text.", field="text")
    check_readable(model, encoding, "text")
    return encoding


def _ids(text: object) -> tuple[int, ...]:
    ids = tuple(map(whole, text)) if isinstance(text, Sequence) and not isinstance(text, bytes) else (None,)
    if any(id is None or id < 0 for id in ids):
        raise InvalidValue(
            f"The text is {shown(text)}; it must be a text or a list of token ids (whole numbers from 0). What the "
            "model reads before it, such as messages, is the prompt.",
            field="text",
        )
    return ids  # type: ignore[return-value]
