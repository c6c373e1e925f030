"""A text longer than the context, read in windows that overlap, so that each of its tokens is predicted once.

This is the way of the guide to perplexity in the documentation of `transformers`: a window holds `context_length`
tokens, the next one begins `stride` tokens further on, and each counts only those of its tokens that no window before
it has counted. Except at the beginning of the text, a token is so predicted from at least `context_length` - `stride`
tokens before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llm_playground.decoding.warpers import Logits
from llm_playground.models.seam import LanguageModel


class Window(NamedTuple):
    """Tokens `begin` to before `end` of a text, of which those from `first` on are counted."""

    begin: int
    end: int
    first: int


def windows_over(n_token: int, first: int, length: int, stride: int) -> Iterator[Window]:
    """The windows of `length` tokens, `stride` < `length` apart, that count the tokens from `first` >= 1 on.

    `windows_over(10, 1, 6, 3)` reads tokens 0 to 5 and counts 1 to 5; reads 3 to 8 and counts 6 to 8; reads 6 to 9 and
    counts 9.
    """
    for begin in range(0, n_token, stride):
        end = min(begin + length, n_token)
        if end > first:
            yield Window(begin, end, first)
            first = end
        if end == n_token:
            return


def rows_of(model: LanguageModel, ids: Sequence[int], window: Window) -> Iterator[Logits]:
    """The logits (V,) that predict each token which the window counts, from those before it in the window."""
    # Token i is predicted by the logits after token i - 1. The last token is not read: nothing comes after it.
    return model.logits_along(ids[window.begin : window.end - 1], window.first - 1 - window.begin)
