"""A `.model` file of sentencepiece (Llama 2, T5, Gemma and others), or a model trained on a text, through that library.

sentencepiece normalizes a text before it cuts it: in most models letters such as "ﬁ" become "fi", runs of spaces one
space, and a space (written U+2581) is put before the text. So a text need not come back exactly.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

from llm_playground.errors import CheckpointError, InvalidValue, true_or_false, whole_number
from llm_playground.records import Encoding
from llm_playground.tokenization.ids import LARGEST_VOCABULARY, checked_id, each_id, pieces_of
from llm_playground.tokenization.saving import save_tokenizer
from llm_playground.tokenization.special import encode_around_special, explain_around_special
from llm_playground.tokenization.text import each_text, well_formed

SPACE = "\u2581"
MODEL_TYPES = ("unigram", "bpe")


class SentencePieceTokenizer:
    """A sentencepiece model that speaks our protocol.

    Args:
        model: the content of a `.model` file.

    Raises:
        CheckpointError: it is not one.
    """

    kind: ClassVar[str] = "sentencepiece"
    is_lossless: ClassVar[bool] = False

    def __init__(self, model: bytes) -> None:
        import sentencepiece

        self.model = model
        self.backend = sentencepiece.SentencePieceProcessor()
        if not model:
            raise CheckpointError("A sentencepiece model cannot be empty.")
        try:
            self.backend.load_from_serialized_proto(model)
        except RuntimeError as error:
            raise CheckpointError(f"This is not a sentencepiece model that can be read. {_reason(error)}") from error

    @classmethod
    def from_file(cls, path: Path) -> SentencePieceTokenizer:
        """The tokenizer of a `.model` file.

        Raises:
            CheckpointError: there is no such file, or it is not one.
        """
        try:
            return cls(path.read_bytes())
        except (OSError, CheckpointError) as error:
            raise CheckpointError(f"The sentencepiece model {path} cannot be read. {error}") from error

    @classmethod
    def train(
        cls, texts: str | Iterable[str], vocab_size: int, *, model_type: str = "unigram", byte_fallback: bool = False
    ) -> SentencePieceTokenizer:
        """A model of at most `vocab_size` pieces; a short text gives a smaller one.

        Args:
            texts: they are cut into lines, as sentencepiece's own command reads a file.
            model_type: "unigram" or "bpe".
            byte_fallback: a character that is unknown becomes its UTF-8 bytes, which are 256 pieces more.

        Raises:
            InvalidValue: `vocab_size` has no room for the characters of the texts, or there is no text.
        """
        import sentencepiece

        if model_type not in MODEL_TYPES:
            raise InvalidValue(f"model_type is {model_type!r}; it must be one of {', '.join(MODEL_TYPES)}.")
        vocab_size = whole_number("vocab_size", vocab_size, 1, LARGEST_VOCABULARY)
        model = BytesIO()
        lines = (line for text in each_text(texts) for line in text.split("\n"))
        try:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=lines,
                model_writer=model,
                vocab_size=vocab_size,
                model_type=model_type,
                byte_fallback=byte_fallback,
                hard_vocab_limit=False,
                minloglevel=2,
            )
        except RuntimeError as error:
            reason = _reason(error) or "There is no text."
            raise InvalidValue(f"sentencepiece cannot train {vocab_size:,} pieces here. {reason}") from error
        return cls(model.getvalue())

    @property
    def vocab_size(self) -> int:
        """How many pieces the model has, control tokens and bytes included."""
        return int(self.backend.vocab_size())

    @cached_property
    def special_tokens(self) -> dict[str, int]:
        """The unknown token and the control tokens, such as <s> and </s>."""
        return {
            self.backend.id_to_piece(id): id
            for id in range(self.vocab_size)
            if self.backend.is_control(id) or self.backend.is_unknown(id)
        }

    @property
    def unknown_id(self) -> int:
        """Every model of sentencepiece has an unknown token; with byte fallback it is never used."""
        return int(self.backend.unk_id())

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        """As the protocol says; a model file does not say what belongs around a text, so nothing is added."""
        true_or_false("add_special_tokens", add_special_tokens)
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        return encode_around_special(well_formed(text), specials, self.backend.encode)

    def decode(self, ids: Sequence[int]) -> str:
        """The pieces joined, without the space that was put before the text."""
        text = b"".join(map(self.piece, each_id(ids))).decode("utf-8", "replace")
        return text.removeprefix(" ") if self._puts_a_space_first else text

    def piece(self, id: int) -> bytes:
        """The text of the piece, its U+2581 as spaces; one byte for a piece such as <0xE2>."""
        piece: str = self.backend.id_to_piece(checked_id(id, self.vocab_size))
        if self.backend.is_byte(id):
            return bytes.fromhex(piece[3:5])  # written <0xE2>
        return piece.replace(SPACE, " ").encode()

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        """As the protocol says; the spans count characters of the text as it was before the model normalized it."""
        specials = self.special_tokens if true_or_false("allow_special", allow_special) else {}
        return explain_around_special(well_formed(text), specials, self._explain, self.piece)

    def _explain(self, text: str) -> Encoding:
        found = self.backend.encode(text, return_type="offset_mapping")
        pieces = pieces_of(found["ids"], self.piece)
        return Encoding(text, tuple(found["ids"]), pieces, self._spans(found["ids"], found["offsets"]))

    def _spans(self, ids: Sequence[int], offsets: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """The library's offsets, except that a character written as several pieces belongs to each of them.

        "🤖" as four bytes: (0, 0), (0, 0), (0, 0), (0, 1)  ->  four times (0, 1)
        """
        spans: list[tuple[int, int]] = []
        following: tuple[int, int] | None = None
        for index, (start, end) in reversed(list(enumerate(offsets))):
            if start == end and following and following[0] == start and not self._is_space_first(index, ids):
                # The character's last piece may hold more characters after it, unless it is a byte.
                end = following[1] if self.backend.is_byte(ids[index]) else start + 1
            following = (start, end)
            spans.append(following)
        return tuple(reversed(spans))

    def _is_space_first(self, index: int, ids: Sequence[int]) -> bool:
        return index == 0 and self.backend.id_to_piece(ids[0]) == SPACE

    @cached_property
    def _puts_a_space_first(self) -> bool:
        """Does the model write a space before a text that begins with none?"""
        return any(self.backend.normalize(letter).startswith(SPACE) for letter in "a1")

    def save(self, folder: str | Path) -> None:
        """Write the model into `folder`, in the JSON file of `saving.py`."""
        save_tokenizer(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """The content of the `.model` file in base64."""
        return {"model": base64.b64encode(self.model).decode()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SentencePieceTokenizer:
        """The tokenizer that `to_dict` wrote."""
        return cls(base64.b64decode(data["model"]))


def _reason(error: RuntimeError) -> str:
    """The library's sentence, without the place in its source and the options of its command."""
    return str(error).rpartition("]")[2].removeprefix("INTERNAL:").partition(" Increase")[0].strip()
