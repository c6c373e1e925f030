"""Special tokens: marks such as <|endoftext|> that the model knows as one token and that no text should contain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from llm_playground.records import Encoding
from llm_playground.tokenization.spans import tiling


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


def encode_around_special(
    text: str, special_tokens: Mapping[str, int], encode: Callable[[str], Sequence[int]]
) -> list[int]:
    """The ids of `text`: one for each special token in it, and what `encode` gives for the text between them."""
    ids: list[int] = []
    for part, id in cut_at_special(text, special_tokens):
        ids += encode(part) if id is None else (id,)
    return ids


def explain_around_special(
    text: str, special_tokens: Mapping[str, int], explain: Callable[[str], Encoding], piece: Callable[[int], bytes]
) -> Encoding:
    """As `encode_around_special`, with the bytes and the characters of each token; the spans tile the text."""
    if not special_tokens:
        encoding = explain(text)
        return Encoding(text, encoding.ids, encoding.pieces, tiling(encoding.spans, text))
    ids: list[int] = []
    pieces: list[bytes] = []
    spans: list[tuple[int, int]] = []
    begun = 0
    for part, id in cut_at_special(text, special_tokens):
        encoding = explain(part) if id is None else Encoding(part, (id,), (piece(id),), ((0, len(part)),))
        ids += encoding.ids
        pieces += encoding.pieces
        spans += ((begun + start, begun + end) for start, end in encoding.spans)
        begun += len(part)
    # Only now: a part may hold nothing but dropped characters, which go to the special token after it.
    return Encoding(text, tuple(ids), tuple(pieces), tiling(spans, text))


@lru_cache(maxsize=64)
def _any_of(tokens: frozenset[str]) -> regex.Pattern[str]:
    # The first alternative that fits is taken, hence the longest first.
    return regex.compile("|".join(map(regex.escape, sorted(tokens, key=len, reverse=True))))
