"""Any `tokenizer.json` of the Hugging Face hub, through the `tokenizers` library."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from llm_playground.errors import CheckpointError
from llm_playground.records import Encoding
from llm_playground.tokenization.alphabet import byte_of_character
from llm_playground.tokenization.ids import checked_id
from llm_playground.tokenization.text import well_formed

if TYPE_CHECKING:
    import tokenizers


class HuggingFaceTokenizer:
    """A `tokenizers.Tokenizer` that speaks our protocol.

    Raises (when made from a folder or a file):
        CheckpointError: there is no `tokenizer.json`, or it is not one.
    """

    def __init__(self, backend: tokenizers.Tokenizer) -> None:
        self.backend = backend
        self._lock = threading.Lock()
        # A file may ask to cut or fill every text, as its last training did. Here a text is a text.
        backend.no_truncation()
        backend.no_padding()
        added = backend.get_added_tokens_decoder()
        self._special = {token.content: id for id, token in added.items() if token.special}
        self._literal = {token.content for token in added.values()}  # stand for themselves, in no alphabet

    @classmethod
    def from_file(cls, path: Path) -> HuggingFaceTokenizer:
        import tokenizers

        if not path.is_file():
            raise CheckpointError(f"There is no tokenizer file {path}.")
        try:
            return cls(tokenizers.Tokenizer.from_file(str(path)))
        except Exception as error:  # the library raises bare Exception for every damaged file
            raise CheckpointError(f"{path} is not a tokenizer.json that can be read ({error}).") from error

    @cached_property
    def vocab_size(self) -> int:
        # Not the number of tokens: some vocabularies leave ids out.
        return max(self.backend.get_vocab().values(), default=-1) + 1

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.backend.save(str(folder / "tokenizer.json"))

    @property
    def special_tokens(self) -> dict[str, int]:
        return dict(self._special)

    @cached_property
    def unknown_id(self) -> int | None:
        if "ByteLevel" in self._decoders:
            return None  # it writes any byte; an unknown token that the file may name is never used
        model = json.loads(self.backend.to_str())["model"]
        if model["type"] == "Unigram":
            return cast("int | None", model["unk_id"])
        return self.backend.token_to_id(model.get("unk_token") or "")

    def encode(self, text: str, *, allow_special: bool = False, add_special_tokens: bool = False) -> list[int]:
        return self._encode(text, allow_special, add_special_tokens).ids

    def explain(self, text: str, *, allow_special: bool = False) -> Encoding:
        text = well_formed(text)
        encoded = self._encode(text, allow_special, add_special_tokens=False)
        pieces = {id: self.piece(id) for id in set(encoded.ids)}  # texts repeat their tokens
        return Encoding(text, tuple(encoded.ids), tuple(map(pieces.__getitem__, encoded.ids)), tuple(encoded.offsets))

    def _encode(self, text: str, allow_special: bool, add_special_tokens: bool) -> tokenizers.Encoding:
        # The library says "encode special tokens" for cutting their text like any other. It is a property of the
        # backend and no argument, hence the lock.
        with self._lock:
            self.backend.encode_special_tokens = not allow_special
            return self.backend.encode(well_formed(text), add_special_tokens=add_special_tokens)

    def decode(self, ids: Sequence[int]) -> str:
        return self.backend.decode([checked_id(id, self.vocab_size) for id in ids], skip_special_tokens=False)

    def piece(self, id: int) -> bytes:
        token = self.backend.id_to_token(checked_id(id, self.vocab_size))
        if token is None:
            return b""  # a hole in the vocabulary: an id without a token
        if token in self._literal:
            return token.encode()
        decoders = self._decoders
        if "ByteLevel" in decoders:
            return bytes(byte_of_character()[c] for c in token) if _all_mapped(token) else token.encode()
        if "WordPiece" in decoders:  # a word begins with a space, its other pieces with ##
            return token[2:].encode() if token.startswith("##") else f" {token}".encode()
        if not decoders:  # whole words, which the library joins with spaces
            return f" {token}".encode()
        if len(token) == 6 and token.startswith("<0x") and token.endswith(">"):
            return bytes.fromhex(token[3:5])  # sentencepiece's byte fallback
        return token.replace("\u2581", " ").encode()  # sentencepiece writes a space as U+2581

    @cached_property
    def _decoders(self) -> set[str]:
        """The types of decoders that turn this tokenizer's tokens into text."""

        def types(node: dict[str, Any] | None) -> set[str]:
            return {node["type"]}.union(*map(types, node.get("decoders", ()))) if node else set()

        return types(json.loads(self.backend.to_str()).get("decoder"))


def _all_mapped(token: str) -> bool:
    return all(c in byte_of_character() for c in token)
