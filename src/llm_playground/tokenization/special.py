"""Special tokens: marks such as <|endoftext|> that the model knows as one token and that no text should contain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import regex


def cut_at_special(text: str, special_tokens: Mapping[str, int]) -> Iterator[tuple[str, int | None]]:
    """The parts of `text` in order: special tokens with their id, and what lies between them with None.

    Where two special tokens begin at the same place, the longer one counts: with "<|a|>" and "<|a|><|b|>" the text
    "<|a|><|b|>" is one token. (tiktoken takes either, whichever its table lists first.)
    """
    if not special_tokens:
        yield text, None
        return
    end = 0
    for found in _any_of(frozenset(special_tokens)).finditer(text):
        if found.start() > end:
            yield text[end : found.start()], None
        yield found[0], special_tokens[found[0]]
        end = found.end()
    if end < len(text):
        yield text[end:], None


@lru_cache(maxsize=64)
def _any_of(tokens: frozenset[str]) -> regex.Pattern[str]:
    # The first alternative that fits is taken, hence the longest first.
    return regex.compile("|".join(map(regex.escape, sorted(tokens, key=len, reverse=True))))
