"""The one list of all kinds of tokenizer. A new kind is one row here, and its class.

From it come the names that `find_tokenizer` knows and its errors list, the classes that saved tokenizers are read with,
the kinds on the page and in `--help`, and what a notebook shows.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any, Literal

_ROOM = "llm_playground.tokenization"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of tokenizer.

    note: what a token is, in a few words.
    home: its module and its class, which is imported only when it is needed.
    origin: a tokenizer of this kind is "ready" as it is, must be "trained" on texts, or "loaded" by a name of its own.
    vocab_size: how many tokens to train it to; None where the texts alone decide.
    """

    name: str
    note: str
    home: str
    origin: Literal["ready", "trained", "loaded"]
    vocab_size: int | None = None

    @property
    def module(self) -> str:
        """The module of its class, with the package's name."""
        return self.home.partition(":")[0]

    @property
    def class_name(self) -> str:
        """The name of its class within `module`."""
        return self.home.partition(":")[2]

    def load_class(self) -> Any:
        """Its class, a `saving.Saved`."""
        return getattr(importlib.import_module(self.module), self.class_name)


_TOKENS = 1024  # enough to show what a kind does, few enough to be trained while one waits

KINDS = {
    kind.name: kind
    for kind in (
        Kind("byte", "a token is a byte", f"{_ROOM}.kinds.byte:ByteTokenizer", "ready"),
        Kind("character", "a token is a character", f"{_ROOM}.kinds.character:CharacterTokenizer", "trained"),
        Kind("word", "a token is a word", f"{_ROOM}.kinds.word:WordTokenizer", "trained"),
        Kind(
            "bpe",
            "byte-pair encoding: frequent pairs, joined again and again",
            f"{_ROOM}.bpe.tokenizer:BPETokenizer",
            "trained",
            _TOKENS,
        ),
        Kind(
            "wordpiece",
            "the longest piece that fits, as in BERT",
            f"{_ROOM}.kinds.wordpiece:WordPieceTokenizer",
            "trained",
            _TOKENS,
        ),
        Kind(
            "unigram", "the most likely pieces, as in T5", f"{_ROOM}.kinds.unigram:UnigramTokenizer", "trained", _TOKENS
        ),
        Kind(
            "sentencepiece",
            "Unigram by Google's library, as in Gemma's family",
            f"{_ROOM}.adapters.sentencepiece:SentencePieceTokenizer",
            "trained",
            _TOKENS,
        ),
        Kind("tiktoken", "an encoding of OpenAI's models", f"{_ROOM}.adapters.tiktoken:TiktokenTokenizer", "loaded"),
    )
}


def offered_kinds() -> dict[str, Kind]:
    """The kinds that are there under their own name: ready, or trained on the stories of this package."""
    return {name: kind for name, kind in KINDS.items() if kind.origin != "loaded"}
