"""Several tokenizers on one text, aligned by its characters: what each makes of it, and where they disagree."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from llm_playground.records import Encoding, Record
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.tokenization.spans import Span
from llm_playground.tokenization.text import well_formed


@dataclass(frozen=True, slots=True)
class Statistics(Record):
    """What one tokenizer makes of a text. A ratio is None where it has no denominator, as in the empty text.

    `tokens_per_word` counts words as what stands between white space; a text in Chinese or Thai hardly has any.
    `unknown_rate` is the share of its tokens that are the unknown token. `round_trip` says whether decoding gives back
    exactly the text. `unknown_id` is the id of its unknown token, None where it has none.
    """

    name: str
    vocab_size: int
    unknown_id: int | None
    tokens: int
    tokens_per_word: float | None
    characters_per_token: float | None
    unknown_tokens: int
    unknown_rate: float | None
    round_trip: bool


@dataclass(frozen=True, slots=True)
class Disagreement(Record):
    """A smallest part of the text, from character `start` to before `end`, that the tokenizers cut differently.

    `tokens[i]` is the half-open range of tokens of encoding `i` that cover it. All tokenizers cut at its two ends.
    """

    start: int
    end: int
    tokens: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Record):
    """Encodings of one text, with one `Statistics` each; outside the `disagreements` all cut it alike.

    `text` and `encodings` may be the beginning only (see `beginning`); `characters`, the length of the whole text, the
    statistics and the number of `disagreements` are those of the whole.
    """

    text: str
    characters: int
    encodings: tuple[Encoding, ...]
    statistics: tuple[Statistics, ...]
    disagreements: tuple[Disagreement, ...]
    disagreements_count: int


def compare(text: str, tokenizers: Mapping[str, Tokenizer], *, allow_special: bool = False) -> Comparison:
    """`text` as each of the tokenizers sees it. The time grows with the text's length, not faster."""
    text = well_formed(text)
    encodings = tuple(tokenizer.explain(text, allow_special=allow_special) for tokenizer in tokenizers.values())
    statistics = tuple(
        measure(name, tokenizer, encoding)
        for (name, tokenizer), encoding in zip(tokenizers.items(), encodings, strict=True)
    )
    found = tuple(disagreements(encodings))
    return Comparison(text, len(text), encodings, statistics, found, len(found))


def beginning(comparison: Comparison, characters: int) -> Comparison:
    """The comparison with about the first `characters` of its text only, up to where all tokenizers cut.

    There may be more of them, where no such place comes before: a tokenizer may take a whole text as one token.
    """
    if comparison.characters <= characters:
        return comparison
    spans_of_each = [encoding.spans for encoding in comparison.encodings]
    edges = _common_edges(spans_of_each, comparison.characters)
    end = edges[max(1, bisect_right(edges, characters) - 1)]
    encodings = []
    for encoding, spans in zip(comparison.encodings, spans_of_each, strict=True):
        tokens = bisect_left(spans, end, key=lambda span: span[0])
        encodings.append(
            Encoding(comparison.text[:end], encoding.ids[:tokens], encoding.pieces[:tokens], encoding.spans[:tokens])
        )
    shown = tuple(found for found in comparison.disagreements if found.end <= end)
    return replace(comparison, text=comparison.text[:end], encodings=tuple(encodings), disagreements=shown)


def measure(name: str, tokenizer: Tokenizer, encoding: Encoding) -> Statistics:
    """The statistics of the tokenizer called `name` on the text of `encoding`, which it made."""
    tokens, words = len(encoding.ids), len(encoding.text.split())
    unknown = 0 if tokenizer.unknown_id is None else encoding.ids.count(tokenizer.unknown_id)
    return Statistics(
        name,
        tokenizer.vocab_size,
        tokenizer.unknown_id,
        tokens,
        tokens_per_word=tokens / words if words else None,
        characters_per_token=len(encoding.text) / tokens if tokens else None,
        unknown_tokens=unknown,
        unknown_rate=unknown / tokens if tokens else None,
        round_trip=tokenizer.decode(encoding.ids) == encoding.text,
    )


def disagreements(encodings: Sequence[Encoding]) -> Iterator[Disagreement]:
    """The smallest parts of the text that the encodings cut differently.

    Some tokenizers drop the space before a word that others keep; that alone is not a disagreement:

        " robots" | " sail"    and    "robot" "s" | "sail"    disagree on " robots" only
    """
    if not encodings or not encodings[0].text:
        return
    length = len(encodings[0].text)
    spans_of_each = [encoding.spans for encoding in encodings]
    edges = _common_edges(spans_of_each, length)
    ranges_of_each = [_tokens_between(edges, spans) for spans in spans_of_each]
    for (start, end), ranges in zip(pairwise(edges), zip(*ranges_of_each, strict=True), strict=True):
        if not _agree(encodings, ranges):
            yield Disagreement(start, end, ranges)


def _common_edges(spans_of_each: Sequence[Sequence[Span]], length: int) -> list[int]:
    """The places of the text, its two ends included, that lie inside no token of any tokenizer."""
    inside = bytearray(length + 1)
    for spans in spans_of_each:
        for start, end in spans:
            if end - start > 1:
                inside[start + 1 : end] = b"\x01" * (end - start - 1)
    return [place for place, is_inside in enumerate(inside) if not is_inside]


def _tokens_between(edges: Sequence[int], spans: Sequence[Span]) -> list[Span]:
    """For each part between two edges the range of tokens that begin in it."""
    ranges = []
    token = 0
    for end in edges[1:]:
        first = token
        while token < len(spans) and (spans[token][0] < end or end == edges[-1]):
            token += 1
        ranges.append((first, token))
    return ranges


def _agree(encodings: Sequence[Encoding], ranges: Sequence[Span]) -> bool:
    """Is the part one token for all? Or the same several, as the bytes of an emoji are?"""
    if all(end - first == 1 for first, end in ranges):
        return True
    first, *others = (encoding.pieces[start:end] for encoding, (start, end) in zip(encodings, ranges, strict=True))
    return all(first == other for other in others)
