"""Unigram: every way to cut a text has a probability, and the most likely one is taken.

Each piece has a log probability, and a segmentation has their sum. Viterbi's algorithm finds the best one from left to
right: the best way to reach a place is the best way to reach some earlier place, and one piece from there. The same
walk finds the n best, or draws one at random, which training uses to show a model many spellings of one text.

    Kudo 2018, "Subword Regularization", https://arxiv.org/abs/1804.10959; as sentencepiece, a space is written U+2581,
    and one is put before the text.
"""

from __future__ import annotations

import heapq
import json
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import regex

from llm_playground.errors import InvalidValue, panics_as, reason, true_or_false, whole_number
from llm_playground.records import Encoding, Record
from llm_playground.tokenization.ids import LARGEST_VOCABULARY, checked_id, each_id
from llm_playground.tokenization.normalization import Normalized, normalize, without_case_and_accents
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.special import encode_around_special, explain_around_special
from llm_playground.tokenization.text import each_text, well_formed

SPACE = "\u2581"
UNKNOWN = "<unk>"

# How much less likely than the least likely piece a character is that no piece has: as in sentencepiece.
UNKNOWN_PENALTY = 10.0

# A word with the spaces before it. In most vocabularies spaces only begin pieces, so cutting a text here first changes
# nothing, and each distinct word is solved once.
_WORD = regex.compile(rf"{SPACE}+[^{SPACE}]*|[^{SPACE}]+")


@dataclass(frozen=True, slots=True)
class Segmentation(Record):
    """One way to cut a text, with the natural logarithm of its probability (of all ways together it need not be 1)."""

    encoding: Encoding
    logprob: float


class _Edge(NamedTuple):
    """A piece that could stand at `text[start:end]`."""

    id: int
    start: int
    end: int
    logprob: float


class _Way(NamedTuple):
    """How a place of the text can be reached: by some way to an earlier place, and one piece from there."""

    logprob: float
    before: _Way | None = None
    edge: _Edge | None = None

    def edges(self) -> tuple[_Edge, ...]:
        # Each way knows only the step before it, so that thousands of ways can share their beginnings.
        edges = []
        way: _Way | None = self
        while way is not None and way.edge is not None:
            edges.append(way.edge)
            way = way.before
        return tuple(reversed(edges))


class UnigramTokenizer:
    """The most likely segmentation under given log probabilities.

    Args:
        pieces: each piece with its log probability (at most 0); the place of each is its id. "<unk>" must be among
            them; its own number is not used.
        special_tokens: the pieces that stand for no text, such as "</s>". "<unk>" always is one.
        lower_case: lower-case the text and strip its accents first, as ALBERT does.
    """

    kind: ClassVar[str] = "unigram"
    is_lossless: ClassVar[bool] = False

    def __init__(
        self, pieces: Sequence[tuple[str, float]], *, special_tokens: Sequence[str] = (), lower_case: bool = False
    ) -> None:
        self.pieces = tuple((piece, float(logprob)) for piece, logprob in pieces)
        self.lower_case = lower_case
        ids = {piece: id for id, (piece, _) in enumerate(self.pieces)}
        missing = {UNKNOWN, *special_tokens} - ids.keys()
        if missing:
            raise InvalidValue(f"A Unigram vocabulary needs the pieces {', '.join(sorted(missing))}; it has none.")
        if len(ids) < len(self.pieces):
            raise InvalidValue("A Unigram vocabulary holds each piece once; this one repeats some.")
        self.special_tokens = {piece: id for piece, id in ids.items() if piece in {UNKNOWN, *special_tokens}}
        # Without the special tokens: what is typed must never become one.
        self._logprobs = {
            piece: (id, self.pieces[id][1]) for piece, id in ids.items() if piece not in self.special_tokens
        }
        # Every beginning of a piece, so that a search can stop at the first letter with which no piece goes on: a trie
        # in all but name, and a set of strings is quicker in Python.
        self._beginnings = {piece[:end] for piece in self._logprobs for end in range(1, len(piece) + 1)}
        # Worse than every piece, so that "unknown" is only ever the answer where there is no other.
        self._unknown_logprob = min((p for _, p in self._logprobs.values()), default=0.0) - UNKNOWN_PENALTY

    @classmethod
    @panics_as(InvalidValue, "The tokenizers library breaks off at these texts ({}).")
    def train(cls, texts: str | Iterable[str], vocab_size: int, *, lower_case: bool = False) -> UnigramTokenizer:
        """At most `vocab_size` pieces with their log probabilities, found by the trainer of the `tokenizers` library.

        It begins with many frequent substrings and drops, again and again, the ones that the likelihood of the text
        misses least. A short text gives a smaller vocabulary.

        Raises:
            InvalidValue: `vocab_size` has no room for the characters of the texts, or `texts` are not texts.
        """
        import tokenizers

        vocab_size = whole_number("vocab_size", vocab_size, 1, LARGEST_VOCABULARY)
        # Rewritten here and not by the library: encoding must rewrite in exactly the same way, and keep the spans.
        rewritten = _uncased if lower_case else _untouched
        backend = tokenizers.Tokenizer(tokenizers.models.Unigram())
        backend.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
        trainer = tokenizers.trainers.UnigramTrainer(
            vocab_size=vocab_size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, show_progress=False
        )
        try:
            backend.train_from_iterator((rewritten(text).text for text in each_text(texts)), trainer)
        except InvalidValue:  # one of the texts
            raise
        except Exception as error:  # the library has no other for a vocabulary without room
            raise InvalidValue(
                f"No Unigram vocabulary of {vocab_size:,} pieces can be trained here: {reason(error)}."
            ) from error
        # The library puts special tokens first; the rest is sorted, so that low ids are frequent pieces.
        unknown, *pieces = json.loads(backend.to_str())["model"]["vocab"]
        pieces.sort(key=lambda piece: (-piece[1], piece[0]))  # the library leaves equally likely ones in any order
        return cls([unknown, *pieces], lower_case=lower_case)

    @property
    def vocab_size(self) -> int:
        """How many pieces there are, special tokens included."""
        return len(self.pieces)

    @property
    def unknown_id(self) -> int:
        """The token for characters that no piece holds; several in a row become one token."""
        return self.special_tokens[UNKNOWN]

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """As the protocol says; which special tokens belong around a text is not known here, so none are added."""
        true_or_false("add_special_tokens", add_special_tokens)
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        return encode_around_special(well_formed(text), specials, lambda part: self._explain(part).ids)

    def decode(self, ids: Sequence[int]) -> str:
        """The pieces joined, without the space that was put before the text."""
        return b"".join(map(self.piece, each_id(ids))).decode().removeprefix(" ")

    def piece(self, id: int) -> bytes:
        """The text of the piece, its U+2581 as spaces."""
        return self._bytes[checked_id(id, self.vocab_size)]

    @cached_property
    def _bytes(self) -> list[bytes]:
        return [piece.replace(SPACE, " ").encode() for piece, _ in self.pieces]

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """The most likely segmentation. The space put before the text is in the first piece and in no span."""
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        return explain_around_special(well_formed(text), specials, self._explain, self.piece)

    def n_best(self, text: str, n: int) -> list[Segmentation]:
        """The `n` most likely segmentations, best first; fewer if the text has fewer."""
        n = whole_number("n", n, 1)
        text = well_formed(text)
        normalized = self._normalize(text)
        return [
            Segmentation(self._encoding(text, normalized, way.edges()), way.logprob)
            for way in self._best_ways(normalized.text, n)
        ]

    def sample(self, text: str, *, alpha: float = 1.0, seed: int = 0) -> Segmentation:
        """One segmentation, drawn with a probability that grows with `exp(alpha * logprob)`.

        Args:
            alpha: 0 draws all ways alike, 1 as likely as the model holds them, a large one nearly always the best.
            seed: the same seed draws the same segmentation.
        """
        if not isinstance(alpha, int | float) or not (math.isfinite(alpha) and alpha >= 0):
            raise InvalidValue(f"alpha is {alpha!r}; it must be a number of at least 0.")
        seed = whole_number("seed", seed, 0)
        text = well_formed(text)
        normalized = self._normalize(text)
        edges_by_end = self._edges_by_end(normalized.text)
        # Forward: how much all ways to each place weigh together. Backward: from the end, draw the last piece in
        # proportion to what the ways through it weigh, then the piece before it. So whole segmentations are drawn, each
        # as often as it should be, without listing them: their number grows exponentially with the text.
        mass = [0.0]  # the logarithm of the weights of all ways to reach each place, summed
        for arriving in edges_by_end:
            mass.append(_log_sum([mass[edge.start] + alpha * edge.logprob for edge in arriving]))
        draws = random.Random(seed)  # noqa: S311  (no secret: it must be the same draw again)
        path: list[_Edge] = []
        end = len(normalized.text)
        while end:
            arriving = edges_by_end[end - 1]
            # Divided by the mass of all that arrives here, or exp would be 0 for all of them in a long text.
            weights = [math.exp(mass[edge.start] + alpha * edge.logprob - mass[end]) for edge in arriving]
            (edge,) = draws.choices(arriving, weights)
            path.append(edge)
            end = edge.start
        path.reverse()
        return Segmentation(self._encoding(text, normalized, path), sum(edge.logprob for edge in path))

    def _normalize(self, text: str) -> Normalized:
        written, starts, ends = _uncased(text) if self.lower_case else _untouched(text)
        if not written:
            return Normalized("", [], [])
        # The space before the text stands for no character of it.
        return Normalized(SPACE + written.replace(" ", SPACE), [0, *starts], [0, *ends])

    def _explain(self, text: str) -> Encoding:
        normalized = self._normalize(text)
        known: dict[str, tuple[_Edge, ...]] = {}  # texts repeat their words
        path: list[_Edge] = []
        for start, word in self._words(normalized.text):
            if word not in known:
                known[word] = self._best_ways(word, 1)[0].edges()
            path += (_Edge(id, start + a, start + b, logprob) for id, a, b, logprob in known[word])
        return self._encoding(text, normalized, path)

    def _words(self, text: str) -> Iterator[tuple[int, str]]:
        """The parts that no piece can cross, with where they begin: words, in all usual vocabularies."""
        if self._has_pieces_of_several_words:
            yield 0, text
        else:
            yield from ((word.start(), word[0]) for word in _WORD.finditer(text))

    @cached_property
    def _has_pieces_of_several_words(self) -> bool:
        return any(SPACE in piece.lstrip(SPACE) for piece in self._logprobs)

    def _best_ways(self, text: str, n: int) -> list[_Way]:
        """Viterbi's algorithm, keeping the `n` best ways to each place: best first, then by the longer last piece."""
        # A best way to a place is a best way to an earlier place and one piece more. So it is enough to remember the
        # best ones for each place, although the ways of cutting the whole text double with every letter.
        ways = [[_Way(0.0)]]
        for arriving in self._edges_by_end(text):
            reached = (
                _Way(before.logprob + edge.logprob, before, edge) for edge in arriving for before in ways[edge.start]
            )
            # `nlargest` keeps the order of equals, so of two ways equally likely the one with the longer last piece is
            # first: the same text always has the same tokens.
            ways.append(heapq.nlargest(n, reached, key=lambda way: way.logprob))
        return ways[-1]

    def _edges_by_end(self, text: str) -> list[list[_Edge]]:
        """For each place of the text after its beginning, the pieces that end there, the longest first."""
        by_end: list[list[_Edge]] = [[] for _ in text]
        # The loop goes by where pieces start, so each list of pieces that end somewhere begins with the longest.
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1):
                part = text[start:end]
                # The longest piece bounds this loop, not the text: that keeps the whole search linear.
                if part not in self._beginnings:
                    break
                if found := self._logprobs.get(part):
                    by_end[end - 1].append(_Edge(found[0], start, end, found[1]))
            # There must be a way past every character, so one without a piece of its own can be unknown.
            if text[start] not in self._logprobs:
                by_end[start].append(_Edge(self.unknown_id, start, start + 1, self._unknown_logprob))
        return by_end

    def _encoding(self, text: str, normalized: Normalized, path: Sequence[_Edge]) -> Encoding:
        """Unknown characters that follow each other become one token, as in sentencepiece."""
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        for edge in path:
            start, end = normalized.span(edge.start, edge.end)
            # A model that sees one <unk> instead of five for a word in a script that it does not know loses nothing.
            if edge.id == self.unknown_id and ids[-1:] == [edge.id]:
                spans[-1] = spans[-1][0], end
            else:
                ids.append(edge.id)
                spans.append((start, end))
        return Encoding(text, tuple(ids), tuple(self._bytes[id] for id in ids), tuple(spans))

    def save(self, folder: str | Path) -> None:
        """Write the pieces with their log probabilities into `folder`, in the JSON file of `saving.py`."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """The pieces in the order of their ids, and which of them are special."""
        special = [token for token in self.special_tokens if token != UNKNOWN]
        return {"pieces": self.pieces, "special_tokens": special, "lower_case": self.lower_case}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> UnigramTokenizer:
        """The tokenizer that `to_dict` wrote."""
        pieces = [(piece, logprob) for piece, logprob in data["pieces"]]
        return cls(pieces, special_tokens=data["special_tokens"], lower_case=data["lower_case"])


def _uncased(text: str) -> Normalized:
    return normalize(text, without_case_and_accents)


def _untouched(text: str) -> Normalized:
    return Normalized(text, range(len(text)), range(1, len(text) + 1))


def _log_sum(logs: Sequence[float]) -> float:
    """log(sum(exp(logs))), with no overflow on the way."""
    largest = max(logs)  # taken out of the sum: exp(0) is 1, and what is too small to matter may become 0
    return largest + math.log(sum(math.exp(log - largest) for log in logs))
