"""Each kind of tokenizer that must be trained, trained on stories that ship with the package: to be tried at once.

The stories were written by `llm-playground corpus --documents 400 --seed 7`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from llm_playground.tokenization.adapters.sentencepiece import SentencePieceTokenizer
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.character import CharacterTokenizer
from llm_playground.tokenization.kinds.unigram import UnigramTokenizer
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.kinds.wordpiece import WordPieceTokenizer
from llm_playground.tokenization.protocol import Tokenizer

SEPARATOR = "<|endoftext|>\n"  # stands between two stories
VOCAB_SIZE = 1024  # of those kinds that must be told one


@cache
def stories() -> tuple[str, ...]:
    text = (files("llm_playground.tokenization.lab") / "stories.txt").read_text(encoding="utf-8")
    return tuple(text.split(SEPARATOR))


TRAINED: dict[str, Callable[[], Tokenizer]] = {
    "word": lambda: WordTokenizer.train(stories()),
    "character": lambda: CharacterTokenizer.train(stories()),
    "bpe": lambda: BPETokenizer.train(stories(), VOCAB_SIZE),
    "wordpiece": lambda: WordPieceTokenizer.train(stories(), VOCAB_SIZE),
    "unigram": lambda: UnigramTokenizer.train(stories(), VOCAB_SIZE),
    "sentencepiece": lambda: SentencePieceTokenizer.train(stories(), VOCAB_SIZE),
}


@cache
def trained_on_stories(kind: str) -> Tokenizer:
    """The tokenizer of a kind in `TRAINED`; made by the first call, which takes a second at most."""
    return TRAINED[kind]()
