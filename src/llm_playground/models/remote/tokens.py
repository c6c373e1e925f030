"""The tokens of a remote model as ids and pieces, as far as its server tells of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from llm_playground.errors import InvalidValue
from llm_playground.records import Encoding
from llm_playground.tokenization.ids import checked_id, each_id
from llm_playground.tokenization.spans import spans_of_pieces, tiling

OWN_IDS = 2**19  # twice the largest vocabulary
PROMPTS = 2**10  # of those servers that do not tell how they cut one; the oldest gives up its number
# With what the models of the well-known families end a text or an answer; "" where a server writes such tokens so.
ENDS = ("", "</s>", "<|endoftext|>", "<|end_of_text|>", "<|im_end|>", "<|eot_id|>", "<|end|>", "<eos>", "<end_of_turn>")


class Token(NamedTuple):
    """A token as a server tells of it: its bytes, its id where the server has said it, its log-probability in nats."""

    piece: bytes
    id: int | None
    logprob: float = 0.0


class TokenTable:
    """Tokens by number: the model's ids where its server tells them, else numbers of our own, by the order in which
    tokens were met.

    Args:
        vocab_size: of a server that tells ids; None: they are our own.
    """

    def __init__(self, vocab_size: int | None = None) -> None:
        self.has_own_ids = vocab_size is None
        self.vocab_size = OWN_IDS + PROMPTS if vocab_size is None else vocab_size
        self._lock = threading.Lock()  # guards all below
        self._pieces: dict[int, bytes] = {}
        self._ids: dict[bytes, int] = {}
        self._prompts = 0

    def id_of(self, token: Token) -> int:
        """The number of a token; a new one gets the next.

        Raises:
            InvalidValue: there are no more numbers, or the server tells an id beyond its vocabulary.
        """
        if not self.has_own_ids and token.id is not None:
            if not 0 <= token.id < self.vocab_size:
                sentence = f"The server tells of a token {token.id}, but of {self.vocab_size:,} tokens in all."
                raise InvalidValue(sentence)
            self._pieces[token.id] = token.piece
            return token.id
        with self._lock:
            if (known := self._ids.get(token.piece)) is not None:
                return known
            if len(self._ids) == OWN_IDS:
                raise InvalidValue("The server has told of more tokens than any model has; start the playground anew.")
            id = self._ids[token.piece] = len(self._ids)
            self._pieces[id] = token.piece
            return id

    def id_of_prompt(self, text: bytes) -> int:
        """A number for a whole text of which nobody tells how it is cut."""
        with self._lock:
            id = OWN_IDS + self._prompts % PROMPTS
            for each in range(OWN_IDS, OWN_IDS + min(self._prompts, PROMPTS)):
                if self._pieces[each] == text:
                    return each
            self._prompts += 1
            self._pieces[id] = text
            return id

    def piece(self, id: int) -> bytes:
        """The bytes of a token, or its number in angle brackets as long as the server has not told of it."""
        return self._pieces.get(id, f"<{id}>".encode())

    def text_of(self, ids: Sequence[int]) -> str:
        """What these tokens write.

        Raises:
            InvalidValue: the text ends within a character, and the server reads nothing but text.
        """
        try:
            return b"".join(map(self.piece, ids)).decode()
        except UnicodeDecodeError as error:
            sentence = "The text ends within a character, and the server reads whole texts alone: it cannot go on here."
            raise InvalidValue(sentence) from error


Cut = Callable[[str, bool, bool], Sequence[Token] | None]


class RemoteTokenizer:
    """What a server tells of how it cuts a text into tokens.

    Args:
        cut: asks it, of a text, whether special tokens in it count, and whether those are to be added with which a text
            begins; None: the server does not tell. Then a text stands there as one piece.
        special_tokens: those of which the server tells, by their texts.
    """

    unknown_id = None
    is_lossless = True

    def __init__(self, table: TokenTable, cut: Cut, special_tokens: dict[str, int]) -> None:
        self._table, self._cut, self.special_tokens = table, cut, special_tokens

    @property
    def vocab_size(self) -> int:
        return self._table.vocab_size

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        tokens = self._cut(text, allow_special, add_special_tokens)
        if tokens is not None:
            return [self._table.id_of(token) for token in tokens]
        return [self._table.id_of_prompt(text.encode())] if text else []

    def decode(self, ids: Sequence[int]) -> str:
        return b"".join(map(self.piece, each_id(ids))).decode(errors="replace")

    def piece(self, id: int) -> bytes:
        return self._table.piece(checked_id(id, self.vocab_size))

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        ids = tuple(self.encode(text, allow_special=allow_special))
        pieces = tuple(map(self.piece, ids))
        laid = list(pieces)
        if laid and b"".join(laid) != text.encode():
            laid[0] = laid[0].removeprefix(b" ")  # sentencepiece begins a text with a space that is not there
        return Encoding(text, ids, pieces, tiling(spans_of_pieces(laid), text))

    def save(self, folder: str | Path) -> None:
        raise InvalidValue("The tokenizer of a remote model stays on its server; it cannot be saved.")
