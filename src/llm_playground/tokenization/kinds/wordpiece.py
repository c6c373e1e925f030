"""WordPiece, the tokenizer of BERT: of each word the longest piece that the vocabulary has, again and again.

    "unwanted"  ->  un  ##want  ##ed        ("##" marks a piece that continues a word)
    "unwaxted"  ->  [UNK]                   (no piece fits somewhere: the whole word is lost)

Spaces are not kept, so a text does not come back exactly. Algorithm and pre-tokenization are those of BERT (Devlin et
al., 2018, https://arxiv.org/abs/1810.04805, and its `tokenization.py`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import regex

from llm_playground.errors import CheckpointError, InvalidValue, panics_as, true_or_false, whole_number
from llm_playground.records import Encoding
from llm_playground.tokenization.files import read_utf8
from llm_playground.tokenization.ids import LARGEST_VOCABULARY, checked_id, each_id
from llm_playground.tokenization.normalization import normalize, without_case_and_accents
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.special import encode_around_special, explain_around_special
from llm_playground.tokenization.text import each_text, well_formed

UNKNOWN = "[UNK]"
SPECIAL_TOKENS = ("[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]")
CONTINUES = "##"

# A longer word is unknown at once: nobody writes such words, and cutting one takes the square of its length.
LONGEST_WORD = 100

# Punctuation (all symbols of ASCII count) and Chinese characters are words of their own.
# In Unicode $ + < = > ^ ` | ~ are symbols and not punctuation, hence their list.
_PUNCTUATION = r"\p{P}$+<=>^`|~"
_CHINESE = (
    "\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002a6df\U0002a700-\U0002b73f\U0002b740-\U0002b81f"
    "\U0002b820-\U0002ceaf\uf900-\ufaff\U0002f800-\U0002fa1f"
)
_WORD = regex.compile(rf"[{_PUNCTUATION}{_CHINESE}]|[^\s{_PUNCTUATION}{_CHINESE}]+")


class _Token(NamedTuple):
    id: int
    start: int
    end: int


class WordPieceTokenizer:
    """Greedy longest match over words.

    Args:
        vocabulary: the pieces; the place of each is its id. "[UNK]" must be among them.
        lower_case: lower-case the text and strip its accents first, as "uncased" models do.
    """

    kind: ClassVar[str] = "wordpiece"
    is_lossless: ClassVar[bool] = False

    def __init__(self, vocabulary: Sequence[str], *, lower_case: bool = True) -> None:
        self.vocabulary = tuple(vocabulary)
        self.lower_case = lower_case
        self._ids = {piece: id for id, piece in enumerate(self.vocabulary)}
        # No longer candidate can be in the vocabulary, which bounds the search in a long word.
        self._longest = max(map(len, self.vocabulary), default=0)
        if UNKNOWN not in self._ids:
            raise InvalidValue(f"A WordPiece vocabulary needs the piece {UNKNOWN}; this one has none.")
        if len(self._ids) < len(self.vocabulary):
            raise InvalidValue("A WordPiece vocabulary holds each piece once; this one repeats some.")

    @classmethod
    def from_file(cls, path: Path, *, lower_case: bool = True) -> WordPieceTokenizer:
        """A `vocab.txt` as BERT's: one piece a line.

        Raises:
            CheckpointError: there is no such file, or it is not one.
        """
        try:
            return cls(_lines(read_utf8(path)), lower_case=lower_case)
        except InvalidValue as error:
            raise CheckpointError(f"{path} is not a WordPiece vocabulary that can be read. {error}") from error

    @classmethod
    @panics_as(InvalidValue, "The tokenizers library breaks off at these texts ({}).")
    def train(cls, texts: str | Iterable[str], vocab_size: int, *, lower_case: bool = True) -> WordPieceTokenizer:
        """A vocabulary of at most `vocab_size` pieces, chosen by the trainer of the `tokenizers` library.

        That is BPE with "##" in its pieces; the likelihood rule of the WordPiece papers was never published as code.
        A short text gives a smaller vocabulary.

        Raises:
            InvalidValue: `vocab_size` has no room for the special tokens and the characters of the texts;
                or `texts` are not texts.
        """
        import tokenizers

        vocab_size = whole_number("vocab_size", vocab_size, len(SPECIAL_TOKENS), LARGEST_VOCABULARY)
        # The pieces must be counted in words cut just as `_tokens` cuts them, so the library is given BERT's two steps.
        backend = tokenizers.Tokenizer(tokenizers.models.WordPiece(unk_token=UNKNOWN))
        backend.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=lower_case)
        backend.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
        trainer = tokenizers.trainers.WordPieceTrainer(
            vocab_size=vocab_size, special_tokens=list(SPECIAL_TOKENS), show_progress=False
        )
        backend.train_from_iterator(each_text(texts), trainer)
        ids = backend.get_vocab()
        if len(ids) > vocab_size:
            raise InvalidValue(
                f"vocab_size {vocab_size:,} is too small: "
                f"the special tokens and characters alone are {len(ids):,} pieces."
            )
        return cls(sorted(ids, key=ids.__getitem__), lower_case=lower_case)

    @property
    def vocab_size(self) -> int:
        """How many pieces there are, special tokens included."""
        return len(self.vocabulary)

    @property
    def special_tokens(self) -> dict[str, int]:
        """Those of BERT that the vocabulary has."""
        return {token: self._ids[token] for token in SPECIAL_TOKENS if token in self._ids}

    @property
    def unknown_id(self) -> int:
        """[UNK], which stands for a whole word of which some part has no piece."""
        return self._ids[UNKNOWN]

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """As the protocol says; `add_special_tokens` puts [CLS] before the text and [SEP] after it."""
        true_or_false("add_special_tokens", add_special_tokens)
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        ids = encode_around_special(
            well_formed(text), specials, lambda part: [token.id for token in self._tokens(part)]
        )
        # BERT was trained on texts between these two, and reads off [CLS] what a whole text is about.
        if add_special_tokens and {"[CLS]", "[SEP]"} <= self._ids.keys():
            return [self._ids["[CLS]"], *ids, self._ids["[SEP]"]]
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The pieces with a space before each word; what stood between the words is not known any more."""
        return b"".join(map(self.piece, each_id(ids))).decode().removeprefix(" ")

    def piece(self, id: int) -> bytes:
        """The piece after a space, or without "##" where it continues a word."""
        piece = self.vocabulary[checked_id(id, self.vocab_size)]
        return piece.removeprefix(CONTINUES).encode() if piece.startswith(CONTINUES) else f" {piece}".encode()

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; the spans count characters of the text as it was before it was normalized."""
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        return explain_around_special(well_formed(text), specials, self._explain, self.piece)

    def _explain(self, text: str) -> Encoding:
        tokens = list(self._tokens(text))
        pieces = tuple(self.piece(token.id) for token in tokens)
        return Encoding(
            text, tuple(token.id for token in tokens), pieces, tuple((token.start, token.end) for token in tokens)
        )

    def cut(self, word: str) -> list[tuple[int, int, int]]:
        """One word, already normalized: the id of each piece with the characters that it begins before and ends after.

        "unwanted"  ->  (id of "un", 0, 2), (id of "##want", 2, 6), (id of "##ed", 6, 8)
        """
        whole_word_lost = [(self.unknown_id, 0, len(word))]
        if len(word) > LONGEST_WORD:
            return whole_word_lost
        pieces = []
        start = 0
        while start < len(word):
            # "##want" within a word and "want" at its beginning are two tokens: a model learns where a word begins.
            mark = CONTINUES if start else ""
            # The longest first; and once a piece is taken it stays, even if the rest then finds no piece where another
            # cut would have: greedy, not optimal. Compare Unigram, which looks at all ways.
            for end in range(min(len(word), start + self._longest), start, -1):
                id = self._ids.get(mark + word[start:end])
                if id is not None:
                    break
            else:
                return whole_word_lost  # not only the part without a piece, as in BERT
            pieces.append((id, start, end))
            start = end
        return pieces

    def _tokens(self, text: str) -> Iterator[_Token]:
        # Normalized first, cut then: an accent that is dropped must not end a word. The spans lead back to the text.
        normalized = normalize(text, _uncased if self.lower_case else _cleaned)
        for word in _WORD.finditer(normalized.text):
            for id, start, end in self.cut(word[0]):
                yield _Token(id, *normalized.span(word.start() + start, word.start() + end))

    def save(self, folder: str | Path) -> None:
        """Write the vocabulary into `folder`, in the JSON file of `saving.py`."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """The pieces in the order of their ids."""
        return {"vocabulary": self.vocabulary, "lower_case": self.lower_case}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> WordPieceTokenizer:
        """The tokenizer that `to_dict` wrote."""
        return cls(data["vocabulary"], lower_case=data["lower_case"])


def _lines(text: str) -> list[str]:
    """The lines of a file that was read as text, so that each ends with a line feed.

    Not `str.splitlines`, which also cuts at U+2028, U+0085 and others: a piece may hold one of those, and a cut within
    it would shift the id of every piece after it.
    """
    return text.removesuffix("\n").split("\n")


@cache
def _cleaned(character: str) -> str:
    """Every kind of space as " "; nothing for control characters and U+FFFD, which stands for what was no text."""
    # Z: separators, such as U+00A0. Cc: control characters, of which three are white space. Cf: format characters, such
    # as the zero-width joiner within an emoji. Co: private use.
    category = unicodedata.category(character)
    if character in "\t\n\r" or category[0] == "Z":
        return " "
    return "" if character == "\ufffd" or category in ("Cc", "Cf", "Co") else character


@cache
def _uncased(character: str) -> str:
    return without_case_and_accents(_cleaned(character))
