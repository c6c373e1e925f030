"""The BPE tokenizer: any text to ids, exactly, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar, Self

from llm_playground.errors import InvalidValue, shown, true_or_false, whole_number
from llm_playground.records import Encoding
from llm_playground.tokenization.bpe.encoding import merge_word
from llm_playground.tokenization.bpe.records import Merge, MergeLog, Pair
from llm_playground.tokenization.bpe.training import BYTES, count_words, train_merges
from llm_playground.tokenization.ids import LARGEST_VOCABULARY, checked_id, each_id, is_far_beyond
from llm_playground.tokenization.patterns import cutter
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.spans import spans_of_pieces
from llm_playground.tokenization.special import encode_around_special
from llm_playground.tokenization.text import well_formed

CACHED_WORDS = 200_000
MOST_BYTES = 2**25  # of all tokens together; the largest vocabularies have a tenth


class BPETokenizer:
    """Byte-level BPE, as in GPT-2, GPT-4, Llama 3 and Qwen.

    Args:
        merges: in the order of their ranks. Each joins bytes or results of merges before it.
        pattern: "gpt2", "cl100k", "none", or a regular expression that matches one word.
        special_tokens: with their ids.
        byte_ids: 256 ids; `byte_ids[b]` is the token of byte b. By default the order of GPT-2's vocabulary.
        asked: how many merges training was to make, where it may have made fewer.

    Raises:
        InvalidValue: two tokens have one id, two merges one pair, a merge joins what is not there yet, or `pattern` is
            no pattern.
    """

    kind: ClassVar[str] = "bpe"
    is_lossless: ClassVar[bool] = True
    unknown_id: ClassVar[None] = None  # any text is made of bytes

    def __init__(
        self,
        merges: Iterable[Merge],
        *,
        pattern: str = "gpt2",
        special_tokens: Mapping[str, int] | None = None,
        byte_ids: Sequence[int] | None = None,
        asked: int | None = None,
    ) -> None:
        merges = tuple(merges)
        self.log = MergeLog(merges, len(merges) if asked is None else asked)
        self.pattern = pattern
        self.byte_ids = tuple(byte_ids) if byte_ids is not None else tuple(map(BYTES.index, range(256)))
        self.ranks: dict[Pair, int] = {merge.pair: rank for rank, merge in enumerate(merges)}
        if len(self.ranks) < len(merges):
            raise InvalidValue(f"Of {len(merges)} merges only {len(self.ranks)} differ; each pair can be merged once.")
        self._special = dict(special_tokens or {})
        self._pieces = _pieces(self.byte_ids, merges, self._special)
        self._words = _Words(self)
        self._cut = cutter(pattern)

    @classmethod
    def train(
        cls,
        texts: str | Iterable[str],
        vocab_size: int,
        *,
        pattern: str = "gpt2",
        special_tokens: Sequence[str] = (),
        tie_rule: str = "lowest_ids",
    ) -> Self:
        """Learn merges from `texts` until there are `vocab_size` tokens: 256 bytes, the merges, the special tokens.

        It stops early when every word is one token; `log.summary` says so. To follow or to cancel the work, go through
        `training.train_merges` yourself. For `tie_rule` see there.

        Raises:
            InvalidValue: `vocab_size` has no room for the bytes and special tokens; or no such pattern or rule.
        """
        cutter(pattern)
        wanted = n_merges(vocab_size, special_tokens)
        merges = list(train_merges(count_words(texts, pattern, special_tokens), wanted, tie_rule))
        return cls.from_training(merges, asked=wanted, pattern=pattern, special_tokens=special_tokens)

    @classmethod
    def from_training(
        cls, merges: Sequence[Merge], *, asked: int, pattern: str = "gpt2", special_tokens: Sequence[str] = ()
    ) -> Self:
        """The tokenizer of merges that `train_merges` has made so far; special tokens get the ids after them."""
        special = {token: 256 + len(merges) + i for i, token in enumerate(special_tokens)}
        return cls(merges, pattern=pattern, special_tokens=special, asked=asked)

    def with_merges(self, count: int) -> Self:
        """This tokenizer as it was after its first `count` merges, all ids unchanged.

        Raises:
            InvalidValue: there are not so many.
        """
        merges = self.log.merges
        count = whole_number("count", count, 0, len(merges))
        return type(self)(
            merges[:count], pattern=self.pattern, special_tokens=self._special, byte_ids=self.byte_ids, asked=count
        )

    @property
    def vocab_size(self) -> int:
        """One more than the highest id."""
        return len(self._pieces)

    @property
    def special_tokens(self) -> dict[str, int]:
        """As given when it was made; training gives them the ids after the merges."""
        return dict(self._special)

    @property
    def merges(self) -> tuple[Merge, ...]:
        """All merges, in the order of their ranks."""
        return self.log.merges

    @cached_property
    def ids(self) -> dict[bytes, int]:
        """The id of each token but the special ones."""
        special = set(self._special.values())
        return {piece: id for id, piece in enumerate(self._pieces) if piece is not None and id not in special}

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """As the protocol says; nothing is put around a text, so `add_special_tokens` adds nothing."""
        true_or_false("add_special_tokens", add_special_tokens)
        specials = self._special if true_or_false("allow_special", allow_special) else {}
        return encode_around_special(well_formed(text), specials, self._encode)

    def _encode(self, text: str) -> list[int]:
        # Every step of this line runs in C; a word that has been seen before costs a look-up.
        return list(chain.from_iterable(map(self._words.__getitem__, self._cut(text))))

    def encode_word(self, word: bytes) -> list[int]:
        """The ids of `word`, merged without regard to the pattern."""
        return merge_word([self.byte_ids[byte] for byte in word], self.merges, self.ranks)

    def decode(self, ids: Sequence[int]) -> str:
        """The bytes of the tokens as UTF-8; what is not UTF-8 becomes U+FFFD."""
        return b"".join(map(self.piece, each_id(ids))).decode(errors="replace")

    def piece(self, id: int) -> bytes:
        """The bytes of the token; none where the vocabulary leaves the id out."""
        return self._pieces[checked_id(id, self.vocab_size)] or b""  # a hole in the vocabulary adds nothing

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; the spans follow from the pieces, which join to the text."""
        text = well_formed(text)
        ids = self.encode(text, allow_special=allow_special)
        pieces = tuple(self._pieces[id] or b"" for id in ids)
        return Encoding(text, tuple(ids), pieces, spans_of_pieces(pieces))

    def save(self, folder: str | Path) -> None:
        """Write pattern, special tokens and merges into `folder`, in the JSON file of `saving.py`."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """Each merge as its left id, its right id, its new id and its count."""
        return {
            "pattern": self.pattern,
            "special_tokens": self._special,
            "byte_ids": self.byte_ids,
            "merges": [(*merge.pair, merge.new_id, merge.count) for merge in self.merges],
            "asked": self.log.asked,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The tokenizer that `to_dict` wrote."""
        return cls(
            (Merge((left, right), new_id, count) for left, right, new_id, count in data["merges"]),
            pattern=data["pattern"],
            special_tokens=data["special_tokens"],
            byte_ids=data["byte_ids"],
            asked=data["asked"],
        )


def n_merges(vocab_size: int, special_tokens: Sequence[str] = ()) -> int:
    """How many merges a vocabulary of `vocab_size` has room for.

    Raises:
        InvalidValue: it is not a whole number, or has not even room for the bytes and the special tokens; or a special
            token is empty or there twice.
    """
    if "" in special_tokens or len(set(special_tokens)) < len(special_tokens):
        raise InvalidValue(f"Special tokens are texts, each another; given were {list(special_tokens)}.")
    fixed = 256 + len(special_tokens)
    why = f": 256 bytes and {len(special_tokens)} special tokens need {fixed}"
    return whole_number("vocab_size", vocab_size, fixed, LARGEST_VOCABULARY, why) - fixed


class _Words(dict[str, tuple[int, ...]]):
    """The ids of each word seen so far. Texts repeat their words, so most of them are encoded once only."""

    def __init__(self, tokenizer: BPETokenizer) -> None:
        self._tokenizer = tokenizer

    def __missing__(self, word: str) -> tuple[int, ...]:
        ids = tuple(self._tokenizer.encode_word(word.encode()))
        if len(self) >= CACHED_WORDS:
            self.clear()
        if len(word) < 100:
            self[word] = ids
        return ids


def _pieces(byte_ids: Sequence[int], merges: Sequence[Merge], special: Mapping[str, int]) -> list[bytes | None]:
    """The bytes of each id, None for an id without a token."""
    if len(byte_ids) != 256:
        raise InvalidValue(f"byte_ids has {len(byte_ids)} entries; there are 256 bytes.")
    pieces: dict[int, bytes] = {}
    total = 0

    def add(id: int, piece: bytes) -> None:
        nonlocal total
        if id in pieces:
            raise InvalidValue(f"Id {id} stands for two tokens, {shown(pieces[id])} and {shown(piece)}.")
        pieces[checked_id(id, LARGEST_VOCABULARY)] = piece
        total += len(piece)
        if total > MOST_BYTES:  # tokens that are joined with themselves again and again double each time
            raise InvalidValue(f"Its tokens have more than {MOST_BYTES:,} bytes in all; a vocabulary has far fewer.")

    for byte, id in enumerate(byte_ids):
        add(id, bytes([byte]))
    for rank, merge in enumerate(merges):
        left, right = merge.pair
        if left not in pieces or right not in pieces:
            raise InvalidValue(
                f"Merge {rank} joins {left} and {right}, of which one is neither a byte nor made by a merge before it."
            )
        add(merge.new_id, pieces[left] + pieces[right])
    for token, id in special.items():
        add(id, token.encode())
    if is_far_beyond(max(pieces), len(pieces)):
        raise InvalidValue(f"The highest id is {max(pieces):,}, although there are only {len(pieces):,} tokens.")
    return [pieces.get(id) for id in range(max(pieces) + 1)]
